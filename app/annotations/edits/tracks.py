"""Edits of a layer's tracks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.edits import keyframes
from app.annotations.edits.defaults import with_defaults
from app.annotations.edits.numbering import numbered_beside
from app.annotations.model import Label, Track
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Provenance


def next_track_id(layer: AnnotationLayer) -> int:
    """An id no track has."""
    return max((track.id for track in layer.tracks), default=0) + 1


def find_track(layer: AnnotationLayer, track_id: int) -> Track | None:
    """The track of an id."""
    return next((track for track in layer.tracks if track.id == track_id), None)


def add_tracks(layer: AnnotationLayer, tracks: Iterable[Track]) -> AnnotationLayer:
    """Put tracks on top, numbered anew where their ids are taken; labels are added as needed."""
    made = numbered_beside(layer.tracks, tracks)
    if not made:
        return layer
    layer = with_labels(layer, (track.label for track in made))
    return replace(layer, tracks=(*layer.tracks, *made))


def with_labels(layer: AnnotationLayer, names: Iterable[str]) -> AnnotationLayer:
    """The layer with a plain label for each name it has none for."""
    known = {label.name for label in layer.labels}
    missing = tuple(Label(name) for name in dict.fromkeys(names) if name not in known)
    return replace(layer, labels=(*layer.labels, *missing)) if missing else layer


def change_track(
    layer: AnnotationLayer, track_id: int, change: Callable[[Track], Track | None]
) -> AnnotationLayer:
    """Put what `change` makes of a track in its place; None removes it.

    The functions of `edits.keyframes` are such changes.
    """
    tracks = list(layer.tracks)
    for place, track in enumerate(tracks):
        if track.id == track_id:
            changed = change(track)
            if changed is track:
                return layer
            tracks[place : place + 1] = [changed] if changed is not None else []
            return replace(layer, tracks=tuple(tracks))
    return layer


def change_tracks(
    layer: AnnotationLayer, ids: Collection[int], change: Callable[[Track], Track | None]
) -> AnnotationLayer:
    """`change_track` for several tracks, in one walk through the layer."""
    made = [change(track) if track.id in ids else track for track in layer.tracks]
    if all(a is b for a, b in zip(made, layer.tracks, strict=True)):
        return layer
    return replace(layer, tracks=tuple(track for track in made if track is not None))


def remove_tracks(layer: AnnotationLayer, ids: Collection[int]) -> AnnotationLayer:
    """Without these tracks, on all frames."""
    kept = tuple(track for track in layer.tracks if track.id not in ids)
    return replace(layer, tracks=kept) if len(kept) < len(layer.tracks) else layer


def end_tracks(layer: AnnotationLayer, ids: Collection[int], frame: int) -> AnnotationLayer:
    """End tracks at a frame: what Delete does. Those that began there are gone."""
    return change_tracks(layer, ids, lambda track: keyframes.end_at(track, frame))


def begun(layer: AnnotationLayer, ids: Collection[int], frame: int) -> frozenset[int]:
    """Those that have a beginning at a frame or before: what can be ended there."""
    here = (track for track in layer.tracks if track.keyframes[0].frame <= frame)
    return frozenset(track.id for track in here if track.id in ids)


def relabel(layer: AnnotationLayer, ids: Collection[int], label: str) -> AnnotationLayer:
    """Give tracks another label, and what its attributes are where nothing else is known."""
    layer = with_labels(layer, [label])
    tracks = tuple(
        with_defaults(layer, replace(t, label=label)) if t.id in ids and t.label != label else t
        for t in layer.tracks
    )
    return replace(layer, tracks=tracks) if tracks != layer.tracks else layer


def split_track(layer: AnnotationLayer, track_id: int, frame: int) -> AnnotationLayer:
    """Two tracks in place of one: up to before a frame, and from it on under a new id."""
    track = find_track(layer, track_id)
    parts = keyframes.split_at(track, frame) if track else None
    if track is None or parts is None:
        return layer
    second = replace(track, id=next_track_id(layer), keyframes=parts[1])
    changed = change_track(layer, track_id, lambda one: replace(one, keyframes=parts[0]))
    place = [t.id for t in changed.tracks].index(track_id) + 1
    return replace(changed, tracks=(*changed.tracks[:place], second, *changed.tracks[place:]))


def join_tracks(layer: AnnotationLayer, ids: Collection[int]) -> AnnotationLayer:
    """One track of several that are the same thing: it keeps the id of the earliest.

    Raises:
        AnnotationError: two of them are to be seen at the same time, or their labels differ.
    """
    parts = sorted((t for t in layer.tracks if t.id in ids), key=lambda t: t.keyframes[0].frame)
    if len(parts) < 2:
        return layer
    if len({track.label for track in parts}) > 1:
        raise AnnotationError("Only tracks of one label can be joined; relabel them first.")
    joined = parts[0]
    for part in parts[1:]:
        joined = _appended(joined, part)
    layer = remove_tracks(layer, {track.id for track in parts[1:]})
    return change_track(layer, joined.id, lambda _: joined)


def _appended(first: Track, second: Track) -> Track:
    """The first track, and from where the second begins that.

    One that was ended is not seen in between; one that was not goes on to the second's first
    shape, as between any two keyframes: nothing that was seen is gone.
    """
    start = second.keyframes[0].frame
    last = first.keyframes[-1]
    if last.frame >= start and not (last.frame == start and last.outside):
        raise AnnotationError(
            f"Tracks {first.id} and {second.id} are there at the same time; end one first."
        )
    ended = first.keyframes if last.frame < start else first.keyframes[:-1]
    known = {**second.attributes, **first.attributes}
    return replace(first, keyframes=(*ended, *second.keyframes), attributes=known)


def renumber(layer: AnnotationLayer) -> AnnotationLayer:
    """Ids 1, 2, 3 … in the order of first frames."""
    order = sorted(layer.tracks, key=lambda track: (track.keyframes[0].frame, track.id))
    numbers = {track.id: number for number, track in enumerate(order, 1)}
    tracks = tuple(replace(track, id=numbers[track.id]) for track in layer.tracks)
    return replace(layer, tracks=tracks) if tracks != layer.tracks else layer


def set_provenance(
    layer: AnnotationLayer, ids: Collection[int], change: Callable[[Provenance], Provenance]
) -> AnnotationLayer:
    """Change who stands behind tracks."""
    tracks = tuple(
        replace(t, provenance=change(t.provenance)) if t.id in ids else t for t in layer.tracks
    )
    return replace(layer, tracks=tracks) if tracks != layer.tracks else layer


def lift(layer: AnnotationLayer, ids: Collection[int], by: int) -> AnnotationLayer:
    """Lay tracks higher (by > 0) or lower than they are, on all their frames."""
    return change_tracks(layer, ids, lambda track: _lifted(track, by) if by else track)


def number_track(layer: AnnotationLayer, track_id: int, number: int) -> AnnotationLayer:
    """Give a track another id.

    Raises:
        AnnotationError: another track has it.
    """
    if number == track_id:
        return layer
    if number < 0 or find_track(layer, number) is not None:
        raise AnnotationError(f"There is a track {number} already; choose another number.")
    return change_track(layer, track_id, lambda track: replace(track, id=number))


def _lifted(track: Track, by: int) -> Track:
    keys = tuple(replace(key, z_order=key.z_order + by) for key in track.keyframes)
    return replace(track, keyframes=keys)
