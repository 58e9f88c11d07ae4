"""PNG's row filters undone (specification, chapter 9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BAND = 512
"""Rows undone together: as many as stay in the processor's cache."""


def unfiltered(rows: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """`(h, n)` bytes of rows that each begin with the number of their filter, 0 to 4.

    Args:
        rows: `(h, 1 + n)`.
        step: Bytes of a pixel.
    """
    kinds, bodies = rows[:, 0], rows[:, 1:]
    if kinds.size and kinds.max() > 2:
        return _crosswise(kinds, bodies, step)
    result = np.empty(bodies.shape, np.uint8)
    above = np.zeros(bodies.shape[1], np.uint8)
    for kind, body, target in zip(kinds.tolist(), bodies, result, strict=True):
        if kind == 0:
            target[:] = body
        elif kind == 1:
            columns = body.reshape(-1, step)
            target[:] = np.cumsum(columns, axis=0, dtype=np.uint8).reshape(-1)
        else:
            np.add(body, above, out=target)
        above = target
    return result


def _crosswise(kinds: NDArray[np.uint8], bodies: NDArray[np.uint8], step: int) -> NDArray[np.uint8]:
    """Pixels that depend on the ones left, above and between, a slanting line of them at a time."""
    height, wide = bodies.shape
    result = np.empty((height, wide // step, step), np.uint8)
    above = np.zeros((wide // step, step), np.int16)
    for top in range(0, height, _BAND):
        rows = slice(top, min(top + _BAND, height))
        band = bodies[rows].reshape(-1, wide // step, step)
        above = _band(kinds[rows], band, above, result[rows])
    return result.reshape(height, wide)


def _band(
    kinds: NDArray[np.uint8],
    bodies: NDArray[np.uint8],
    above: NDArray[np.int16],
    result: NDArray[np.uint8],
) -> NDArray[np.int16]:
    """Undo a band of `(h, w, step)` and return its last row."""
    height, width, step = bodies.shape
    done = np.zeros((height + 1, width + 1, step), np.int16)  # a row above, a column to the left
    done[0, 1:] = above
    flat, given = done.reshape(-1, step), bodies.reshape(-1, step)
    choice = kinds.astype(np.intp)[:, None]
    for line in range(height + width - 1):
        first, last = max(0, line - width + 1), min(height - 1, line)
        # Going down a row and left a pixel is one stride in the flat row of pixels; `place` is that
        # of the pixel between left and above, in the picture with a border.
        place, stride, count = line + first * width, width, last - first + 1
        between, over, left = (_along(flat, place + k, stride, count) for k in (0, 1, width + 1))
        new = _along(given, line + first * (width - 1), max(width - 1, 1), count).astype(np.int16)
        new += _guess(choice[first : last + 1], left, over, between)
        _along(flat, place + width + 2, stride, count)[:] = new & 255
    result[:] = done[1:, 1:]
    return done[-1, 1:]


def _along(pixels: NDArray[Any], place: int, stride: int, count: int) -> NDArray[Any]:
    return pixels[place : place + (count - 1) * stride + 1 : stride]


def _guess(
    kinds: NDArray[np.intp],
    left: NDArray[np.int16],
    over: NDArray[np.int16],
    corner: NDArray[np.int16],
) -> NDArray[np.int16]:
    """What each filter expects of a pixel."""
    to_left, to_over = np.abs(over - corner), np.abs(left - corner)
    to_corner = np.abs(left + over - 2 * corner)
    nearest = np.where(to_over <= to_corner, over, corner)
    paeth = np.where((to_left <= to_over) & (to_left <= to_corner), left, nearest)
    return np.choose(kinds, (np.zeros_like(left), left, over, (left + over) >> 1, paeth))
