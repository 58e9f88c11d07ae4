"""Pictures whose samples are numbers of objects, one for each frame of a clip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from app.annotations.formats.clip_size import agreed
from app.annotations.formats.frame_files import frame_files
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.png import decode_png
from app.annotations.formats.refusals import naming
from app.annotations.formats.text_file import MAX_BYTES
from app.annotations.masks import Mask, masks_of
from app.annotations.model import Keyframe
from app.base.errors import AnnotationError
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.annotations.layer import MediaFacts
    from app.annotations.model import Track


@dataclass(frozen=True, slots=True)
class Found:
    """Objects found in pictures.

    Attributes:
        media: The clip.
        seen: Each object's masks, by frame.
    """

    media: MediaFacts
    seen: dict[int, dict[int, Mask]]

    def tracks(self, label: Callable[[int], str]) -> tuple[Track, ...]:
        """A track for each object, by number."""
        gathered = Gathering()
        for id_, masks in self.seen.items():
            for frame, mask in masks.items():
                gathered.add(id_, label(id_), Keyframe(frame, mask))
        return gathered.tracks(self.media.frame_count)


def objects_in(
    files: Sequence[Path],
    path: Path,
    media: MediaFacts | None,
    *,
    np_kind: Literal["uint8", "uint16"],
    name: str,
) -> Found:
    """What is in the pictures of a clip, at least one.

    Args:
        files: The pictures, named by their frames.
        path: The folder.
        media: What is known of the clip.
        np_kind: What samples must be.
        name: The clip's, if it is not known.

    Raises:
        AnnotationError: a picture that is damaged, of another size, or of no frame of the clip.
    """
    frames = frame_files(files, media.frame_count if media else None)
    size: tuple[int, int] | None = None
    seen: dict[int, dict[int, Mask]] = {}
    for frame, file in frames.items():
        pixels = _pixels(file, np_kind)
        height, width = pixels.shape
        if size is None:
            size = (width, height)
            media = agreed(file, size, 0 if media else max(frames) + 1, media, name)
        if size != (width, height):
            raise AnnotationError(
                f"{file.name} is {width}×{height} pixels, but other frames {size[0]}×{size[1]}."
            )
        with naming(file.name):
            found = list(masks_of(pixels))
        for id_, mask in found:
            seen.setdefault(id_, {})[frame] = mask
    if media is None:
        raise AnnotationError(f"{path.name} holds no pictures.")
    return Found(media, seen)


def _pixels(file: Path, kind: str) -> NDArray[np.uint8] | NDArray[np.uint16]:
    try:
        if (size := file.stat().st_size) > MAX_BYTES:
            raise AnnotationError(f"{file.name} is too large to read ({format_bytes(size)}).")
        pixels = decode_png(file.read_bytes(), file.name).pixels
    except OSError as error:
        raise AnnotationError(f"{file.name} cannot be read: {error.strerror}.") from error
    if pixels.dtype != kind:
        raise AnnotationError(
            f"{file.name} has samples of {8 * pixels.dtype.itemsize} bits; "
            f"here they must have {8 * np.dtype(kind).itemsize}."
        )
    return pixels
