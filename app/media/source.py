"""Where frames come from: a file with an index, or a pipe without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Span
    from app.media.frame_index import FrameIndex
    from app.media.probe import VideoInfo


class FrameSource(Protocol):
    """Frames in order, with what is known about them beforehand."""

    @property
    def info(self) -> VideoInfo:
        """The stream."""
        ...

    @property
    def index(self) -> FrameIndex | None:
        """All frames, None where they are not known before they have been read."""
        ...

    @property
    def damaged(self) -> int:
        """Frames so far that could not be decoded or were patched up."""
        ...

    @property
    def notes(self) -> list[str]:
        """Sentences about anything unusual met so far."""
        ...

    def frames(self, span: Span | None = None) -> Iterator[Frame[Picture]]:
        """Frames shown in `span`, in order.

        Raises:
            MediaError: reading fails; a span is asked of a source without index.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...
