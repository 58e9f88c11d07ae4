"""Edits of one track at a frame. What makes no difference gives back the very same track."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING

from app.annotations.interpolation import shape_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.model import AttributeValue, Keyframe, Track
    from app.annotations.shapes import Shape

_FRAME = attrgetter("frame")


def keyframe_at(track: Track, frame: int) -> Keyframe | None:
    """The keyframe that stands exactly there."""
    place = bisect_left(track.keyframes, frame, key=_FRAME)
    found = track.keyframes[place : place + 1]
    return found[0] if found and found[0].frame == frame else None


def state_at(track: Track, frame: int) -> Keyframe:
    """What a keyframe set there now would say: the one that is there, or what is seen between.

    Before the first keyframe, and where the track is outside, the nearest known shape is taken.
    """
    existing = keyframe_at(track, frame)
    if existing is not None:
        return existing
    place = bisect_left(track.keyframes, frame, key=_FRAME)
    origin = track.keyframes[max(0, place - 1)]
    seen = shape_at(track, frame)
    shape = seen.shape if seen is not None else origin.shape
    return replace(origin, frame=frame, shape=shape, score=None)


def put(track: Track, *keyframes: Keyframe) -> Track:
    """The track with these keyframes, in place of those at the same frames."""
    merged = {key.frame: key for key in track.keyframes} | {key.frame: key for key in keyframes}
    rising = tuple(merged[frame] for frame in sorted(merged))
    return track if rising == track.keyframes else replace(track, keyframes=rising)


def set_shape(track: Track, frame: int, shape: Shape) -> Track:
    """Say where it is on a frame; it is to be seen there from now on."""
    return put(track, replace(state_at(track, frame), shape=shape, outside=False))


def set_outside(track: Track, frame: int, outside: bool) -> Track:
    """Say that from this frame on it is not to be seen, or is again."""
    return put(track, replace(state_at(track, frame), outside=outside))


def set_occluded(track: Track, frame: int, occluded: bool) -> Track:
    """Say that from this frame on something covers it, or no longer does."""
    return put(track, replace(state_at(track, frame), occluded=occluded))


def set_z_order(track: Track, frame: int, z_order: int) -> Track:
    """Say how high it lies from this frame on."""
    return put(track, replace(state_at(track, frame), z_order=z_order))


def set_attribute(track: Track, frame: int, name: str, value: AttributeValue) -> Track:
    """Say what an attribute is from this frame on, up to the next keyframe that differs."""
    state = state_at(track, frame)
    return put(track, replace(state, attributes={**state.attributes, name: value}))


def set_lasting_attribute(track: Track, name: str, value: AttributeValue) -> Track:
    """Say what an attribute is on all frames; keyframes no longer say otherwise."""
    keys = tuple(
        replace(key, attributes={n: v for n, v in key.attributes.items() if n != name})
        if name in key.attributes
        else key
        for key in track.keyframes
    )
    return replace(track, keyframes=keys, attributes={**track.attributes, name: value})


def add_keyframe(track: Track, frame: int) -> Track:
    """Hold what is seen there now."""
    return put(track, state_at(track, frame))


def remove_keyframe(track: Track, frame: int) -> Track:
    """Forget what was said at a frame; the last keyframe stays, since a track needs one."""
    keys = tuple(key for key in track.keyframes if key.frame != frame)
    return replace(track, keyframes=keys) if keys and keys != track.keyframes else track


def end_at(track: Track, frame: int) -> Track | None:
    """End the track: not to be seen from this frame on. None when nothing of it would be left."""
    kept = tuple(key for key in track.keyframes if key.frame < frame)
    if not any(not key.outside for key in kept):
        return None
    if not kept[-1].outside:
        kept = (*kept, replace(state_at(track, frame), outside=True))
    return track if kept == track.keyframes else replace(track, keyframes=kept)


def propagate(track: Track, frame: int, frames: Iterable[int]) -> Track:
    """Put what is seen on one frame on others too, as keyframes."""
    state = state_at(track, frame)
    return put(track, *(replace(state, frame=other) for other in frames))


def move_keyframe(track: Track, frame: int, to: int) -> Track:
    """Move a keyframe to another frame, over what is there."""
    moved = keyframe_at(track, frame)
    if moved is None or frame == to or to < 0:
        return track
    rest = (key for key in track.keyframes if key.frame not in (frame, to))
    keys = sorted((*rest, replace(moved, frame=to)), key=_FRAME)
    return replace(track, keyframes=tuple(keys))


def split_at(track: Track, frame: int) -> tuple[tuple[Keyframe, ...], tuple[Keyframe, ...]] | None:
    """The keyframes of two tracks that show before and from `frame` what the one shows.

    None when one of them would show nothing.
    """
    before = end_at(track, frame)
    after = tuple(key for key in track.keyframes if key.frame > frame)
    here = state_at(track, frame)
    if shape_at(track, frame) is not None:
        after = (replace(here, frame=frame, outside=False), *after)
    if before is None or not any(not key.outside for key in after):
        return None
    while after[0].outside:
        after = after[1:]
    return before.keyframes, after
