"""How the camera moved from one frame to the next, from dense optical flow.

Dense Inverse Search (Kroeger et al., ECCV 2016) tells where each small patch went; a similarity is
fitted to all of them by least squares that forget what moves by itself (Cauchy weights; Holland and
Welsch 1977).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Gray = NDArray[np.uint8]

HEIGHT = 180
"""Lines of the pictures that are compared."""

GRID = 6
"""Pixels of these between the places whose motion counts."""

TEXTURE = 6.0
"""Slope, of 255 per pixel, below which a place is too flat to tell its motion."""

ROUNDS, TIGHT = 8, 0.003
"""Of fitting, and the misfit in heights at which a place counts half."""

OWN = 0.01
"""Misfit in heights from which on a place moves by itself."""

FAVOUR = 2.0
"""How much more places at rest count than places that move alike."""

STRANGE = 24.0
"""Mean misfit of brightness, of 255, from which on the pictures have nothing to do with another."""

LEAST_PLACES = 12


@dataclass(frozen=True, slots=True)
class CameraStep:
    """What the picture as a whole did, and how much of it did something else.

    Attributes:
        right, down: How far the picture went, in heights.
        grow: How much it grew, as a share.
        turn: How far it turned, in radians, clockwise.
        others: Share of the textured places that moved by at least a hundredth of the height
            against the rest.
    """

    right: float
    down: float
    grow: float
    turn: float
    others: float


def small_gray(picture: NDArray[np.uint8]) -> Gray:
    """An `(H, W, 3)` picture as `step` compares them."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(1.0, HEIGHT / height)
    size = max(16, round(width * scale)), max(16, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def step(before: Gray, now: Gray) -> CameraStep | None:
    """From one picture to the next; None where they show different things, or nothing at all."""
    cv2 = opencv()
    flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST).calc(before, now, None)
    if _misfit(before, now, flow) > STRANGE:
        return None
    height, width = before.shape
    rows, columns = np.mgrid[GRID // 2 : height : GRID, GRID // 2 : width : GRID]
    steep = cv2.magnitude(*(cv2.Sobel(before, cv2.CV_32F, *way, scale=0.125) for way in _WAYS))
    seen = steep[rows, columns] > TEXTURE
    if seen.sum() < LEAST_PLACES:
        return None
    rows, columns = rows[seen], columns[seen]
    places = np.stack([columns - (width - 1) / 2, rows - (height - 1) / 2], 1) / height
    return _fitted(places, flow[rows, columns].astype(np.float64) / height)


_WAYS = (1, 0), (0, 1)


def _misfit(before: Gray, now: Gray, flow: NDArray[np.float32]) -> float:
    """How little what the flow leads to looks like where it comes from."""
    cv2 = opencv()
    rows, columns = np.indices(before.shape, np.float32)
    led = cv2.remap(now, columns + flow[..., 0], rows + flow[..., 1], cv2.INTER_LINEAR)
    return float(cv2.absdiff(before, led).mean())


def _fitted(places: Floats, moves: Floats) -> CameraStep:
    """The similarity of most places; `places` and `moves` are `(n, 2)` in heights.

    Fitted twice, from rest and from the median: a car that fills half the picture of a camera at
    rest has more places of one motion than the road, so rest counts more.
    """
    rest, median = np.zeros(4), np.array([*np.median(moves, axis=0), 0.0, 0.0])
    still, moving = (_settled(places, moves, start) for start in (rest, median))
    answer, misfit = max((still, moving), key=lambda fit: _votes(fit) * _favour(fit[0]))
    right, down, grow, turn = (float(each) for each in answer)
    return CameraStep(right, down, grow, turn, float((misfit > OWN).mean()))


def _settled(places: Floats, moves: Floats, answer: Floats) -> tuple[Floats, Floats]:
    """The similarity near a first guess that fits best, and how far each place is off it."""
    x, y = places.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    across, down = np.stack([one, zero, x, -y], 1), np.stack([zero, one, y, x], 1)
    for _ in range(ROUNDS):
        misfit = np.hypot(moves[:, 0] - across @ answer, moves[:, 1] - down @ answer)
        root = 1 / np.sqrt(1 + (misfit / TIGHT) ** 2)[:, None]
        lines, values = np.concatenate([across, down]), moves.T.ravel()
        both = np.concatenate([root, root])
        answer = np.linalg.lstsq(lines * both, values * both[:, 0], rcond=None)[0]
    return answer, np.hypot(moves[:, 0] - across @ answer, moves[:, 1] - down @ answer)


def _votes(fit: tuple[Floats, Floats]) -> float:
    return float((1 / (1 + (fit[1] / TIGHT) ** 2)).sum())


def _favour(answer: Floats) -> float:
    return FAVOUR if float(np.abs(answer).max()) < TIGHT else 1.0
