"""How a thing goes on, as a model says: beside its track until somebody stands behind it.

A continuation is a track of its own, so that it can be looked at, accepted and rejected as any
suggestion; accepting it makes it part of the track it continues. Keyframes that somebody set
there stay as they are.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.edits.keyframes import keyframe_at, put
from app.annotations.edits.tracks import find_track

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track

CONTINUES = "continues"
"""Key of `Track.extra`: the id of the track it continues, and the frame it goes on from."""


def reach(
    layer: AnnotationLayer, track: Track, frame: int, direction: int, most: int = 0
) -> tuple[int, int]:
    """First and last frame (inclusive) that a continuation from `frame` may fill.

    It ends before the next keyframe on which the thing is seen, at a cut, or with the clip.

    Args:
        layer: Of the clip.
        track: What goes on.
        frame: From where.
        direction: 1 forwards, -1 backwards.
        most: Frames to fill at most; 0 for as many as there are.
    """
    most = most or layer.media.frame_count
    seen = [key.frame for key in track.keyframes if not key.outside]
    if direction > 0:
        ends = [other for other in (*seen, *layer.cuts) if other > frame]
        return frame, min(min(ends, default=layer.media.frame_count) - 1, frame + most)
    starts = [other + 1 for other in seen if other < frame]
    starts += [cut for cut in layer.cuts if cut <= frame]
    return max(max(starts, default=0), frame - most), frame


def continuation(found: Track, track: Track, frame: int, frames: tuple[int, int]) -> Track | None:
    """What was found of a thing beyond `frame`, marked as going on with its track; None if nothing.

    Args:
        found: As an analysis that started there made it.
        track: What it continues.
        frame: Where it started.
        frames: First and last frame (inclusive) that were looked at: of others it says nothing.
    """
    first, last = frames
    # Until it is accepted, it ends where its own frames do and is not seen over what is there.
    if last == frame:
        within = (key for key in found.keyframes if first <= key.frame <= frame)
        keys = tuple(replace(k, outside=True) if k.frame == frame else k for k in within)
    else:
        within = (key for key in found.keyframes if first <= key.frame <= last + 1)
        keys = tuple(key for key in within if key.frame != frame)
    if not any(not key.outside for key in keys):
        return None
    mark = {"track": track.id, "frame": frame}
    return replace(found, label=track.label, keyframes=keys, extra={CONTINUES: mark})


def settled(layer: AnnotationLayer, ids: Collection[int]) -> AnnotationLayer:
    """The layer with these continuations made part of the tracks they continue.

    One whose track has gone, or no longer has the keyframe it started from, stays by itself.
    """
    for number in sorted(ids):
        part = find_track(layer, number)
        if part is not None and CONTINUES in part.extra:
            layer = _settled(layer, part)
    return layer


def _settled(layer: AnnotationLayer, part: Track) -> AnnotationLayer:
    whole = _continued(layer, part)
    if whole is None:
        extra = {name: said for name, said in part.extra.items() if name != CONTINUES}
        alone = replace(part, extra=extra)
        tracks = tuple(alone if track is part else track for track in layer.tracks)
        return replace(layer, tracks=tracks)
    joined = _joined(whole, part, part.extra[CONTINUES]["frame"])
    others = (track for track in layer.tracks if track is not part)
    return replace(layer, tracks=tuple(joined if t is whole else t for t in others))


def _continued(layer: AnnotationLayer, part: Track) -> Track | None:
    """The track it goes on with. What a file says of that is not believed."""
    mark = part.extra[CONTINUES]
    number, frame = (mark.get("track"), mark.get("frame")) if isinstance(mark, dict) else (0, 0)
    if not isinstance(number, int) or not isinstance(frame, int):
        return None
    whole = find_track(layer, number)
    if whole is None or whole is part or keyframe_at(whole, frame) is None:
        return None
    return whole


def _joined(whole: Track, part: Track, frame: int) -> Track:
    """Both; inside the part's frames the whole's outside keyframes give way.

    What was known of the thing on the frame it goes on from holds on.
    """
    first, last = part.keyframes[0].frame, part.keyframes[-1].frame
    kept = tuple(k for k in whole.keyframes if not (k.outside and first <= k.frame <= last))
    own = {key.frame for key in kept}
    origin = keyframe_at(whole, frame)
    known = origin.attributes if origin is not None else {}
    new = (
        replace(key, attributes={**known, **key.attributes})
        for key in part.keyframes
        if key.frame not in own
    )
    return put(replace(whole, keyframes=kept), *new)
