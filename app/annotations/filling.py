"""The pixels a shape covers: those whose centre lies within its outline."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.masks import Mask
from app.annotations.shapes import Box, Ellipse, Polygon, polygon_of
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from app.annotations.shapes import Bounds, Point, Ring, Shape


def mask_of(shape: Shape, width: int, height: int) -> Mask:
    """The pixels of a picture that a shape covers; none for lines, points and skeletons.

    Raises:
        AnnotationError: a mask of a picture of another size.
    """
    if isinstance(shape, Mask):
        return fitting(shape, width, height)
    if not isinstance(shape, Box | Ellipse | Polygon):
        return Mask.from_counts(width, height, [width * height])
    if isinstance(shape, Box) and not shape.rotation:
        return _box(shape, width, height)
    polygon = polygon_of(shape)
    left, top, right, bottom = _pixels(polygon.bounds, width, height)
    crop = np.zeros((bottom - top, right - left), bool)
    for ring in polygon.rings:
        crop |= _covered(ring, left, top, crop.shape)
    return Mask.from_crop(crop, left, top, width, height)


def fitting(mask: Mask, width: int, height: int) -> Mask:
    """The mask itself.

    Raises:
        AnnotationError: it belongs to a picture of another size.
    """
    if (mask.width, mask.height) != (width, height):
        raise AnnotationError(
            f"A mask is {mask.width}×{mask.height} but the clip {width}×{height}; resize it first."
        )
    return mask


def _box(box: Box, width: int, height: int) -> Mask:
    """The pixels of an upright box, without going round it: the commonest shape there is."""
    left, right = (min(max(math.ceil(x - 0.5), 0), width) for x in (box.x0, box.x1))
    top, bottom = (min(max(math.ceil(y - 0.5), 0), height) for y in (box.y0, box.y1))
    return Mask.from_box(left, top, right, bottom, (width, height))


def _pixels(bounds: Bounds, width: int, height: int) -> tuple[int, int, int, int]:
    """The pixels of the picture that bounds touch: left, top, right, bottom."""
    x0, y0, x1, y1 = (
        min(max(edge, 0), end)
        for edge, end in zip(bounds, (width, height, width, height), strict=True)
    )
    return math.floor(x0), math.floor(y0), math.ceil(x1), math.ceil(y1)


def _covered(ring: Ring, left: int, top: int, size: tuple[int, ...]) -> NDArray[np.bool_]:
    """`(h, w)`: pixels of a window whose centre a ring goes round.

    Each row counts, from the left, how often the ring crosses it downwards less how often upwards.
    """
    rows, columns = size
    turns = np.zeros((rows, columns + 1), np.int32)
    for a, b in _edges(ring):
        step = 1 if a[1] < b[1] else -1
        (x0, y0), (x1, y1) = (a, b) if step > 0 else (b, a)
        first = min(max(math.ceil(y0 - 0.5) - top, 0), rows)
        last = min(max(math.ceil(y1 - 0.5) - top, 0), rows)
        centres = np.arange(first, last) + top + 0.5
        if not len(centres):
            continue
        crossings = x0 + (centres - y0) * ((x1 - x0) / (y1 - y0))
        columns_after = np.ceil(np.clip(crossings - left, 0, columns) - 0.5).astype(int)
        turns[np.arange(first, last), columns_after] += step
    return np.asarray(turns.cumsum(axis=1)[:, :columns] != 0)


def _edges(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)
