"""Taking another layer of the same clip in: beside what is there, or in its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from app.annotations.edits.labels import add_labels
from app.annotations.edits.segments import put_segments
from app.annotations.edits.tracks import add_tracks
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track

Way = Literal["merge", "replace"]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What would come, and what would go.

    Attributes:
        tracks, segments, tags, labels: How many are new.
        known: Tracks and segments that are there already, the very same, and are left out.
        gone: Tracks and segments of the layer that would be no more.
    """

    tracks: int
    segments: int
    tags: int
    labels: int
    known: int = 0
    gone: int = 0


def take_in(layer: AnnotationLayer, other: AnnotationLayer, way: Way) -> AnnotationLayer:
    """The layer with what another one says.

    Args:
        layer: Of the clip.
        other: What is taken in; its clip must have pictures of the same size.
        way: Beside what is there, numbered anew where numbers are taken and without what is
            there already; or in place of everything but the clip.

    Raises:
        AnnotationError: the pictures differ in size, or it goes on after the clip's end.
    """
    _check_fits(layer, other)
    if way == "replace":
        return replace(other, media=layer.media)
    tracks, segments = _new(layer, other)
    layer = add_labels(layer, other.labels)
    layer = add_tracks(layer, tracks)
    layer = put_segments(layer, segments)
    tags = tuple(tag for tag in other.tags if tag not in layer.tags)
    cuts = tuple(sorted({*layer.cuts, *other.cuts}))
    if tags or cuts != layer.cuts:
        layer = replace(layer, tags=(*layer.tags, *tags), cuts=cuts)
    return layer


def arrivals(layer: AnnotationLayer, other: AnnotationLayer, way: Way) -> Arrivals:
    """What `take_in` would change.

    Raises:
        AnnotationError: as `take_in`.
    """
    _check_fits(layer, other)
    if way == "replace":
        gone = len(layer.tracks) + len(layer.segments)
        counts = len(other.tracks), len(other.segments), len(other.tags), len(other.labels)
        return Arrivals(*counts, gone=gone)
    tracks, segments = _new(layer, other)
    known = len(other.tracks) - len(tracks) + len(other.segments) - len(segments)
    names = {label.name for label in layer.labels}
    labels = sum(label.name not in names for label in other.labels)
    tags = sum(tag not in layer.tags for tag in other.tags)
    return Arrivals(len(tracks), len(segments), tags, labels, known)


def _new(layer: AnnotationLayer, other: AnnotationLayer) -> tuple[list[Track], list[Segment]]:
    """What of the other layer is not there under whichever number."""
    tracks: dict[tuple[str, int], list[Track]] = {}
    for track in layer.tracks:
        tracks.setdefault((track.label, track.keyframes[0].frame), []).append(track)
    spans = {(part.label, part.start, part.stop) for part in layer.segments}
    new = [
        track
        for track in other.tracks
        if not any(
            track.keyframes == known.keyframes
            for known in tracks.get((track.label, track.keyframes[0].frame), ())
        )
    ]
    parts = [p for p in other.segments if (p.label, p.start, p.stop) not in spans]
    return new, parts


def _check_fits(layer: AnnotationLayer, other: AnnotationLayer) -> None:
    mine, theirs = layer.media, other.media
    if (mine.width, mine.height) != (theirs.width, theirs.height):
        raise AnnotationError(
            f"These annotations are for pictures of {theirs.width} × {theirs.height}, "
            f"but the clip has {mine.width} × {mine.height}."
        )
    last = max(
        max((track.keyframes[-1].frame + 1 for track in other.tracks), default=0),
        max((part.stop for part in other.segments), default=0),
    )
    if last > mine.frame_count + 1:
        raise AnnotationError(
            f"These annotations go to frame {last - 1}, "
            f"but the clip ends at frame {mine.frame_count - 1}."
        )
