"""Questions about a layer, answered without walking through all of it."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from app.annotations.interpolation import ShapeAt, is_seen, shape_at, stretches
from app.annotations.spans import SpanIndex

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track


_Z_ORDER = attrgetter("origin.z_order")


class LayerIndex:
    """Finds the tracks alive on a frame in O(log tracks + hits), their shapes in O(log keyframes).

    Built in O(tracks · log tracks), from the ends of each track only: quick enough after each edit.
    """

    def __init__(self, layer: AnnotationLayer) -> None:
        self._layer = layer
        count = layer.media.frame_count
        self._tracks = SpanIndex([_extent(track, count) for track in layer.tracks])
        self._segments = SpanIndex([(part.start, part.stop) for part in layer.segments])

    def shapes_at(self, frame: int) -> list[ShapeAt]:
        """What is to be seen on a frame, lowest first: by z-order, then in the layer's order."""
        tracks = (self._layer.tracks[hit] for hit in self._tracks.at(frame))
        found = [shown for track in tracks if (shown := shape_at(track, frame)) is not None]
        return sorted(found, key=_Z_ORDER)

    def tracks_at(self, frame: int) -> list[Track]:
        """The tracks that are seen on a frame, in the layer's order; no shape is computed."""
        tracks = (self._layer.tracks[hit] for hit in self._tracks.at(frame))
        return [track for track in tracks if is_seen(track, frame)]

    def segments_at(self, frame: int) -> list[Segment]:
        """The segments that cover a frame, in the layer's order."""
        return [self._layer.segments[hit] for hit in self._segments.at(frame)]


def index_of(layer: AnnotationLayer) -> LayerIndex:
    """The layer's index, made once. Two threads at once make it twice, to the same effect."""
    index = layer.index
    if index is None:
        index = LayerIndex(layer)
        object.__setattr__(layer, "index", index)
    return index


def shapes_at(layer: AnnotationLayer, frame: int) -> list[ShapeAt]:
    """What is to be seen on a frame."""
    return index_of(layer).shapes_at(frame)


def shown_frames(layer: AnnotationLayer) -> int:
    """How many shapes a dense listing of the layer has; cheap, nothing is interpolated."""
    count = layer.media.frame_count
    return sum(b - a for track in layer.tracks for a, b in stretches(track, count))


def shapes_of(track: Track, frame_count: int) -> Iterator[ShapeAt]:
    """The track on every frame it is seen on, in order."""
    for start, stop in stretches(track, frame_count):
        for frame in range(start, stop):
            found = shape_at(track, frame)
            if found is not None:
                yield found


def _extent(track: Track, frame_count: int) -> tuple[int, int]:
    """A span that holds all frames the track is seen on."""
    last = track.keyframes[-1]
    return track.keyframes[0].frame, last.frame if last.outside else frame_count
