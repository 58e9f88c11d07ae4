"""Which of several motions the picture as a whole made, by votes of the cells of a grid.

Each cell with any texture looks itself where it went: nothing that moves by itself has more votes
than the cells it covers, however much there is to see on it. Flat cells go with their neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Gray = NDArray[np.uint8]
    Flags = NDArray[np.bool_]

CELL = 12
"""Pixels along the side of a cell."""

FLAT = 1.0
"""Variance of brightness, of 255², from which on a cell has a vote."""

NOISE = 0.1
"""The same of what differs by chance."""

UNLIKE = 0.5
"""Share of a cell's texture that may differ where a motion leads it."""

NEIGHBOURS, NOBODY = 1.5, 0.02
"""How far flat cells look for neighbours, in cells, and how many of them are none."""


class Cells:
    """The grid over a picture; what is left at its edges is shared by both sides."""

    def __init__(self, height: int, width: int) -> None:
        """Lay it over a picture of at least one cell."""
        self.rows, self.columns = height // CELL, width // CELL
        self._top, self._left = (height % CELL) // 2, (width % CELL) // 2
        down, across = np.mgrid[: self.rows, : self.columns]
        middle = (height - 1) / 2, (width - 1) / 2
        half = (CELL - 1) / 2
        self.x = (across * CELL + self._left + half - middle[1]) / height
        self.y = (down * CELL + self._top + half - middle[0]) / height
        # A pixel more than the outermost cells reach, for what is only nearly at rest.
        self._reach = (width - CELL + 2) / 2 / height, (height - CELL + 2) / 2 / height

    def peaks(self, picture: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column, each `(rows, columns)`, of the largest value in each cell."""
        cut = self._cut(picture).reshape(self.rows, CELL, self.columns, CELL).swapaxes(1, 2)
        down, across = np.divmod(cut.reshape(self.rows, self.columns, -1).argmax(axis=2), CELL)
        row, column = np.indices(down.shape)
        return self._top + row * CELL + down, self._left + column * CELL + across

    def variances(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """Variance within each cell, `(rows, columns)`: a change of light adds nothing to it."""
        return self._means(picture * picture) - self._means(picture) ** 2

    def stay(self, motion: Floats) -> Flags:
        """Which cells are still wholly in the picture after a motion."""
        right, down, grow, turn = motion
        x = self.x + right + grow * self.x - turn * self.y
        y = self.y + down + grow * self.y + turn * self.x
        across, below = self._reach
        return np.asarray((np.abs(x) <= across) & (np.abs(y) <= below))

    def _means(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        size = self.columns, self.rows
        small = opencv().resize(self._cut(picture), size, interpolation=opencv().INTER_AREA)
        return np.asarray(small, np.float32).reshape(self.rows, self.columns)

    def _cut(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        bottom, right = self._top + self.rows * CELL, self._left + self.columns * CELL
        return picture[self._top : bottom, self._left : right]


@dataclass(frozen=True, slots=True)
class Ballot:
    """What the cells say, `(rows, columns)` each.

    Attributes:
        marked: Cells with any texture that none of the motions leads out of the picture.
        ayes: For each motion those that it leads to where they are found again; a cell may say so
            of several, or of none.
    """

    marked: Flags
    ayes: tuple[Flags, ...]


def ballot(before: Gray, now: Gray, cells: Cells, motions: Sequence[Floats]) -> Ballot:
    """Ask all cells that stay in the picture about each motion from one picture to the next."""
    old, new = _smooth(before), _smooth(now)
    texture = cells.variances(old)
    left = np.stack([cells.variances(old - _led_back(new, motion)) for motion in motions])
    best = left.min(axis=0)
    marked = np.logical_and.reduce([cells.stay(motion) for motion in motions]) & (texture > FLAT)
    seen = marked & (best < UNLIKE * texture)
    return Ballot(marked, tuple(seen & (each <= 2 * best + NOISE) for each in left))


def weights(cells: Cells, one: Flags, other: Flags) -> tuple[float, float]:
    """How much of the picture each of two motions explains and the other does not.

    Shares of the picture, times how far they are spread over it: a motion that alone explains all
    has 1; what stands in one half, or is gathered in the middle, has little even where there is
    nothing else.

    Args:
        cells: The grid.
        one, other: Ayes of each motion.
    """
    apart = one ^ other
    return _weight(cells, shares(one & apart, apart)), _weight(cells, shares(other & apart, apart))


def shares(some: Flags, known: Flags) -> NDArray[np.float32]:
    """Share of `some` among the known cells near each cell; 0 where none is near."""
    near, all_ = (
        opencv().GaussianBlur(
            each.astype(np.float32), (0, 0), NEIGHBOURS, borderType=opencv().BORDER_CONSTANT
        )
        for each in (some, known)
    )
    return np.asarray(near / (all_ + NOBODY), np.float32)


def _weight(cells: Cells, share: NDArray[np.float32]) -> float:
    whole = np.ones_like(share)
    spread = np.sqrt(_extent(cells, share) / _extent(cells, whole))
    return float(share.mean()) * float(spread)


def _extent(cells: Cells, share: NDArray[np.float32]) -> float:
    """The product of the variances across and down, that of a cell itself added."""
    total = max(float(share.sum()), 1e-9)
    product = 1.0
    for place in (cells.x, cells.y):
        mean = float((share * place).sum()) / total
        product *= float((share * (place - mean) ** 2).sum()) / total + 1e-4
    return product


def _smooth(picture: Gray) -> NDArray[np.float32]:
    """With less of the grain, which never moves along."""
    light = picture.astype(np.float32)
    return np.asarray(opencv().GaussianBlur(light, (5, 5), 1.0), np.float32)


def _led_back(picture: NDArray[np.float32], motion: Floats) -> NDArray[np.float32]:
    """The picture as it would have been before the motion."""
    if not motion.any():
        return picture
    cv2 = opencv()
    height, width = picture.shape
    right, down, grow, turn = motion
    x, y = (width - 1) / 2, (height - 1) / 2
    matrix = np.array(
        [
            [1 + grow, -turn, right * height - grow * x + turn * y],
            [turn, 1 + grow, down * height - grow * y - turn * x],
        ]
    )
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    edge = cv2.BORDER_REPLICATE
    led = cv2.warpAffine(picture, matrix, (width, height), flags=how, borderMode=edge)
    return np.asarray(led, np.float32)
