"""Folders with a file for each frame, named by the frame's number, from 0."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from app.annotations.formats.folder import files_in
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.annotations.layer import MediaFacts

_SIGNS = re.compile(r"[^\w.-]+")
_DIGITS = re.compile("[0-9]+")
_LONGEST = 80
"""Signs of a clip's name within a file's: 320 bytes at most are too many for no file system."""


def clip_name(media: MediaFacts) -> str:
    """The clip's name as part of a file's name."""
    stem = PurePosixPath(media.file_name).stem
    return _SIGNS.sub("_", stem)[:_LONGEST].strip(".") or "frame"


def frame_name(media: MediaFacts, frame: int) -> str:
    """What the files of a frame are called, without the end."""
    return f"{clip_name(media)}_{frame:06d}"


def frame_of(path: Path) -> int:
    """The frame a file is named after: the last number in its name.

    Raises:
        AnnotationError: it has none, or one that no frame has.
    """
    numbers = _DIGITS.findall(path.stem)
    if not numbers:
        raise AnnotationError(f"{path.name} has no number of a frame in its name.")
    if len(numbers[-1]) > 9:
        raise AnnotationError(f"{path.name} is named after a frame that no clip has.")
    return int(numbers[-1])


def frame_files(paths: Iterable[Path], count: int | None) -> dict[int, Path]:
    """Files by their frames, in order.

    Files that count from 1 are known by the number `count`, which is no frame's from 0, and by the
    lack of a 0.

    Raises:
        AnnotationError: two for one frame, or one beyond the clip's `count` frames.
    """
    found: dict[int, Path] = {}
    numbered = [(frame_of(path), path) for path in paths]
    numbers = {number for number, _ in numbered}
    from_one = count is not None and count in numbers and 0 not in numbers
    for number, path in numbered:
        frame = number - from_one
        if frame in found:
            raise AnnotationError(
                f"{path.name} and {found[frame].name} are both of frame {frame}; "
                "a folder speaks of one clip."
            )
        if count is not None and frame >= count:
            raise AnnotationError(
                f"{path.name} is of frame {frame}, but the clip has {count} frames, from 0."
            )
        found[frame] = path
    return dict(sorted(found.items()))


def folder_of(path: Path, pattern: str) -> list[Path]:
    """The files of a folder by a pattern, wherever below they are.

    Raises:
        AnnotationError: there is no such folder.
    """
    return files_in(path, f"**/{pattern}")
