"""Tracks that say something about every frame they are seen on, as detectors and COCO files do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.model import Keyframe
from app.annotations.queries import shapes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.annotations.model import Track


def dense_keyframes(seen: Sequence[Keyframe], frame_count: int) -> tuple[Keyframe, ...]:
    """Keyframes for a thing seen on exactly these frames (rising) and on no other.

    After each row of neighbouring frames an outside keyframe ends its showing.
    """
    keyframes: list[Keyframe] = []
    following = [*(keyframe.frame for keyframe in seen[1:]), frame_count]
    for keyframe, after in zip(seen, following, strict=False):
        keyframes.append(keyframe)
        if after > keyframe.frame + 1:
            keyframes.append(Keyframe(keyframe.frame + 1, keyframe.shape, outside=True))
    return tuple(keyframes)


def is_dense(track: Track, frame_count: int) -> bool:
    """Whether a listing of the frames it is seen on would give back the very same track."""
    inner = [key for key in track.keyframes if key.frame < frame_count or key.outside]
    seen = [key for key in inner if not key.outside]
    shown = [shape.frame for shape in shapes_of(track, frame_count)]
    if [key.frame for key in seen] != shown:
        return False
    return track.keyframes == dense_keyframes(seen, frame_count)
