"""Frames of a file, in order or at a time, each with its exact place."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Literal

import av
from av.codec.hwaccel import HWAccel

from app.base.errors import MediaError
from app.base.frame import Frame
from app.media.frame_cache import FrameCache
from app.media.opening import SEQUENCE_RATE, open_input
from app.media.pictures import to_picture
from app.media.probe import frame_index_of, video_info
from app.media.stream_decoder import Decoded, StreamDecoder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.picture import Picture
    from app.base.time import Span, Time
    from app.media.frame_index import FrameIndex
    from app.media.probe import VideoInfo
    from app.media.video_format import VideoFormat

Precision = Literal["exact", "nearest"]

_AHEAD = 32
"""Frames it is cheaper to decode forward through than to seek back to a keyframe for."""

_BEHIND = 4
"""Frames before a sought one that are kept. Keeping all would cost more than decoding them: a
decoder that gets its buffers back writes to warm memory."""


class VideoReader:
    """Reads the main video stream of a file or picture sequence; a context manager.

    `frames` opens the file anew each time, so several iterators and `frame_at` do not disturb
    each other. One reader belongs to one thread at a time.

    Attributes:
        path: What is read.
        info: What `probe` says about the stream.
        index: Its frames.
        damaged: Frames that could not be decoded or were patched up by the decoder.
        notes: Sentences about anything unusual met so far.
    """

    def __init__(
        self,
        path: Path,
        *,
        rate: Fraction = SEQUENCE_RATE,
        hardware: str | None = None,
        cache_bytes: int = 512 << 20,
    ) -> None:
        """Open, index and look at the first frame.

        Args:
            path: A file or a pattern of numbered pictures.
            rate: Frames per second of a picture sequence.
            hardware: "cuda" (or another of FFmpeg's device types) to decode there if possible.
            cache_bytes: Budget of the cache behind `frame_at`.

        Raises:
            MediaError: not a readable video.
        """
        self.path = path
        self._rate = rate
        self.notes: list[str] = []
        self.damaged = 0
        self.index: FrameIndex = frame_index_of(path, rate)
        self.info: VideoInfo = video_info(path, self.index, rate)
        self._hwaccel = self._hardware(hardware)
        self._colour = self.info.format.colour
        self._cache = FrameCache(cache_bytes)
        self._decoder: StreamDecoder | None = None
        self._walk: Iterator[Decoded] | None = None
        self._walked = -1
        self.notes.extend(self.index.warnings)

    @property
    def format(self) -> VideoFormat:
        """Size, rate, layout and colour of every frame that comes out."""
        return self.info.format

    def frames(self, span: Span | None = None) -> Iterator[Frame[Picture]]:
        """All frames shown in `span` (default: all), in order.

        Raises:
            MediaError: the file cannot be read on (a damaged packet alone is only counted).
        """
        first = self.index.number_at(span.start) if span else 0
        if span and self.index.time_of(first) < span.start:
            first += 1
        with contextlib.closing(self._new_decoder()) as decoder:
            for number, frame in decoder.frames_from(first):
                self.damaged, time = decoder.damaged, self.index.time_of(number)
                if span and span.end is not None and time >= span.end:
                    return
                yield Frame(self._picture(frame), time, self.index.duration_of(number))
            self.damaged = decoder.damaged

    def frame_at(
        self, time: Time, precision: Precision = "exact", cancel: CancelToken | None = None
    ) -> Frame[Picture]:
        """The frame on screen at `time`.

        `nearest` answers with the keyframe before it, at the cost of decoding one frame, unless
        the exact one is in the cache: for scrubbing.
        """
        number = self.index.number_at(time)
        if precision == "nearest" and number not in self._cache:
            number = self.index.keyframe_before(number)
        return self.frame(number, cancel)

    def frame(self, number: int, cancel: CancelToken | None = None) -> Frame[Picture]:
        """Frame `number`; some frames decoded on the way are cached, so stepping back is quick.

        Raises:
            Cancelled: the token was set; the next call goes on from where this one stopped.
        """
        time = self.index.time_of(number)
        picture = self._cache.get(number) or self._walk_to(number, cancel)
        return Frame(picture, time, self.index.duration_of(number))

    def is_near(self, number: int, frames: int = 8) -> bool:
        """Whether `frame` has it at hand, or has to decode no more than `frames` for it."""
        walked = self._walked if self._walk is not None else -1
        start = self.index.keyframe_before(number)
        ahead = number - walked if start <= walked < number else number - start + 1
        return number in self._cache or ahead <= frames

    def close(self) -> None:
        """Let go of the file and the cache."""
        self._walk = None
        if self._decoder is not None:
            self._decoder.close()
            self._decoder = None

    def __enter__(self) -> VideoReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _walk_to(self, number: int, cancel: CancelToken | None) -> Picture:
        """Decode forward to `number`, from where the last call stopped if that is near."""
        keyframe = self.index.keyframe_before(number)
        near = keyframe <= self._walked or number - self._walked <= _AHEAD
        if self._walk is None or not (self._walked < number and near):
            self._walk = self._scout().frames_from(keyframe)
        # Whoever steps backwards out of the cache will want all frames on the way.
        kept = keyframe if number + 1 in self._cache else number - _BEHIND
        for found, frame in self._walk:
            self._walked = found
            if cancel is not None and found < number:
                cancel.check()
            if found < kept:
                continue
            picture = self._picture(frame)
            self._cache.put(found, picture)
            if found >= number:
                return picture
        self._walk = None
        raise MediaError(f"{self.path.name}: frame {number} cannot be decoded; it is damaged.")

    def _scout(self) -> StreamDecoder:
        """The decoder kept open for single frames."""
        if self._decoder is None:
            self._decoder = self._new_decoder()
        return self._decoder

    def _new_decoder(self) -> StreamDecoder:
        return StreamDecoder(self.path, self.index, self._rate, self._hwaccel)

    def _picture(self, frame: av.VideoFrame) -> Picture:
        """Upright planes in the stream's own format, even after a change in mid-stream."""
        stored = self.info.format
        width, height = stored.size
        if self.info.orientation.swaps_sides:
            width, height = height, width
        if (frame.width, frame.height) != (width, height):
            note = "The picture size changes in mid-stream; later frames were scaled to the first."
            if note not in self.notes:
                self.notes.append(note)
            frame = frame.reformat(width=width, height=height, interpolation="LANCZOS")
        return to_picture(
            frame,
            self._colour,
            self.info.orientation,
            stored.layout,
            top_field_first=self.info.scan != "bottom field first",
        )

    def _hardware(self, kind: str | None) -> HWAccel | None:
        if kind is None:
            return None
        try:
            accelerator = HWAccel(kind, allow_software_fallback=True)
            # The device is first touched when a file is opened for it.
            with open_input(self.path, rate=self._rate, hwaccel=accelerator):
                return accelerator
        except (av.FFmpegError, MediaError, ValueError, RuntimeError):
            self.notes.append(f"There is no {kind} decoder here; decoding in software.")
            return None
