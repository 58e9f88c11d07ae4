"""Questions about a layer that several formats ask to tell what they lose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.density import is_dense
from app.annotations.interpolation import stretches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Extra, Keyframe


def told(*checks: tuple[object, str]) -> list[str]:
    """The sentences of the checks that found something."""
    return [sentence for found, sentence in checks if found]


def keyframes_of(layer: AnnotationLayer) -> Iterator[Keyframe]:
    """Those of all tracks."""
    return (keyframe for track in layer.tracks for keyframe in track.keyframes)


def has_foreign_words(layer: AnnotationLayer, *ours: str) -> bool:
    """Whether there is something other formats said and we have no word for.

    Args:
        layer: The layer.
        ours: Under which names in `extra` this format keeps what it gives back.
    """
    return any(extra.keys() - set(ours) for extra in _extras(layer) if extra)


def forgets_keyframes(layer: AnnotationLayer) -> bool:
    """Whether a listing of every frame would not give back which ones were set by hand."""
    count = layer.media.frame_count
    return not all(is_dense(track, count) for track in layer.tracks)


def has_unseen_tracks(layer: AnnotationLayer) -> bool:
    """Whether there are tracks that are on no frame of the clip."""
    count = layer.media.frame_count
    return any(next(stretches(track, count), None) is None for track in layer.tracks)


def _extras(layer: AnnotationLayer) -> Iterable[Extra]:
    yield layer.extra
    yield from (label.extra for label in layer.labels)
    yield from (track.extra for track in layer.tracks)
    yield from (segment.extra for segment in layer.segments)
    for keyframe in keyframes_of(layer):
        yield keyframe.extra
