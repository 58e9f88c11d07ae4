"""How the camera moved between two pictures: corners are followed, and most of them agree.

Sources: J. Shi and C. Tomasi, Good features to track, CVPR 1994; J.-Y. Bouguet, Pyramidal
implementation of the Lucas Kanade feature tracker, 2001 (as in OpenCV).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch.nn.functional as F

from app.effects.consensus import agreed
from app.effects.opencv import opencv
from app.effects.paths import Map

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

WORKING_SIDE = 640
"""About the longer side of the pictures that are compared; LK finds places to a twentieth of
their samples."""

_CELLS = 6, 8
"""Rows and columns of cells that count alike, however many corners one holds: a sharp thing that
moves by itself has many corners, but not many places."""
_CORNERS, _QUALITY, _BLOCK = 8, 0.02, 5
"""Most corners of a cell; the weakest's share of the cell's strongest; size that is looked at."""
_FLAT = 2e-5
"""Strength (least eigenvalue, samples in [0, 1]) below which a corner is noise."""
_WINDOW, _LEVELS = 21, 3
_SMALLEST = 2 * _WINDOW
"""Samples per side below which nothing is followed."""
_BACK = 0.5
"""Samples by which a corner followed there and back may miss its beginning."""


@dataclass(frozen=True, slots=True)
class Gray:
    """A small gray picture.

    Attributes:
        samples: `(h, w)`, 0..255.
        factor: Samples of the whole picture per sample here.
        aspect: Width over height of a sample.
        middle: (x, y) of the whole picture's centre, in samples here.
    """

    samples: NDArray[np.uint8]
    factor: int
    aspect: float
    middle: tuple[float, float]


def gray_of(pixels: Tensor, aspect: float) -> Gray:
    """The mean of `(3+, H, W)`, green counting twice, reduced by a whole factor.

    Args:
        pixels: R'G'B'.
        aspect: Width over height of one sample.
    """
    height, width = pixels.shape[-2:]
    factor = max(1, round(max(height, width) / WORKING_SIDE))
    factor = min(factor, height, width)
    small = F.avg_pool2d(pixels[None, :3], factor)[0] if factor > 1 else pixels[:3]
    gray = small.new_tensor([63.75, 127.5, 63.75]) @ small.flatten(1)
    samples = gray.clamp_(0, 255).round_().byte().reshape(small.shape[1:]).cpu().numpy()
    return Gray(samples, factor, aspect, (width / factor / 2, height / factor / 2))


def camera_motion(before: Gray, after: Gray) -> Map:
    """Where what is seen at a point of `before` is seen in `after`.

    Points are complex, x + iy from the picture's centre, y downwards, in rows of the whole
    picture (a sample is `aspect` wide). No motion where too few corners agree on one.
    """
    if min(before.samples.shape) < _SMALLEST:
        return Map()
    starts, ends = _followed(before.samples, after.samples)
    return agreed(
        _centred(starts, before), _centred(ends, after), _importance(starts, before), before.factor
    )


def _followed(
    before: NDArray[np.uint8], after: NDArray[np.uint8]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Corners `(n, 2)` of one picture and where they are in the other."""
    cv2 = opencv()
    corners = _corners(before)
    if not len(corners):
        return corners, corners
    window = {"winSize": (_WINDOW, _WINDOW), "maxLevel": _LEVELS}
    there, found, _ = cv2.calcOpticalFlowPyrLK(before, after, corners[:, None], None, **window)
    back, again, _ = cv2.calcOpticalFlowPyrLK(after, before, there, None, **window)
    kept = (found.ravel() == 1) & (again.ravel() == 1)
    kept &= np.abs(back.reshape(-1, 2) - corners).max(axis=1) < _BACK
    return corners[kept], there.reshape(-1, 2)[kept]


def _corners(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """The strongest corners `(n, 2)` of each cell."""
    cv2 = opencv()
    strength = cv2.cornerMinEigenVal(picture, _BLOCK)
    apart = max(5, max(picture.shape) // 80) | 1
    peaks = strength == cv2.dilate(strength, np.ones((apart, apart), np.uint8))
    peaks &= strength > _FLAT
    rows, columns = np.nonzero(peaks)
    found = strength[rows, columns]
    order = np.lexsort((columns, rows, -found))
    rows, columns, found = rows[order], columns[order], found[order]
    points = np.stack([columns, rows], axis=1).astype(np.float32)
    cells = _cells(points, picture)
    kept = np.zeros(len(points), bool)
    for cell in range(_CELLS[0] * _CELLS[1]):
        inside = np.nonzero(cells == cell)[0][:_CORNERS]
        kept[inside] = found[inside] > _QUALITY * found[inside].max(initial=0.0)
    return np.ascontiguousarray(points[kept])


def _cells(points: NDArray[np.float32], picture: NDArray[np.uint8]) -> NDArray[np.intp]:
    """The number of each point's cell."""
    rows, columns = _CELLS
    height, width = picture.shape
    down, across = points[:, 1] * rows // height, points[:, 0] * columns // width
    return np.asarray(down * columns + across, np.intp)


def _importance(points: NDArray[np.float32], picture: Gray) -> NDArray[np.float64]:
    """Weights of corners: cells share theirs, and what lies outwards is likelier background."""
    cells = _cells(points, picture.samples)
    crowd = np.bincount(cells, minlength=_CELLS[0] * _CELLS[1])[cells]
    height, width = picture.samples.shape
    outwards = np.abs(points / (width / 2, height / 2) - 1).max(axis=1, initial=0.0)
    return np.asarray((0.5 + outwards) / crowd, np.float64)


def _centred(points: NDArray[np.float32], picture: Gray) -> NDArray[np.complex128]:
    x = points[:, 0].astype(np.float64) + 0.5 - picture.middle[0]
    y = points[:, 1].astype(np.float64) + 0.5 - picture.middle[1]
    return np.asarray(picture.factor * (picture.aspect * x + 1j * y))
