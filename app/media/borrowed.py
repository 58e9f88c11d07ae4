"""A source of frames over a reader that belongs to somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.media.frame_index import FrameIndex
    from app.media.probe import VideoInfo
    from app.media.video_reader import VideoReader


class BorrowedReader:
    """What a `FrameSource` says of itself, said by the reader; whoever extends it adds `frames`."""

    def __init__(self, reader: VideoReader) -> None:
        self._reader = reader

    @property
    def info(self) -> VideoInfo:
        """The reader's."""
        return self._reader.info

    @property
    def index(self) -> FrameIndex:
        """The reader's: frames that are left out keep their numbers."""
        return self._reader.index

    @property
    def damaged(self) -> int:
        """The reader's."""
        return self._reader.damaged

    @property
    def notes(self) -> list[str]:
        """The reader's."""
        return self._reader.notes

    def close(self) -> None:
        """Nothing: the reader stays open."""
