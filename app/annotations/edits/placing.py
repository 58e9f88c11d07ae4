"""Edits that put shapes where a hand drew them, on one frame or on several."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.annotations.edits import keyframes
from app.annotations.edits.defaults import with_defaults
from app.annotations.edits.tracks import add_tracks, change_tracks, next_track_id
from app.annotations.interpolation import shape_at
from app.annotations.model import Attributes, Keyframe, Track, nothing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Shape


@dataclass(frozen=True, slots=True)
class Copied:
    """A thing as it was on one frame, to be put down on others.

    Attributes:
        track_id: What it was copied from.
        label: Name of its label.
        state: What was known of it there.
        attributes: Those that hold for all frames.
        lasting: Whether it is a track that moves on, rather than a shape of one frame.
    """

    track_id: int
    label: str
    state: Keyframe
    attributes: Attributes
    lasting: bool = True


def draw_track(
    layer: AnnotationLayer, label: str, frame: int, shape: Shape, *, lasting: bool = True
) -> AnnotationLayer:
    """A new track with a shape on a frame; it holds on, or is there on that frame only.

    Its id is `next_track_id` of the layer before, its attributes are the label's defaults.
    """
    keys = _begun(layer, Keyframe(frame, shape), lasting=lasting)
    track = Track(next_track_id(layer), label, keys)
    return add_tracks(layer, [with_defaults(layer, track)])


def place_shapes(
    layer: AnnotationLayer, frame: int, shapes: Mapping[int, Shape]
) -> AnnotationLayer:
    """Say where tracks, by id, are on a frame."""
    return change_tracks(
        layer, shapes, lambda track: keyframes.set_shape(track, frame, shapes[track.id])
    )


def clear_shape(layer: AnnotationLayer, track_id: int, frame: int) -> AnnotationLayer:
    """Nothing of a track is left on a frame: it is outside from there on, or gone altogether."""

    def cleared(track: Track) -> Track | None:
        unseen = keyframes.set_outside(track, frame, True)
        return unseen if any(not key.outside for key in unseen.keyframes) else None

    return change_tracks(layer, {track_id}, cleared)


def hold_tracks(
    layer: AnnotationLayer, ids: Collection[int], frame: int, count: int
) -> AnnotationLayer:
    """Let tracks stay as they are on a frame for the next `count` frames.

    What was said of these frames is forgotten. From there they go on to their next keyframe;
    whether they are to be seen after is as it was.
    """
    last = min(frame + count, layer.media.frame_count - 1)
    if last <= frame:
        return layer
    return change_tracks(layer, ids, lambda track: _held(track, frame, last, layer))


def copy_tracks(layer: AnnotationLayer, ids: Collection[int], frame: int) -> tuple[Copied, ...]:
    """What tracks are on a frame; those not seen there are left out."""
    found = ((track, shape_at(track, frame)) for track in layer.tracks if track.id in ids)
    return tuple(
        Copied(
            track.id,
            track.label,
            replace(keyframes.state_at(track, frame), outside=False, extra=nothing()),
            track.attributes,
            shape_at(track, frame + 1) is not None,
        )
        for track, seen in found
        if seen is not None
    )


def paste(
    layer: AnnotationLayer, copied: Iterable[Copied], frame: int, onto: Collection[int] = ()
) -> AnnotationLayer:
    """Put copied things down on a frame, in place.

    Args:
        layer: Where.
        copied: What.
        frame: On which frame.
        onto: Ids of tracks that get the copy of themselves as a keyframe; all else is made anew.
    """
    states: dict[int, Keyframe] = {}
    made: list[Track] = []
    number = next_track_id(layer)
    for one in copied:
        state = replace(one.state, frame=frame)
        if one.track_id in onto:
            states[one.track_id] = state
            continue
        keys = _begun(layer, state, lasting=one.lasting)
        made.append(Track(number + len(made), one.label, keys, attributes=one.attributes))
    layer = change_tracks(layer, states, lambda track: keyframes.put(track, states[track.id]))
    return add_tracks(layer, made)


def _begun(layer: AnnotationLayer, key: Keyframe, *, lasting: bool) -> tuple[Keyframe, ...]:
    if lasting or key.frame + 1 >= layer.media.frame_count:
        return (key,)
    return key, replace(key, frame=key.frame + 1, outside=True)


def _held(track: Track, frame: int, last: int, layer: AnnotationLayer) -> Track:
    here = keyframes.state_at(track, frame)
    keys = [key for key in track.keyframes if not frame <= key.frame <= last]
    keys += [here, replace(here, frame=last)]
    after = last + 1
    known = any(key.frame == after for key in keys) or after >= layer.media.frame_count
    if not known and (shape_at(track, after) is None) != here.outside:
        keys.append(keyframes.state_at(track, after))
    rising = tuple(sorted(keys, key=lambda key: key.frame))
    return track if rising == track.keyframes else replace(track, keyframes=rising)
