"""A decoder that can start at any frame of an indexed stream."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import av

from app.base.errors import MediaError
from app.media.opening import open_input, reason
from app.media.probe import main_video_stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from av.codec.hwaccel import HWAccel

    from app.media.frame_index import FrameIndex

Decoded = tuple[int, av.VideoFrame]
"""A frame and its number."""


class StreamDecoder:
    """One open file. Not thread-safe; starting again elsewhere ends the iterator before.

    Attributes:
        damaged: Packets that could not be decoded and frames the decoder had to patch up.
    """

    def __init__(
        self, path: Path, index: FrameIndex, rate: Fraction, hwaccel: HWAccel | None = None
    ) -> None:
        self.damaged = 0
        self._path = path
        self._index = index
        self._rate = rate
        self._hwaccel = hwaccel
        self._files = contextlib.ExitStack()
        self._open()

    def _open(self) -> None:
        self._container = self._files.enter_context(
            open_input(self._path, rate=self._rate, hwaccel=self._hwaccel)
        )
        stream = main_video_stream(self._container)
        if stream is None:
            raise MediaError(f"{self._path.name} has no video stream; there is nothing to show.")
        self._stream = stream
        self._stream.thread_type = "AUTO"
        self._fresh = True

    def close(self) -> None:
        """Let go of the file."""
        self._files.close()

    def frames_from(self, first: int) -> Iterator[Decoded]:
        """All decodable frames from number `first` on."""
        key, reopen = self._index.keyframe_before(first), False
        while True:
            at_beginning = self._start_at(key, reopen=reopen)
            decoded = self._numbered(key)
            head = next(decoded, None)
            if not at_beginning and (head is None or head[0] > first):
                # The container landed behind the target: take an earlier place.
                key, reopen = self._index.keyframe_before(max(0, key - 1)), key == 0
                continue
            if head and head[0] >= first:
                yield head
            yield from (pair for pair in decoded if pair[0] >= first)
            return

    def _start_at(self, key: int, *, reopen: bool) -> bool:
        """Go to a keyframe; whether that is surely the beginning of the file."""
        beginning = key == 0 and (self._fresh or reopen or not self._index.reliable)
        if not beginning:
            self._container.seek(int(self._index.pts[key]), stream=self._stream)
        elif not self._fresh:
            # Not every container can seek to its beginning exactly; all can be opened again.
            self._files.close()
            self._open()
        self._fresh = False
        return beginning

    def _numbered(self, key: int) -> Iterator[Decoded]:
        """Decoded frames with their numbers, which rise even where the file's times do not."""
        index = self._index
        last = -1 if index.reliable else key - 1
        for frame in self._decoded():
            number = last + 1
            if index.reliable and frame.pts is not None:
                number = max(number, index.number_at(frame.pts * index.time_base))
            if number >= len(index):
                return
            last = number
            yield number, frame

    def _decoded(self) -> Iterator[av.VideoFrame]:
        """Frames as the decoder gives them; damaged packets are counted and passed over."""
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError) as error:
                name = self._path.name
                raise MediaError(f"{name} cannot be read any further: {reason(error)}.") from error
            yield from self._frames_in(packet)

    def _frames_in(self, packet: av.Packet[av.VideoStream]) -> Iterator[av.VideoFrame]:
        try:
            frames = self._stream.decode(packet)
        except av.error.InvalidDataError:
            self.damaged += 1
            return
        except av.FFmpegError as error:
            name = self._path.name
            raise MediaError(f"{name}: decoding fails: {reason(error)}.") from error
        for frame in frames:
            self.damaged += bool(frame.is_corrupt)
            yield frame
