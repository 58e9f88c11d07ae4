"""How the camera moved from one frame to the next, whatever moves before it.

The most marked place of each cell of a grid is followed (Lucas and Kanade, in pyramids; Bouguet,
2000); similarities that many of them make are found; and the cells vote for one of these or rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.motion_votes import Ballot, Cells, ballot, shares, weights
from app.analyses.opencv import opencv
from app.analyses.similarity_fit import TIGHT, likeliest, misfits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Gray = NDArray[np.uint8]
    Flags = NDArray[np.bool_]

HEIGHT = 180
"""Lines of the pictures that are compared."""

TEXTURE = 2.0
"""Slope, of 255 per pixel, below which a place is too flat to be followed."""

WINDOW, LEVELS = 11, 3
"""Pixels around a place that are looked for, and halvings of the picture."""

STRANGE = 12.0
"""Mean difference of brightness around a place, of 255, from which on it is not found again."""

FOUND = 0.3
"""Share of the places below which the pictures have nothing to do with another."""

OWN = 0.01
"""Misfit in heights from which on a place moves by itself."""

STAYS = 0.5
"""Share of the picture that must still be seen after a motion."""

REST, AGAIN = 2.0, 1.5
"""How much more rest counts than a motion, and a motion that goes on."""

LEAST_PLACES = 12


@dataclass(frozen=True, slots=True)
class CameraStep:
    """What the picture as a whole did, and how much of it did something else.

    Attributes:
        right, down: How far the picture went, in heights.
        grow: How much it grew, as a share.
        turn: How far it turned, in radians, clockwise.
        others: Share of the picture that moved by at least a hundredth of the height against the
            rest; flat parts as what is near.
    """

    right: float
    down: float
    grow: float
    turn: float
    others: float


@dataclass(frozen=True, slots=True)
class _Followed:
    """Places that were found again and where they went, both `(n, 2)` in heights.

    Attributes:
        cells: Which of the grid they are, `(rows, columns)`.
    """

    places: Floats
    moves: Floats
    cells: Flags


def small_gray(picture: NDArray[np.uint8]) -> Gray:
    """An `(H, W, 3)` picture as `step` compares them."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(1.0, HEIGHT / height)
    size = max(16, round(width * scale)), max(16, round(height * scale))
    gray = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(gray, size, interpolation=cv2.INTER_AREA), np.uint8)


def step(before: Gray, now: Gray, last: CameraStep | None = None) -> CameraStep | None:
    """From one picture to the next; None where they show different things, or nothing at all.

    Args:
        before, now: As `small_gray` makes them, of one size.
        last: The step to `before`: where two motions are nearly as likely, it goes on.
    """
    cells = Cells(*before.shape)
    followed = _followed(before, now, cells)
    if followed is None:
        return None
    motions = [m for m in _motions(followed) if cells.stay(m).mean() > STAYS] + [np.zeros(4)]
    votes = ballot(before, now, cells, motions)
    best = _elected(cells, votes, [_favour(motion, last) for motion in motions])
    right, down, grow, turn = (float(each) for each in motions[best])
    others = _others(followed, motions[best], votes.marked, votes.ayes[best])
    return CameraStep(right, down, grow, turn, others)


def _followed(before: Gray, now: Gray, cells: Cells) -> _Followed | None:
    cv2 = opencv()
    steep = cv2.magnitude(*(cv2.Sobel(before, cv2.CV_32F, *way, scale=0.125) for way in _WAYS))
    rows, columns = cells.peaks(steep)
    marked = steep[rows, columns] > TEXTURE
    if marked.sum() < LEAST_PLACES:
        return None
    starts = np.stack([columns[marked], rows[marked]], axis=1).astype(np.float32)
    size = WINDOW, WINDOW
    ends, there, unlike = cv2.calcOpticalFlowPyrLK(
        before, now, starts[:, None], None, winSize=size, maxLevel=LEVELS, minEigThreshold=1e-6
    )
    found = (there[:, 0] > 0) & (unlike[:, 0] < STRANGE)
    if found.sum() < max(LEAST_PLACES, FOUND * len(found)):
        return None
    height, width = before.shape
    middle = (width - 1) / 2, (height - 1) / 2
    marked[np.nonzero(marked)] = found
    moves = np.asarray(ends[found, 0] - starts[found], np.float64) / height
    return _Followed((starts[found] - np.array(middle)) / height, moves, marked)


_WAYS = (1, 0), (0, 1)


def _motions(followed: _Followed) -> list[Floats]:
    """What most places do, and what most of the others do."""
    random = np.random.default_rng(1)  # the same answer on every run
    places, moves = followed.places, followed.moves
    first = likeliest(places, moves, random)
    others = misfits(places, moves, first) > 2 * TIGHT
    if others.sum() < LEAST_PLACES:
        return [first]
    return [first, likeliest(places[others], moves[others], random)]


def _elected(cells: Cells, votes: Ballot, favours: Sequence[float]) -> int:
    """The motion that beats those before it and is not beaten by one after it."""
    best = 0
    for number in range(1, len(favours)):
        champion, rival = weights(cells, votes.ayes[best], votes.ayes[number])
        if rival * favours[number] >= champion * favours[best]:
            best = number
    return best


def _favour(motion: Floats, last: CameraStep | None) -> float:
    if float(np.abs(motion).max()) < TIGHT:
        return REST
    if last is None:
        return 1.0
    change = motion - np.array([last.right, last.down, last.grow, last.turn])
    return AGAIN if float(np.abs(change).max()) < 2 * TIGHT else 1.0


def _others(followed: _Followed, motion: Floats, marked: Flags, along: Flags) -> float:
    """What is followed elsewhere, unless its cell says that it went along: lines slip."""
    own = np.zeros_like(marked)
    own[followed.cells] = misfits(followed.places, followed.moves, motion) > OWN
    return float(shares(own & marked & ~along, followed.cells & marked).mean())
