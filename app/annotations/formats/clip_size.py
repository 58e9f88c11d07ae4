"""The clip a folder speaks of, from what its files say and what was said about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.layer import MediaFacts
from app.annotations.masks import MAX_SAMPLES
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

MAX_SIDE = 1 << 20
"""Pixels of the longest side of a picture; beyond it is damage."""


def agreed(
    path: Path, size: tuple[int, int], count: int, media: MediaFacts | None, name: str = ""
) -> MediaFacts:
    """The clip: `media` if it agrees with the files, else what the files say.

    Args:
        path: The file or folder, for the sentence.
        size: Width and height, as the files have them.
        count: Frames they speak of, at least.
        media: What is known of the clip.
        name: The clip's, if `media` is not known.

    Raises:
        AnnotationError: the two contradict each other, or the size is impossible.
    """
    width, height = size
    if media is None:
        if max(size) > MAX_SIDE or width * height > MAX_SAMPLES:
            raise AnnotationError(f"{path.name} speaks of pictures of {width}×{height} pixels.")
        return MediaFacts(name or path.name, width, height, count)
    if (media.width, media.height) != size:
        raise AnnotationError(
            f"{path.name} speaks of pictures of {width}×{height} pixels, "
            f"but the clip has {media.width}×{media.height}."
        )
    if count > media.frame_count:
        raise AnnotationError(
            f"{path.name} speaks of frame {count - 1}, "
            f"but the clip has {media.frame_count} frames, from 0."
        )
    return media
