"""Suggestions that a newer and longer run of the same model makes again give way to its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.annotations.model import Segment, Track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.annotations.layer import AnnotationLayer

Thing = TypeVar("Thing", Track, Segment)


def without_beginnings(layer: AnnotationLayer, newer: AnnotationLayer) -> AnnotationLayer:
    """The layer without suggestions that are no more than the beginning of newer ones.

    A run that was stopped leaves what it had found, and the next one finds that again. What was
    accepted stays, and what somebody changed is no beginning any more.
    """
    tracks = _left(layer.tracks, newer.tracks, _goes_on)
    segments = _left(layer.segments, newer.segments, _is_longer)
    if len(tracks) == len(layer.tracks) and len(segments) == len(layer.segments):
        return layer
    return replace(layer, tracks=tracks, segments=segments)


def _left(
    things: Iterable[Thing], newer: Iterable[Thing], goes_on: Callable[[Thing, Thing], bool]
) -> tuple[Thing, ...]:
    found: dict[tuple[str, str, int], list[Thing]] = {}
    for thing in newer:
        found.setdefault(_origin(thing), []).append(thing)
    return tuple(
        thing
        for thing in things
        if thing.provenance.source != "model"
        or thing.provenance.accepted
        or not any(goes_on(thing, whole) for whole in found.get(_origin(thing), ()))
    )


def _origin(thing: Track | Segment) -> tuple[str, str, int]:
    """Which model saw what, and from which frame on."""
    start = thing.start if isinstance(thing, Segment) else thing.keyframes[0].frame
    return thing.provenance.model, thing.label, start


def _goes_on(track: Track, whole: Track) -> bool:
    if track.keyframes == whole.keyframes:
        return False  # the very same, which whoever takes it in leaves out
    shapes = {key.frame: key.shape for key in whole.keyframes if not key.outside}
    return all(shapes.get(key.frame) == key.shape for key in track.keyframes if not key.outside)


def _is_longer(part: Segment, whole: Segment) -> bool:
    return part.stop < whole.stop and part.attributes == whole.attributes
