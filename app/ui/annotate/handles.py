"""The eight handles of a box, the one that turns it, and what pulling them does. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.annotations.shapes import Box, turned
from app.ui.annotate.geometry import centre, local

if TYPE_CHECKING:
    from app.annotations.shapes import Point

HANDLES = ("nw", "n", "ne", "e", "se", "s", "sw", "w")
"""Clockwise from the top left, as the box stands before it is turned."""

_PLACES = {
    "nw": (0.0, 0.0), "n": (0.5, 0.0), "ne": (1.0, 0.0), "e": (1.0, 0.5),
    "se": (1.0, 1.0), "s": (0.5, 1.0), "sw": (0.0, 1.0), "w": (0.0, 0.5),
}  # fmt: skip


def handle_points(box: Box) -> dict[str, Point]:
    """Where the eight handles are."""
    middle, (x0, y0, x1, y1) = centre(box), box.edges
    upright = {name: (x0 + a * (x1 - x0), y0 + b * (y1 - y0)) for name, (a, b) in _PLACES.items()}
    if not box.rotation:
        return upright
    return {name: turned(point, middle, box.rotation) for name, point in upright.items()}


def turn_point(box: Box, away: float) -> Point:
    """Where the handle that turns the box is: `away` pixels of the source above its top edge."""
    top = ((box.x0 + box.x1) / 2, box.y0 - away)
    return turned(top, centre(box), box.rotation)


def resized(box: Box, handle: str, to: Point, *, keep_shape: bool = False) -> Box:
    """The box with a handle pulled to a point; the handle opposite stays where it is.

    Pulled past the opposite side it turns over.

    Args:
        box: As it was when the drag began.
        handle: One of `HANDLES`.
        to: Where the handle goes.
        keep_shape: Keep the box's width to its height; corners only.
    """
    x, y = local(box, to)
    across, down = _PLACES[handle]
    fixed = (box.x1 if across == 0 else box.x0, box.y1 if down == 0 else box.y0)
    pulled = [box.x0 if across == 0 else box.x1, box.y0 if down == 0 else box.y1]
    if across != 0.5:
        pulled[0] = x
    if down != 0.5:
        pulled[1] = y
    if keep_shape and across != 0.5 and down != 0.5:
        pulled = list(_kept_shape(box, fixed, (pulled[0], pulled[1]), (across, down)))
    return _around(box, fixed, (pulled[0], pulled[1]))


def turned_to(box: Box, to: Point, *, steps: bool = False) -> Box:
    """The box turned so that its top looks at a point; by whole steps of 15 degrees if wanted."""
    middle = centre(box)
    if math.dist(middle, to) < 1e-6:
        return box
    degrees = math.degrees(math.atan2(to[0] - middle[0], middle[1] - to[1]))
    degrees = round(degrees / 15) * 15 if steps else degrees
    degrees %= 360
    return Box(*box.edges, degrees if degrees < 360 else 0.0)


def _kept_shape(box: Box, fixed: Point, pulled: Point, side: tuple[float, float]) -> Point:
    width, height = max(box.x1 - box.x0, 1e-6), max(box.y1 - box.y0, 1e-6)
    share = max(abs(pulled[0] - fixed[0]) / width, abs(pulled[1] - fixed[1]) / height)
    ways = [1 if part else -1 for part in side]
    for axis in (0, 1):
        if pulled[axis] != fixed[axis]:
            ways[axis] = 1 if pulled[axis] > fixed[axis] else -1
    return fixed[0] + ways[0] * share * width, fixed[1] + ways[1] * share * height


def _around(box: Box, a: Point, b: Point) -> Box:
    """The box with two opposite corners as seen before the turn of `box` about its old centre."""
    x0, x1 = sorted((a[0], b[0]))
    y0, y1 = sorted((a[1], b[1]))
    if not box.rotation:
        return Box(x0, y0, x1, y1)
    cx, cy = turned(((x0 + x1) / 2, (y0 + y1) / 2), centre(box), box.rotation)
    half_width, half_height = (x1 - x0) / 2, (y1 - y0) / 2
    edges = (cx - half_width, cy - half_height, cx + half_width, cy + half_height)
    return Box(*edges, box.rotation)
