"""What a track looks like between its keyframes, as CVAT's interpolation defines it.

Boxes move linearly and unrounded from the left keyframe to the right one; everything else about a
shape (occluded, attributes) is the left keyframe's. A track is not seen from an outside keyframe on
until one that is not, but moves towards it before. After the last keyframe it stands still.
Masks and polygons are held (a mask is propagated, not interpolated).
Source: CVAT, `cvat/apps/dataset_manager/annotation.py` (TrackManager).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from app.annotations.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.model import Keyframe, Track
    from app.annotations.shapes import Shape

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


def shape_at(track: Track, frame: int) -> ShapeAt | None:
    """The track on a frame of the clip; None before its beginning and while outside."""
    found = bisect_right(track.keyframes, frame, key=_FRAME)
    if not found or track.keyframes[found - 1].outside:
        return None
    left = track.keyframes[found - 1]
    right = track.keyframes[found] if found < len(track.keyframes) else None
    return ShapeAt(track, frame, _between(left, right, frame), left)


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
    if right is None or not isinstance(left.shape, Box) or not isinstance(right.shape, Box):
        return left.shape
    if frame == left.frame:
        return left.shape
    return box_between(left.shape, right.shape, (frame - left.frame) / (right.frame - left.frame))


def box_between(left: Box, right: Box, t: float) -> Box:
    """The box at share `t` in [0, 1] of the way from one to the other."""
    ends = zip(left.bounds, right.bounds, strict=True)
    x0, y0, x1, y1 = (a + (b - a) * t for a, b in ends)
    # Rounding may cross the edges of a box without extent by one unit in the last place.
    return Box(x0, y0, max(x0, x1), max(y0, y1))
