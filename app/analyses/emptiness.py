"""Whether a followed box still holds the thing, or only what is around it.

A tracker always names some place, and is as sure of bare ground as of the thing that has left it.
Colours tell: what is in the box is then much more like its surroundings than like the thing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.shapes import Box

    Colours = NDArray[np.float64]

LIKER = 0.2
"""By how much nearer to the surroundings than to the thing the colours of an empty box are."""

DISTINCT = 0.5
"""Distance of thing and surroundings, where it was drawn, from which on colours tell them apart."""

LEARNT = 0.1
"""Share of each new picture in what the thing is taken to look like."""

_BINS, _SIDE = 16, 128
_INNER, _NEAR, _FAR = 0.15, 0.05, 0.5
"""Of the box: cut off inside, left out around, looked at."""


class Emptiness:
    """Remembers the colours of a thing, which may change slowly. One thread at a time.

    Args:
        picture: `(H, W, 3)` R'G'B' uint8, where it was drawn.
        box: Around it.
    """

    def __init__(self, picture: NDArray[np.uint8], box: Box) -> None:
        self._thing, around = _colours(picture, box)
        self._tells = _distance(self._thing, around) >= DISTINCT

    def of(self, picture: NDArray[np.uint8], box: Box) -> bool:
        """Whether the box holds no more than what is around it.

        Never so for a thing that could not be told from its surroundings from the beginning.
        """
        if not self._tells:
            return False
        inside, around = _colours(picture, box)
        to_thing, to_ground = _distance(inside, self._thing), _distance(inside, around)
        if to_thing < to_ground:
            self._thing = (1 - LEARNT) * self._thing + LEARNT * inside
        return to_ground + LIKER < to_thing


def _colours(picture: NDArray[np.uint8], box: Box) -> tuple[Colours, Colours]:
    """Histograms of what is in a box and of what is around it."""
    cv2 = opencv()
    left, top, right, bottom = _grown(box, _FAR, picture.shape)
    part = picture[top:bottom, left:right]
    scale = min(1.0, _SIDE / max(part.shape[:2], default=1))
    size = (max(1, round(part.shape[1] * scale)), max(1, round(part.shape[0] * scale)))
    small = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    across, down = size[0] / part.shape[1], size[1] / part.shape[0]

    def within(by: float) -> NDArray[np.bool_]:
        x0, y0, x1, y1 = _grown(box, by, picture.shape)
        bits = np.zeros((size[1], size[0]), np.bool_)
        columns = slice(int((x0 - left) * across), int(np.ceil((x1 - left) * across)))
        bits[int((y0 - top) * down) : int(np.ceil((y1 - top) * down)), columns] = True
        return bits

    codes = cv2.cvtColor(small, cv2.COLOR_RGB2LAB) // (256 // _BINS)
    cells = (codes.astype(np.intp) @ np.array([_BINS * _BINS, _BINS, 1])).astype(np.intp)
    return _histogram(cells[within(-_INNER)]), _histogram(cells[~within(_NEAR)])


def _grown(box: Box, by: float, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """The box with that share of its sides more (or less) on each, within the picture."""
    across, down = by * (box.x1 - box.x0), by * (box.y1 - box.y0)
    x0, y0 = max(0, int(box.x0 - across)), max(0, int(box.y0 - down))
    x1, y1 = min(shape[1], int(box.x1 + across) + 1), min(shape[0], int(box.y1 + down) + 1)
    return x0, y0, max(x1, x0 + 1), max(y1, y0 + 1)


def _histogram(cells: NDArray[np.intp]) -> Colours:
    """Shares of all colours; zeros of none."""
    found: Colours = np.bincount(cells, minlength=_BINS**3).astype(np.float64)
    found /= max(1.0, found.sum())
    return found


def _distance(one: Colours, other: Colours) -> float:
    """Hellinger's, in [0, 1]."""
    return float(np.sqrt(max(0.0, 1 - np.sqrt(one * other).sum())))
