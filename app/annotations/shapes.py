"""Where something is in a picture: boxes, polygons, masks.

Coordinates are continuous pixel edges: pixel (i, j) covers [i, i+1) × [j, j+1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.annotations.masks import Mask
from app.base.errors import AnnotationError

Point = tuple[float, float]
Ring = tuple[Point, ...]
Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, x0 <= x1 and y0 <= y1; it may reach beyond the picture."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        # One comparison for what is nearly always so: boxes are made by the hundred for each frame.
        if -math.inf < self.x0 <= self.x1 < math.inf and -math.inf < self.y0 <= self.y1 < math.inf:
            return
        if not all(map(math.isfinite, self.bounds)):
            raise AnnotationError("A box has a corner that is not a number.")
        raise AnnotationError("A box has its right or bottom edge before its left or top one.")

    @property
    def bounds(self) -> Bounds:
        """Itself, as four numbers."""
        return self.x0, self.y0, self.x1, self.y1

    @property
    def area(self) -> float:
        """In square pixels."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def clamped(self, width: float, height: float) -> Box:
        """The box with its corners brought into a picture of that size."""
        (x0, y0), (x1, y1) = (_clamp((x, y), width, height) for x, y in self.corners)
        return Box(x0, y0, x1, y1)

    @property
    def corners(self) -> tuple[Point, Point]:
        """Top left and bottom right."""
        return (self.x0, self.y0), (self.x1, self.y1)

    def iou(self, other: Box) -> float:
        """Intersection over union in [0, 1]; 0 when both are empty."""
        across = min(self.x1, other.x1) - max(self.x0, other.x0)
        down = min(self.y1, other.y1) - max(self.y0, other.y0)
        both = max(0.0, across) * max(0.0, down)
        either = self.area + other.area - both
        return both / either if either > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Polygon:
    """One or more rings of at least three points; together they are one shape, without holes."""

    rings: tuple[Ring, ...]

    def __post_init__(self) -> None:
        if not self.rings or any(len(ring) < 3 for ring in self.rings):
            raise AnnotationError("A polygon needs at least three points.")
        if not all(math.isfinite(x) and math.isfinite(y) for ring in self.rings for x, y in ring):
            raise AnnotationError("A polygon has a point that is not a number.")

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around it."""
        points = [point for ring in self.rings for point in ring]
        across, down = [x for x, _ in points], [y for _, y in points]
        return min(across), min(down), max(across), max(down)

    @property
    def area(self) -> float:
        """In square pixels, by the shoelace formula; rings are taken not to overlap."""
        return sum(map(_ring_area, self.rings))

    def clamped(self, width: float, height: float) -> Polygon:
        """The polygon with its points brought into a picture of that size."""
        rings = (tuple(_clamp(point, width, height) for point in ring) for ring in self.rings)
        return Polygon(tuple(rings))


def _clamp(point: Point, width: float, height: float) -> Point:
    return min(max(point[0], 0.0), width), min(max(point[1], 0.0), height)


def _ring_area(ring: Ring) -> float:
    following = (*ring[1:], ring[0])
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))
    return abs(doubled) / 2


Shape = Box | Polygon | Mask


def box_around(shape: Shape) -> Box:
    """The smallest box around a shape."""
    return shape if isinstance(shape, Box) else Box(*map(float, shape.bounds))
