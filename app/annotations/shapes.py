"""Where something is in a picture: boxes, ellipses, polygons, lines, points, skeletons, masks.

Coordinates are continuous pixel edges: pixel (i, j) covers [i, i+1) × [j, j+1).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.masks import Mask
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]
Ring = tuple[Point, ...]
Bounds = tuple[float, float, float, float]
"""Left, top, right, bottom."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, x0 <= x1 and y0 <= y1; it may reach beyond the picture.

    Attributes:
        x0, y0, x1, y1: Its edges before it is turned.
        rotation: Degrees clockwise (as seen on the screen) about its centre, in [0, 360).
    """

    x0: float
    y0: float
    x1: float
    y1: float
    rotation: float = 0.0

    def __post_init__(self) -> None:
        # One comparison for what is nearly always so: boxes are made by the hundred for each frame.
        if -math.inf < self.x0 <= self.x1 < math.inf and -math.inf < self.y0 <= self.y1 < math.inf:
            if not 0 <= self.rotation < 360:
                raise AnnotationError("A box is turned by less than 0 or by 360 degrees or more.")
            return
        if not all(map(math.isfinite, self.edges)):
            raise AnnotationError("A box has a corner that is not a number.")
        raise AnnotationError("A box has its right or bottom edge before its left or top one.")

    @property
    def edges(self) -> Bounds:
        """Left, top, right and bottom before it is turned."""
        return self.x0, self.y0, self.x1, self.y1

    @property
    def outline(self) -> Ring:
        """Its four corners as seen, clockwise from what was the top left one."""
        ring = ((self.x0, self.y0), (self.x1, self.y0), (self.x1, self.y1), (self.x0, self.y1))
        if not self.rotation:
            return ring
        centre = ((self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2)
        return tuple(turned(point, centre, self.rotation) for point in ring)

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around it: itself, unless it is turned."""
        return bounds_of(self.outline) if self.rotation else self.edges

    @property
    def area(self) -> float:
        """In square pixels."""
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def clamped(self, width: float, height: float) -> Box:
        """The box with its corners brought into a picture of that size; a turned one stays."""
        if self.rotation:
            return self
        (x0, y0), (x1, y1) = (_clamp((x, y), width, height) for x, y in self.corners)
        return Box(x0, y0, x1, y1)

    @property
    def corners(self) -> tuple[Point, Point]:
        """Top left and bottom right."""
        return (self.x0, self.y0), (self.x1, self.y1)

    def iou(self, other: Box) -> float:
        """Intersection over union in [0, 1] as if both stood upright; 0 when both are empty."""
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
        return bounds_of([point for ring in self.rings for point in ring])

    @property
    def area(self) -> float:
        """In square pixels, by the shoelace formula; rings are taken not to overlap."""
        return sum(map(_ring_area, self.rings))

    def clamped(self, width: float, height: float) -> Polygon:
        """The polygon with its points brought into a picture of that size."""
        rings = (tuple(_clamp(point, width, height) for point in ring) for ring in self.rings)
        return Polygon(tuple(rings))


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse by its centre and its two radii, turned clockwise by degrees in [0, 360)."""

    cx: float
    cy: float
    rx: float
    ry: float
    rotation: float = 0.0

    def __post_init__(self) -> None:
        if not all(map(math.isfinite, (self.cx, self.cy, self.rx, self.ry))):
            raise AnnotationError("An ellipse has a number that is none.")
        if self.rx < 0 or self.ry < 0 or not 0 <= self.rotation < 360:
            raise AnnotationError("An ellipse has a negative radius or is turned too far.")

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around it."""
        angle = math.radians(self.rotation)
        across = math.hypot(self.rx * math.cos(angle), self.ry * math.sin(angle))
        down = math.hypot(self.rx * math.sin(angle), self.ry * math.cos(angle))
        return self.cx - across, self.cy - down, self.cx + across, self.cy + down

    @property
    def area(self) -> float:
        """In square pixels."""
        return math.pi * self.rx * self.ry


@dataclass(frozen=True, slots=True)
class _PointRow:
    """Points that enclose nothing."""

    points: Ring

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around them."""
        return bounds_of(self.points)

    @property
    def area(self) -> float:
        """None."""
        return 0.0


@dataclass(frozen=True, slots=True)
class Polyline(_PointRow):
    """An open line through at least two points."""

    def __post_init__(self) -> None:
        _check_points(self.points, 2, "A line needs at least two points.")


@dataclass(frozen=True, slots=True)
class Points(_PointRow):
    """At least one point; several belong together but have no names."""

    def __post_init__(self) -> None:
        _check_points(self.points, 1, "A shape of points needs at least one.")


JOINT_ABSENT, JOINT_HIDDEN, JOINT_SEEN = 0, 1, 2
"""What is known of a joint: not labelled, labelled but covered, seen (COCO's keypoint flags)."""


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Joints in the order of the label's `SkeletonKind`, each with what is known of it.

    Attributes:
        points: One for each joint; that of an absent joint means nothing.
        states: `JOINT_ABSENT`, `JOINT_HIDDEN` or `JOINT_SEEN` for each.
    """

    points: Ring
    states: tuple[int, ...]

    def __post_init__(self) -> None:
        _check_points(self.points, 1, "A skeleton needs at least one joint.")
        if len(self.states) != len(self.points) or not {0, 1, 2}.issuperset(self.states):
            raise AnnotationError("A skeleton needs one state of 0, 1 or 2 for each joint.")

    @property
    def bounds(self) -> Bounds:
        """The smallest upright rectangle around the joints that are there."""
        there = [p for p, state in zip(self.points, self.states, strict=True) if state]
        return bounds_of(there or self.points)

    @property
    def area(self) -> float:
        """None."""
        return 0.0


ELLIPSE_CORNERS = 64
"""Corners of the polygon that stands for an ellipse: its area is 0.16 % too small."""


def polygon_of(shape: Box | Ellipse | Polygon) -> Polygon:
    """The outline of a shape that has one; an ellipse's has `ELLIPSE_CORNERS` corners on it."""
    if isinstance(shape, Polygon):
        return shape
    if isinstance(shape, Box):
        return Polygon((shape.outline,))
    centre, step = (shape.cx, shape.cy), math.tau / ELLIPSE_CORNERS
    around = (
        (shape.cx + shape.rx * math.cos(n * step), shape.cy + shape.ry * math.sin(n * step))
        for n in range(ELLIPSE_CORNERS)
    )
    return Polygon((tuple(turned(point, centre, shape.rotation) for point in around),))


def bounds_of(points: Sequence[Point]) -> Bounds:
    """The smallest upright rectangle around some points, at least one."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def turned(point: Point, centre: Point, degrees: float) -> Point:
    """A point turned clockwise, as seen on the screen, about another."""
    angle = math.radians(degrees)
    x, y = point[0] - centre[0], point[1] - centre[1]
    cos, sin = math.cos(angle), math.sin(angle)
    return centre[0] + x * cos - y * sin, centre[1] + x * sin + y * cos


def _check_points(points: Ring, least: int, advice: str) -> None:
    if len(points) < least:
        raise AnnotationError(advice)
    if not all(math.isfinite(x) and math.isfinite(y) for x, y in points):
        raise AnnotationError("A shape has a point that is not a number.")


def _clamp(point: Point, width: float, height: float) -> Point:
    return min(max(point[0], 0.0), width), min(max(point[1], 0.0), height)


def _ring_area(ring: Ring) -> float:
    following = (*ring[1:], ring[0])
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))
    return abs(doubled) / 2


Shape = Box | Ellipse | Polygon | Polyline | Points | Skeleton | Mask


def box_around(shape: Shape) -> Box:
    """The smallest box around a shape."""
    if isinstance(shape, Box) and not shape.rotation:
        return shape
    return Box(*map(float, shape.bounds))
