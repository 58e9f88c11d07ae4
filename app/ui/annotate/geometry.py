"""Shapes moved, and point by point changed. Pure; coordinates are pixels of the source."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.masks import Mask
from app.annotations.shapes import (
    JOINT_ABSENT,
    JOINT_HIDDEN,
    JOINT_SEEN,
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    turned,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.shapes import Point, Ring, Shape


def moved(shape: Shape, by: Point) -> Shape:
    """The shape elsewhere; a mask by whole pixels, what leaves the picture is cut off."""
    dx, dy = by
    if isinstance(shape, Box):
        return Box(shape.x0 + dx, shape.y0 + dy, shape.x1 + dx, shape.y1 + dy, shape.rotation)
    if isinstance(shape, Ellipse):
        return replace(shape, cx=shape.cx + dx, cy=shape.cy + dy)
    if isinstance(shape, Mask):
        return moved_mask(shape, round(dx), round(dy))
    return _mapped(shape, lambda point: (point[0] + dx, point[1] + dy))


def moved_mask(mask: Mask, dx: int, dy: int) -> Mask:
    """The mask by whole pixels; what leaves the picture is cut off."""
    left, top, right, bottom = mask.bounds
    crop = mask.to_array()[top:bottom, left:right]
    x, y = left + dx, top + dy
    crop = crop[max(0, -y) : max(0, mask.height - y), max(0, -x) : max(0, mask.width - x)]
    if not crop.size:
        return Mask.from_array(np.zeros((mask.height, mask.width), bool))
    return Mask.from_crop(crop, max(0, x), max(0, y), mask.width, mask.height)


def vertices(shape: Shape) -> Ring:
    """Points that can be taken hold of one by one, in order; none for boxes and masks."""
    if isinstance(shape, Polygon):
        return tuple(point for ring in shape.rings for point in ring)
    if isinstance(shape, Polyline | Points | Skeleton):
        return shape.points
    return ()


def with_vertex(shape: Shape, number: int, point: Point) -> Shape:
    """The shape with one of its `vertices` elsewhere; a joint that was absent is there then."""
    points = list(vertices(shape))
    points[number] = point
    if isinstance(shape, Skeleton) and shape.states[number] == JOINT_ABSENT:
        shape = _with_state(shape, number, JOINT_SEEN)
    return _rebuilt(shape, points)


def with_next_state(shape: Skeleton, number: int) -> Skeleton:
    """The skeleton with a joint that was seen covered, a covered one absent, an absent one seen.

    The last joint that is there does not go.
    """
    following = {JOINT_SEEN: JOINT_HIDDEN, JOINT_HIDDEN: JOINT_ABSENT}
    state = following.get(shape.states[number], JOINT_SEEN)
    there = sum(one != JOINT_ABSENT for one in shape.states)
    if state == JOINT_ABSENT and there == 1:
        state = JOINT_SEEN
    return _with_state(shape, number, state)


def _with_state(shape: Skeleton, number: int, state: int) -> Skeleton:
    states = (*shape.states[:number], state, *shape.states[number + 1 :])
    return Skeleton(shape.points, states)


def edges(shape: Shape) -> tuple[tuple[int, int], ...]:
    """Pairs of numbers of `vertices` that a line joins, where a point may be put in between."""
    if isinstance(shape, Polyline):
        return tuple((n, n + 1) for n in range(len(shape.points) - 1))
    pairs: list[tuple[int, int]] = []
    first = 0
    for ring in shape.rings if isinstance(shape, Polygon) else ():
        count = len(ring)
        pairs += [(first + n, first + (n + 1) % count) for n in range(count)]
        first += count
    return tuple(pairs)


def with_new_vertex(shape: Shape, after: int, point: Point) -> Shape:
    """A polygon or line with one more point after another one."""
    if isinstance(shape, Polyline):
        points = (*shape.points[: after + 1], point, *shape.points[after + 1 :])
        return Polyline(points)
    if not isinstance(shape, Polygon):
        return shape
    rings, first = [], 0
    for ring in shape.rings:
        at = after - first + 1
        rings.append((*ring[:at], point, *ring[at:]) if 0 < at <= len(ring) else ring)
        first += len(ring)
    return Polygon(tuple(rings))


def without_vertex(shape: Shape, number: int) -> Shape:
    """The shape without a point; the same one where too few would be left."""
    if isinstance(shape, Polyline | Points):
        kept = (*shape.points[:number], *shape.points[number + 1 :])
        least = 2 if isinstance(shape, Polyline) else 1
        return type(shape)(kept) if len(kept) >= least else shape
    if not isinstance(shape, Polygon):
        return shape
    rings, first = [], 0
    for ring in shape.rings:
        at = number - first
        rings.append((*ring[:at], *ring[at + 1 :]) if 0 <= at < len(ring) else ring)
        first += len(ring)
    left = tuple(ring for ring in rings if len(ring) > 2)
    return Polygon(left) if left else shape


def frame_of(shape: Shape) -> Box | None:
    """The box by whose handles a shape is resized and turned; None where there is none."""
    if isinstance(shape, Box):
        return shape
    if isinstance(shape, Ellipse):
        edges = (shape.cx - shape.rx, shape.cy - shape.ry, shape.cx + shape.rx, shape.cy + shape.ry)
        return Box(*edges, shape.rotation)
    return None


def in_frame(shape: Shape, frame: Box) -> Shape:
    """The shape put into another box: the other way round than `frame_of`."""
    return ellipse_in(frame) if isinstance(shape, Ellipse) else frame


def ellipse_in(frame: Box) -> Ellipse:
    """The ellipse that fills a box."""
    (x0, y0, x1, y1), turn = frame.edges, frame.rotation
    return Ellipse((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, turn)


def box_between(a: Point, b: Point) -> Box:
    """The upright box with two points as its corners."""
    return Box(min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))


def square_corner(start: Point, to: Point) -> Point:
    """`to`, moved outwards so that the box to it from `start` is a square."""
    side = max(abs(to[0] - start[0]), abs(to[1] - start[1]))
    return (
        start[0] + math.copysign(side, to[0] - start[0]),
        start[1] + math.copysign(side, to[1] - start[1]),
    )


def centre(box: Box) -> Point:
    """Its middle."""
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def local(box: Box, point: Point) -> Point:
    """A point as if box and point were turned back until the box stands upright."""
    return turned(point, centre(box), -box.rotation) if box.rotation else point


def contains(shape: Shape, point: Point, margin: float) -> bool:
    """Whether a point is on a shape, or as near to its lines and points as `margin`."""
    left, top, right, bottom = shape.bounds
    x, y = point
    if not (left - margin <= x <= right + margin and top - margin <= y <= bottom + margin):
        return False
    if isinstance(shape, Mask):
        return mask_has(shape, point)
    frame = frame_of(shape)
    if frame is not None:
        return _in_frame(shape, frame, point, margin)
    if isinstance(shape, Polygon) and inside(shape, point):
        return True
    points = vertices(shape)
    if any(segment_distance(point, points[a], points[b]) <= margin for a, b in edges(shape)):
        return True
    return any(math.dist(point, vertex) <= margin for vertex in points)


def _in_frame(shape: Shape, frame: Box, point: Point, margin: float) -> bool:
    x, y = local(frame, point)
    if isinstance(shape, Ellipse):
        across, down = shape.rx + margin, shape.ry + margin
        if across <= 0 or down <= 0:
            return False
        return ((x - shape.cx) / across) ** 2 + ((y - shape.cy) / down) ** 2 <= 1
    return (
        frame.x0 - margin <= x <= frame.x1 + margin and frame.y0 - margin <= y <= frame.y1 + margin
    )


def mask_has(mask: Mask, point: Point) -> bool:
    """Whether the pixel under a point is in the mask."""
    x, y = math.floor(point[0]), math.floor(point[1])
    if not (0 <= x < mask.width and 0 <= y < mask.height):
        return False
    starts, ends = mask.intervals()
    run = int(np.searchsorted(starts, x * mask.height + y, side="right")) - 1
    return run >= 0 and x * mask.height + y < int(ends[run])


def inside(polygon: Polygon, point: Point) -> bool:
    """Whether a point is within any of the rings."""
    x, y = point
    for ring in polygon.rings:
        odd = False
        for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
                odd = not odd
        if odd:
            return True
    return False


def segment_distance(point: Point, a: Point, b: Point) -> float:
    """How far a point is from the line between two others."""
    across, down = b[0] - a[0], b[1] - a[1]
    length = across * across + down * down
    if not length:
        return math.dist(point, a)
    t = ((point[0] - a[0]) * across + (point[1] - a[1]) * down) / length
    t = min(max(t, 0.0), 1.0)
    return math.dist(point, (a[0] + t * across, a[1] + t * down))


def _mapped(shape: Shape, to: Callable[[Point], Point]) -> Shape:
    return _rebuilt(shape, [to(point) for point in vertices(shape)])


def _rebuilt(shape: Shape, points: list[Point]) -> Shape:
    """The shape with other `vertices`, as many as it has."""
    if isinstance(shape, Skeleton):
        return Skeleton(tuple(points), shape.states)
    if isinstance(shape, Polyline | Points):
        return type(shape)(tuple(points))
    if not isinstance(shape, Polygon):
        return shape
    rings, first = [], 0
    for ring in shape.rings:
        rings.append(tuple(points[first : first + len(ring)]))
        first += len(ring)
    return Polygon(tuple(rings))
