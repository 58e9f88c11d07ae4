"""What Label Studio cannot say of keyframes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from app.annotations.density import dense_keyframes
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import changed_keyframes, changed_tracks
from app.annotations.formats.shape_steps import rounded
from app.annotations.interpolation import shape_at, stretches
from app.annotations.masks import Mask
from app.annotations.model import NONE, Keyframe, Track
from app.annotations.queries import shapes_of
from app.annotations.shapes import Box, box_around

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.layer import AnnotationLayer

KEYFRAME_ATTRIBUTES = Step(
    "Attributes of single keyframes are left out.",
    lambda layer: changed_keyframes(
        layer, lambda key: replace(key, attributes=NONE) if key.attributes else key
    ),
)


def _on_each_frame(track: Track, count: int, *, boxed: bool) -> Track | None:
    """The track with a keyframe on each frame it is seen on, perhaps of the boxes around it."""
    keys = []
    for at in shapes_of(track, count):
        if not isinstance(at.shape, Mask) or at.shape.area:
            shape = box_around(at.shape) if boxed else at.shape
            keys.append(replace(at.origin, frame=at.frame, shape=shape))
    return replace(track, keyframes=dense_keyframes(keys, count)) if keys else None


def _to_boxes(layer: AnnotationLayer) -> AnnotationLayer:
    def of_track(track: Track) -> Track | None:
        if all(isinstance(key.shape, Box) for key in track.keyframes):
            return track
        return _on_each_frame(track, layer.media.frame_count, boxed=True)

    return changed_tracks(layer, of_track)


TO_BOXES = Step("Shapes that are no boxes become the boxes around them, on every frame.", _to_boxes)


def _with_ends(layer: AnnotationLayer) -> AnnotationLayer:
    count = layer.media.frame_count

    def of_track(track: Track) -> Track:
        spans = stretches(track, count)
        keys = tuple(key for span in spans for key in _stretch(track, *span, count))
        return track if keys == track.keyframes else replace(track, keyframes=keys)

    return changed_tracks(layer, of_track)


def _stretch(track: Track, start: int, stop: int, count: int) -> Iterator[Keyframe]:
    """The keyframes of a stretch; the last one is on its last frame if anything follows."""
    keys = [key for key in track.keyframes if start <= key.frame < stop and not key.outside]
    yield from keys
    last = keys[-1]
    following = next((key for key in track.keyframes if key.frame > last.frame), None)
    end = shape_at(track, stop - 1)
    if following is None or end is None:
        return
    if last.frame < stop - 1 and (stop < count or end.shape != last.shape):
        yield (last := replace(last, frame=stop - 1, shape=end.shape))
    if stop < count:
        yield Keyframe(stop, last.shape, outside=True)


ENDS = Step(
    "Where an object disappears a keyframe is set; where it was heading is forgotten.", _with_ends
)


def _turning(layer: AnnotationLayer) -> AnnotationLayer:
    def of_track(track: Track) -> Track:
        if not any(_turns(a, b) for a, b in pairwise(track.keyframes)):
            return track
        return _on_each_frame(track, layer.media.frame_count, boxed=False) or track

    return changed_tracks(layer, of_track)


def _turns(left: Keyframe, right: Keyframe) -> bool:
    """Whether there are frames between, on which a box is turned by something in between."""
    a, b = left.shape, right.shape
    both = isinstance(a, Box) and isinstance(b, Box) and a.rotation != b.rotation
    return both and not left.outside and right.frame > left.frame + 1


TURNING = Step("Boxes that turn get a keyframe on every frame.", _turning)


def _rounded(key: Keyframe) -> Keyframe:
    if not isinstance(key.shape, Box):
        return key
    x0, y0, x1, y1 = map(rounded, key.shape.edges)
    box = Box(x0, y0, x1, y1, rounded(key.shape.rotation) % 360)
    return key if box == key.shape else replace(key, shape=box)


ROUNDED_KEYFRAMES = Step(
    "Numbers are rounded to a thousandth of a pixel.",
    lambda layer: changed_keyframes(layer, _rounded),
)
