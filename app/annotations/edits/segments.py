"""Edits of a layer's segments: spans of frames with a label."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.edits.numbering import numbered_beside
from app.annotations.edits.tracks import with_labels
from app.annotations.model import HAND, Segment

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Provenance


def next_segment_id(layer: AnnotationLayer) -> int:
    """An id no segment has."""
    return max((part.id for part in layer.segments), default=0) + 1


def add_segment(
    layer: AnnotationLayer, label: str, start: int, stop: int, provenance: Provenance = HAND
) -> AnnotationLayer:
    """Paint a label over the frames `[start, stop)`; one that it touches with that label grows.

    Only segments with the same provenance melt together: a person's never takes in a model's.
    """
    layer = with_labels(layer, [label])
    same = [
        part
        for part in layer.segments
        if part.label == label
        and part.provenance == provenance
        and part.start <= stop
        and start <= part.stop
    ]
    start = min([start, *(part.start for part in same)])
    stop = max([stop, *(part.stop for part in same)])
    number = same[0].id if same else next_segment_id(layer)
    rest = tuple(part for part in layer.segments if part not in same)
    first = same[0] if same else Segment(number, label, start, stop, provenance=provenance)
    return _sorted(layer, (*rest, replace(first, start=start, stop=stop)))


def trim_segment(
    layer: AnnotationLayer, segment_id: int, start: int | None = None, stop: int | None = None
) -> AnnotationLayer:
    """Move an edge; one that would pass the other edge stays a frame before it."""
    parts = []
    for part in layer.segments:
        if part.id == segment_id:
            first = part.start if start is None else max(0, min(start, part.stop - 1))
            last = part.stop if stop is None else max(stop, first + 1)
            part = replace(part, start=first, stop=min(last, layer.media.frame_count))  # noqa: PLW2901
        parts.append(part)
    return _sorted(layer, tuple(parts))


def split_segment(layer: AnnotationLayer, segment_id: int, frame: int) -> AnnotationLayer:
    """Two segments that meet at a frame inside."""
    part = next((part for part in layer.segments if part.id == segment_id), None)
    if part is None or not part.start < frame < part.stop:
        return layer
    rest = tuple(other for other in layer.segments if other.id != segment_id)
    second = replace(part, id=next_segment_id(layer), start=frame)
    return _sorted(layer, (*rest, replace(part, stop=frame), second))


def remove_segments(layer: AnnotationLayer, ids: Collection[int]) -> AnnotationLayer:
    """Without these."""
    return _sorted(layer, tuple(part for part in layer.segments if part.id not in ids))


def relabel_segments(layer: AnnotationLayer, ids: Collection[int], label: str) -> AnnotationLayer:
    """Give segments another label."""
    layer = with_labels(layer, [label])
    parts = tuple(replace(p, label=label) if p.id in ids else p for p in layer.segments)
    return _sorted(layer, parts)


def move_segment(layer: AnnotationLayer, segment_id: int, by: int) -> AnnotationLayer:
    """Shift a segment by frames; it stays within the clip and keeps its length."""
    part = next((part for part in layer.segments if part.id == segment_id), None)
    if part is None:
        return layer
    by = max(-part.start, min(by, layer.media.frame_count - part.stop))
    moved = replace(part, start=part.start + by, stop=part.stop + by)
    rest = tuple(other for other in layer.segments if other.id != segment_id)
    return _sorted(layer, (*rest, moved)) if by else layer


def put_segments(layer: AnnotationLayer, segments: Iterable[Segment]) -> AnnotationLayer:
    """Add segments as they are, numbered anew where their ids are taken."""
    made = numbered_beside(layer.segments, segments)
    if not made:
        return layer
    layer = with_labels(layer, (part.label for part in made))
    return _sorted(layer, (*layer.segments, *made))


def _sorted(layer: AnnotationLayer, segments: tuple[Segment, ...]) -> AnnotationLayer:
    ordered = tuple(sorted(segments, key=lambda part: (part.start, part.stop, part.id)))
    return layer if ordered == layer.segments else replace(layer, segments=ordered)
