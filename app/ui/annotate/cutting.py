"""Finding an object in a picture: by colour around a point, or by GrabCut from a rectangle.

OpenCV is imported on first use, on the thread that uses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.masks import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.shapes import Bounds, Point

LARGEST_SIDE = 384
"""Pixels of the longer side that GrabCut works on: below a second of one core."""
_AROUND = 0.25  # of the rectangle, so that there is background to learn from
_ROUNDS = 3


@dataclass(frozen=True)
class CutRequest:
    """What to cut out.

    Attributes:
        picture: `(h, w, 3)` uint8.
        width, height: Of the source, which the mask is made for.
        rect: What holds the object whole, in pixels of the source.
        object, background: Points the user painted as one or the other, with a radius each.
    """

    picture: NDArray[np.uint8]
    width: int
    height: int
    rect: Bounds
    object: tuple[tuple[Point, float], ...] = ()
    background: tuple[tuple[Point, float], ...] = ()


def cut_out(request: CutRequest) -> Mask | None:
    """The object within the rectangle; None where nothing is found. Takes about a second."""
    import cv2

    area = _area(request)
    if area is None:
        return None
    left, top, right, bottom = area
    small, scale = _worked_on(request, area)
    guess = _guess(request, area, small.shape[:2], scale)
    if not (guess % 2 == 1).any() or not (guess % 2 == 0).any():
        return None
    cv2.setRNGSeed(0)
    models = np.zeros((2, 1, 65), np.float64)
    whole_rect = (0, 0, small.shape[1], small.shape[0])  # not read: the guess says more
    try:
        cv2.grabCut(small, guess, whole_rect, models[0], models[1], _ROUNDS, cv2.GC_INIT_WITH_MASK)
    except cv2.error:  # too few pixels of one kind to learn from
        return None
    found = (guess % 2).astype(np.float32)
    whole = cv2.resize(found, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR) > 0.5
    mask = Mask.from_crop(whole, left, top, request.width, request.height)
    return mask if mask.area else None


def alike(
    picture: NDArray[np.uint8], width: int, height: int, point: Point, tolerance: int
) -> Mask | None:
    """The pixels that hang together with the one under a point and are of a like colour."""
    import cv2

    rows, columns = picture.shape[:2]
    column, row = int(point[0] * columns / width), int(point[1] * rows / height)
    if not (0 <= column < columns and 0 <= row < rows):
        return None
    filled = np.zeros((rows + 2, columns + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    reach = (tolerance,) * 3
    cv2.floodFill(picture.copy(), filled, (column, row), 0, reach, reach, flags)
    found = filled[1:-1, 1:-1]
    if (columns, rows) != (width, height):
        found = cv2.resize(found, (width, height), interpolation=cv2.INTER_NEAREST)
    return Mask.from_array(found)


def without_holes(mask: Mask) -> Mask:
    """The mask with everything filled that it encloses; itself where there is no hole."""
    import cv2

    left, top, right, bottom = mask.bounds
    if left == right:
        return mask
    crop = np.pad(mask.to_array()[top:bottom, left:right], 1)
    _, parts = cv2.connectedComponents((~crop).astype(np.uint8), connectivity=4)
    filled = parts != parts[0, 0]
    made = Mask.from_crop(filled[1:-1, 1:-1], left, top, mask.width, mask.height)
    return mask if made == mask else made


def _area(request: CutRequest) -> tuple[int, int, int, int] | None:
    """The rectangle and some of what is around it, in whole pixels."""
    x0, y0, x1, y1 = request.rect
    across, down = (x1 - x0) * _AROUND + 4, (y1 - y0) * _AROUND + 4
    left, top = max(0, int(x0 - across)), max(0, int(y0 - down))
    right, bottom = min(request.width, int(x1 + across)), min(request.height, int(y1 + down))
    return (left, top, right, bottom) if right - left > 2 and bottom - top > 2 else None


def _worked_on(
    request: CutRequest, area: tuple[int, int, int, int]
) -> tuple[NDArray[np.uint8], float]:
    """That part of the picture, made smaller if it is large, and how much smaller."""
    import cv2

    left, top, right, bottom = area
    rows, columns = request.picture.shape[:2]
    across, down = columns / request.width, rows / request.height
    part = request.picture[
        int(top * down) : max(int(bottom * down), int(top * down) + 1),
        int(left * across) : max(int(right * across), int(left * across) + 1),
    ]
    scale = min(1.0, LARGEST_SIDE / max(right - left, bottom - top))
    size = max(2, round((right - left) * scale)), max(2, round((bottom - top) * scale))
    small = cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8), scale


def _guess(
    request: CutRequest, area: tuple[int, int, int, int], shape: tuple[int, int], scale: float
) -> NDArray[np.uint8]:
    """What GrabCut starts from: surely background outside, probably the object inside."""
    import cv2

    guess = np.full(shape, cv2.GC_BGD, np.uint8)

    def at(x: float, y: float) -> tuple[int, int]:
        return round((x - area[0]) * scale), round((y - area[1]) * scale)

    (x0, y0), (x1, y1) = at(*request.rect[:2]), at(*request.rect[2:])
    guess[max(0, y0) : max(0, y1), max(0, x0) : max(0, x1)] = cv2.GC_PR_FGD
    for marks, value in ((request.object, cv2.GC_FGD), (request.background, cv2.GC_BGD)):
        for point, radius in marks:
            cv2.circle(guess, at(*point), max(1, round(radius * scale)), value, -1)
    return guess
