"""PNG's row filters undone (specification, chapter 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_Row = bytes | bytearray


def unfiltered(rows: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """`(h, n)` bytes of rows that each begin with the number of their filter, 0 to 4.

    Args:
        rows: `(h, 1 + n)`.
        step: Bytes of a pixel.
    """
    result = np.empty((rows.shape[0], rows.shape[1] - 1), np.uint8)
    above = np.zeros(rows.shape[1] - 1, np.uint8)
    for row, target in zip(rows, result, strict=True):
        kind, body = int(row[0]), row[1:]
        if kind == 0:
            target[:] = body
        elif kind == 1:
            columns = body.reshape(-1, step)
            target[:] = np.cumsum(columns, axis=0, dtype=np.uint8).reshape(-1)
        elif kind == 2:
            np.add(body, above, out=target)
        else:
            undo = _SLOW[kind]
            target[:] = np.frombuffer(undo(body.tobytes(), above.tobytes(), step), np.uint8)
        above = target
    return result


def _averaged(body: _Row, above: _Row, step: int) -> bytearray:
    line = bytearray(step)
    for place, value in enumerate(body):
        line.append((value + (line[place] + above[place]) // 2) & 255)
    return line[step:]


def _paeth(body: _Row, above: _Row, step: int) -> bytearray:
    line, before = bytearray(step), bytes(step) + above
    for place, value in enumerate(body):
        left, up, corner = line[place], above[place], before[place]
        to_left, to_up, to_corner = (
            abs(up - corner),
            abs(left - corner),
            abs(left + up - 2 * corner),
        )
        if to_left <= to_up and to_left <= to_corner:
            nearest = left
        else:
            nearest = up if to_up <= to_corner else corner
        line.append((value + nearest) & 255)
    return line[step:]


_SLOW: dict[int, Callable[[_Row, _Row, int], bytearray]] = {3: _averaged, 4: _paeth}
