"""What a format has to be told because its files do not say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.annotations.layer import MediaFacts


def need_media(media: MediaFacts | None, path: Path) -> MediaFacts:
    """The clip.

    Raises:
        AnnotationError: nobody said which.
    """
    if media is None:
        _refuse(path, "does not say which clip it speaks of; name the clip (--media)")
    return media


def need_times(media: MediaFacts, path: Path) -> MediaFacts:
    """The clip, with the times of its frames.

    Raises:
        AnnotationError: they are not known.
    """
    if media.frame_count and not media.pts:
        _refuse(path, "needs the times of the clip's frames; name the clip (--media)")
    return media


def end_of(media: MediaFacts, frame: int) -> Fraction:
    """When the frames before `frame` are over, in seconds from the first frame's time.

    After the last frame the length of the one before it is taken once more.
    """
    pts = media.pts
    if frame < len(pts):
        return (pts[frame] - pts[0]) * media.time_base
    last = pts[-1] - pts[-2] if len(pts) > 1 else 1
    return (pts[-1] - pts[0] + last) * media.time_base


def _refuse(path: Path, problem: str) -> NoReturn:
    raise AnnotationError(f"{path.name} {problem}.")
