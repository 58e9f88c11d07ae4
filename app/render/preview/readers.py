"""Sources kept open for looking at single frames."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from app.media.borrowed import BorrowedReader
from app.media.file_state import state_of
from app.media.opening import SEQUENCE_RATE
from app.media.video_reader import VideoReader

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Span
    from app.media.frame_index import FrameIndex
    from app.project.model import MediaItem

OPEN_FILES = 4
READER_MEMORY = 96 << 20
"""Bytes each keeps of frames decoded on the way to another: stepping back needs them."""

Identity = tuple["Path", "Fraction", object]


class Readers:
    """Opens sources when they are first asked for; the least recently used are closed.

    A file that has changed is opened anew. One thread at a time.
    """

    def __init__(self, limit: int = OPEN_FILES, memory: int = READER_MEMORY) -> None:
        self._limit = limit
        self._memory = memory
        self._open: OrderedDict[Identity, VideoReader] = OrderedDict()

    def open(self, media: MediaItem) -> VideoReader:
        """The reader of a source; do not close it.

        Raises:
            MediaError: it is not a readable video.
        """
        identity = identity_of(media)
        reader = self._open.pop(identity, None)
        if reader is None:
            self._close_others_of(media)
            rate = media.rate or SEQUENCE_RATE
            reader = VideoReader(media.path, rate=rate, cache_bytes=self._memory)
        self._open[identity] = reader
        while len(self._open) > self._limit:
            self._open.popitem(last=False)[1].close()
        return reader

    def index_of(self, media: MediaItem) -> FrameIndex:
        """The frames of a source; raises as `open`."""
        return self.open(media).index

    def close(self) -> None:
        """Let go of all files."""
        while self._open:
            self._open.popitem()[1].close()

    def _close_others_of(self, media: MediaItem) -> None:
        """What the file was before it changed."""
        for stale in [key for key in self._open if key[0] == media.path]:
            self._open.pop(stale).close()


def identity_of(media: MediaItem) -> Identity:
    """What tells one content from another: the file and its state, and a sequence's rate."""
    state: object = state_of(media.path) or media.fingerprint
    return media.path, media.rate or SEQUENCE_RATE, state


class KeptFrames(BorrowedReader):
    """A `FrameSource` for short spans: frames come out of a reader's own cache and walk.

    `VideoReader.frames` opens the file anew and decodes from a keyframe each time, which is right
    for an export and slow for one frame.
    """

    def __init__(self, reader: VideoReader, cancel: CancelToken) -> None:
        super().__init__(reader)
        self._cancel = cancel

    def frames(self, span: Span | None = None) -> Iterator[Frame[Picture]]:
        """Frames shown in `span`, in order; the span begins where a frame does."""
        index = self._reader.index
        first = index.number_at(span.start) if span else 0
        for number in range(first, len(index)):
            if span and span.end is not None and index.time_of(number) >= span.end:
                return
            yield self._reader.frame(number, self._cancel)
