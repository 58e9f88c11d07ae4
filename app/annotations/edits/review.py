"""Accepting and rejecting what a model found."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.annotations.edits.continuing import settled
from app.annotations.edits.defaults import with_defaults
from app.annotations.edits.tracks import change_tracks, set_provenance
from app.annotations.model import Segment

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Provenance, Track

Suggestions = tuple[frozenset[int], frozenset[int]]
"""Ids of tracks, ids of segments."""
Doubt = tuple[float, int, str, int]
"""How suggestions are ordered: score, first frame, kind, id."""


def suggestions(layer: AnnotationLayer, at_least: float = 0.0) -> Suggestions:
    """What a model found and nobody accepted yet; what has no score counts as below any but 0."""
    tracks = (t.id for t in layer.tracks if _open(t.provenance, at_least))
    segments = (p.id for p in layer.segments if _open(p.provenance, at_least))
    return frozenset(tracks), frozenset(segments)


def by_doubt(layer: AnnotationLayer) -> tuple[Track | Segment, ...]:
    """The suggestions, the least certain one first; of equal ones the earlier."""
    things: tuple[Track | Segment, ...] = (*layer.tracks, *layer.segments)
    return tuple(sorted((x for x in things if not x.provenance.accepted), key=doubt))


def doubt(thing: Track | Segment) -> Doubt:
    """Where a suggestion stands among `by_doubt`; one without a score is doubted most."""
    score = thing.provenance.score or 0.0
    if isinstance(thing, Segment):
        return score, thing.start, "segment", thing.id
    return score, thing.keyframes[0].frame, "track", thing.id


def doubted_frame(thing: Track | Segment) -> int:
    """Where a suggestion is best judged: the keyframe with the lowest score, else the first."""
    if isinstance(thing, Segment):
        return thing.start
    seen = [key for key in thing.keyframes if not key.outside] or list(thing.keyframes)
    return min(seen, key=lambda key: 1.0 if key.score is None else key.score).frame


def accept(
    layer: AnnotationLayer, tracks: Collection[int] = (), segments: Collection[int] = ()
) -> AnnotationLayer:
    """Stand behind these; what continues another track becomes part of it (see `continuing`)."""
    layer = set_provenance(layer, tracks, lambda one: replace(one, accepted=True))
    layer = settled(layer, tracks)
    layer = change_tracks(layer, tracks, partial(with_defaults, layer))
    parts = tuple(
        replace(p, provenance=replace(p.provenance, accepted=True)) if p.id in segments else p
        for p in layer.segments
    )
    return replace(layer, segments=parts) if parts != layer.segments else layer


def reject(
    layer: AnnotationLayer, tracks: Collection[int] = (), segments: Collection[int] = ()
) -> AnnotationLayer:
    """Remove these suggestions; what was accepted stays, whatever its id."""
    open_tracks, open_segments = suggestions(layer)
    gone_tracks, gone_segments = open_tracks & set(tracks), open_segments & set(segments)
    if not gone_tracks and not gone_segments:
        return layer
    return replace(
        layer,
        tracks=tuple(t for t in layer.tracks if t.id not in gone_tracks),
        segments=tuple(p for p in layer.segments if p.id not in gone_segments),
    )


def reviewed(layer: AnnotationLayer) -> AnnotationLayer:
    """The layer without what nobody accepted: what is exported unless asked otherwise."""
    return reject(layer, *suggestions(layer))


def _open(provenance: Provenance, at_least: float) -> bool:
    return not provenance.accepted and (provenance.score or 0.0) >= at_least
