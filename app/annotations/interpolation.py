"""What a track looks like between its keyframes, as CVAT's interpolation defines it.

Shapes move linearly and unrounded from the left keyframe to the right one and turn the shorter way
round; everything else about a shape (occluded, attributes) is the left keyframe's. A track is not
seen from an outside keyframe on until one that is not, but moves towards it before. After the last
keyframe it stands still. Held as they are: masks (a mask is propagated, not interpolated), points
unless both keyframes have exactly one, polygons of several rings, and whatever changes its kind.
Source: CVAT, `cvat/apps/dataset_manager/annotation.py` (TrackManager); unlike there, a shape that
turns by exactly 180 degrees turns clockwise and evenly.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from app.annotations.curves import line_between, ring_between
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.annotations.model import Attributes, Keyframe, Track
    from app.annotations.shapes import Point, Shape

_FRAME = attrgetter("frame")


@dataclass(frozen=True, slots=True)
class ShapeAt:
    """A track as seen on one frame.

    Attributes:
        track: Whose.
        frame: Where.
        shape: Its place there.
        origin: The keyframe it comes from (at or before `frame`): occluded, attributes, score.
    """

    track: Track
    frame: int
    shape: Shape
    origin: Keyframe

    @property
    def is_keyframe(self) -> bool:
        """Whether somebody said so, rather than interpolation."""
        return self.origin.frame == self.frame

    @property
    def attributes(self) -> Attributes:
        """Those of the track and, before them, those of the keyframe it comes from."""
        if not self.track.attributes:
            return self.origin.attributes
        return {**self.track.attributes, **self.origin.attributes}


def shape_at(track: Track, frame: int) -> ShapeAt | None:
    """The track on a frame of the clip; None before its beginning and while outside."""
    found = bisect_right(track.keyframes, frame, key=_FRAME)
    if not found or track.keyframes[found - 1].outside:
        return None
    left = track.keyframes[found - 1]
    right = track.keyframes[found] if found < len(track.keyframes) else None
    return ShapeAt(track, frame, _between(left, right, frame), left)


def is_seen(track: Track, frame: int) -> bool:
    """Whether `shape_at` gives anything, without computing it."""
    found = bisect_right(track.keyframes, frame, key=_FRAME)
    return bool(found) and not track.keyframes[found - 1].outside


def stretches(track: Track, frame_count: int) -> Iterator[tuple[int, int]]:
    """The half-open spans of frames the track is seen in, joined where they touch, in order."""
    begin: int | None = None
    for keyframe in track.keyframes:
        if keyframe.outside and begin is not None and begin < min(keyframe.frame, frame_count):
            yield begin, min(keyframe.frame, frame_count)
        if keyframe.outside:
            begin = None
        elif begin is None:
            begin = keyframe.frame
    if begin is not None and begin < frame_count:
        yield begin, frame_count


def _between(left: Keyframe, right: Keyframe | None, frame: int) -> Shape:
    if right is None or frame == left.frame:
        return left.shape
    return shape_between(left.shape, right.shape, (frame - left.frame) / (right.frame - left.frame))


def shape_between(left: Shape, right: Shape, t: float) -> Shape:
    """The shape at share `t` in [0, 1] of the way; the left one where there is no way."""
    between = _WAYS.get(type(left))
    if between is None or type(left) is not type(right):
        return left
    return between(left, right, t)


def box_between(left: Box, right: Box, t: float) -> Box:
    """The box at share `t` in [0, 1] of the way from one to the other."""
    # Written out: boxes are made by the thousand for each frame that is shown.
    x0, y0 = left.x0 + (right.x0 - left.x0) * t, left.y0 + (right.y0 - left.y0) * t
    x1, y1 = left.x1 + (right.x1 - left.x1) * t, left.y1 + (right.y1 - left.y1) * t
    turn = rotation_between(left.rotation, right.rotation, t)
    # Rounding may cross the edges of a box without extent by one unit in the last place.
    return Box(x0, y0, max(x0, x1), max(y0, y1), turn)


def rotation_between(left: float, right: float, t: float) -> float:
    """Degrees in [0, 360) at share `t` of the shorter way round; of two equal ones, clockwise."""
    if left == right:
        return left
    way = (right - left + 180) % 360 - 180
    turned = (left + t * (180.0 if way == -180 else way)) % 360
    return turned if turned < 360 else 0.0  # the remainder of -1e-20 rounds to 360


def _ellipse_between(left: Ellipse, right: Ellipse, t: float) -> Ellipse:
    cx, cy, rx, ry = (
        a + (b - a) * t
        for a, b in zip(
            (left.cx, left.cy, left.rx, left.ry),
            (right.cx, right.cy, right.rx, right.ry),
            strict=True,
        )
    )
    turn = rotation_between(left.rotation, right.rotation, t)
    return Ellipse(cx, cy, max(0.0, rx), max(0.0, ry), turn)


def _polygon_between(left: Polygon, right: Polygon, t: float) -> Polygon:
    if len(left.rings) != 1 or len(right.rings) != 1:
        return left
    return Polygon((ring_between(left.rings[0], right.rings[0], t),))


def _polyline_between(left: Polyline, right: Polyline, t: float) -> Polyline:
    between = line_between(left.points, right.points, t)
    return Polyline(between) if len(between) > 1 else left


def _points_between(left: Points, right: Points, t: float) -> Points:
    if len(left.points) != 1 or len(right.points) != 1:
        return left
    return Points((point_between(left.points[0], right.points[0], t),))


def _skeleton_between(left: Skeleton, right: Skeleton, t: float) -> Skeleton:
    """Joints move by themselves; one that is absent on a side stays where the left one has it."""
    if len(left.points) != len(right.points):
        return left
    joints = zip(left.points, right.points, left.states, right.states, strict=True)
    moved = (point_between(a, b, t) if here and there else a for a, b, here, there in joints)
    return Skeleton(tuple(moved), left.states)


def point_between(a: Point, b: Point, t: float) -> Point:
    """The point at share `t` of the way."""
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


_WAYS: dict[type, Callable[[Any, Any, float], Shape]] = {
    Box: box_between,
    Ellipse: _ellipse_between,
    Polygon: _polygon_between,
    Polyline: _polyline_between,
    Points: _points_between,
    Skeleton: _skeleton_between,
}
