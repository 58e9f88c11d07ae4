"""Known again by their looks: what was lost and comes back where nobody expected it.

N. Wojke, A. Bewley, D. Paulus, "Simple Online and Realtime Tracking with a Deep Association
Metric", ICIP 2017: a few looks of each thing are kept, and the least cosine distance to any of them
counts. Own code; looks are taken only when they can matter, for they are dear.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from app.analyses.assignment import FORBIDDEN

if TYPE_CHECKING:
    from app.annotations.shapes import Box

Looks = Callable[[Sequence[int]], NDArray[np.float32]]
"""Gives how the detections of these numbers look: `(n, features)`, each of length 1."""

FARTHEST = 0.15
"""Cosine distance up to which two looks are of one thing. On pieces of the Kodak pictures, moved by
6 %, lit otherwise and with noise, 98 % of pairs of one piece lie below, 1 % of two pieces do."""

CLEARER = 0.8
"""How much nearer than to anything else, as D. Lowe asks of matches (IJCV 2004): a look that many
share says nothing."""

KEPT = 8
"""Looks of each thing."""

PAUSE = 10
"""Frames between two of them."""

COVERED = 0.2
"""Overlap with something else from which a look would be of both."""

SPEED = 0.2
"""How far a thing may go unseen, in its own diagonals per frame."""

SIZES = 3.0
"""How many times larger or smaller it may come back, by area."""


class Album:
    """A thing's looks."""

    def __init__(self) -> None:
        self._looks: deque[NDArray[np.float32]] = deque(maxlen=KEPT)
        self._frame = 0

    def wants(self, frame: int) -> bool:
        """Whether it is time for another one."""
        return not self._looks or frame - self._frame >= PAUSE

    def add(self, look: NDArray[np.float32], frame: int) -> None:
        """Keep one, and forget the oldest if there are many."""
        self._looks.append(look)
        self._frame = frame

    def distances(self, looks: NDArray[np.float32]) -> NDArray[np.float64]:
        """Of each row to the nearest look; forbidding where there is none."""
        if not self._looks:
            return np.full(len(looks), FORBIDDEN)
        nearest: NDArray[np.float64] = 1 - (looks @ np.stack(self._looks).T).max(axis=1)
        return nearest.astype(np.float64)


def clearest(distances: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of `(things, looks)` distances are clearly the least of their column."""
    if len(distances) < 2:
        return np.ones(distances.shape, bool)
    least = np.sort(distances, axis=0)
    clear: NDArray[np.bool_] = (distances <= least[0]) & (least[0] <= CLEARER * least[1])
    return clear


def could_be(last: Box, box: Box, frames: int) -> bool:
    """Whether a thing last seen there can be here so many frames later."""
    low, high = sorted((last.area, box.area))
    reach = (1 + SPEED * frames) * math.hypot(last.x1 - last.x0, last.y1 - last.y0)
    across = (last.x0 + last.x1 - box.x0 - box.x1) / 2
    down = (last.y0 + last.y1 - box.y0 - box.y1) / 2
    return high <= SIZES * low and math.hypot(across, down) <= reach


def uncovered(shared: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which boxes of one frame stand alone, from their `(n, n)` overlaps with each other."""
    others = shared - np.diag(np.diag(shared))
    alone: NDArray[np.bool_] = others.max(axis=1, initial=0.0) < COVERED
    return alone
