"""One stream of a file, read by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
from av.stream import Discard

from app.media.opening import open_input, reason

if TYPE_CHECKING:
    import contextlib
    from collections.abc import Iterator
    from pathlib import Path


class SideSource:
    """Reads one stream through an opening of its own.

    Streams of a file are not stored in one common order of time. An opening for each lets them be
    merged exactly without holding back more than a packet; the others' packets are skipped, and
    the operating system reads the shared parts of the file only once.

    Attributes:
        stream: What is read.
        notes: Sentences about anything that went wrong.
    """

    def __init__(self, path: Path, index: int, stack: contextlib.ExitStack) -> None:
        """Open `path`; `stack` closes it.

        Raises:
            MediaError: it cannot be opened.
        """
        self._container = stack.enter_context(open_input(path))
        self.stream = self._container.streams[index]
        self.notes: list[str] = []
        for other in self._container.streams:
            if other is not self.stream:
                other.discard = Discard.all

    def packets(self) -> Iterator[av.Packet[av.stream.Stream]]:
        """All packets in the file's order, then an empty one that flushes a decoder.

        A file that breaks off ends the stream with a note, never with an error: what was read of
        it is worth keeping.
        """
        try:
            yield from self._container.demux(self.stream)
        except av.FFmpegError as error:
            self.notes.append(
                f"The {self.stream.type} stream {self.stream.index} ends early: {reason(error)}."
            )
