"""One independently decodable run of encoded frames, whole or not there."""

from __future__ import annotations

import contextlib
import errno
import os
from typing import TYPE_CHECKING, Any

import av

from app.base.colour import Range
from app.base.errors import MediaError
from app.base.files import partial_path, sync
from app.base.time import to_ticks
from app.media.opening import open_input, reason
from app.media.pictures import tag, to_av

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path
    from types import TracebackType

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time
    from app.media.encoding import Encoding
    from app.media.video_format import VideoFormat

    AnyPacket = av.Packet[Any]

# SVT-AV1 writes its settings to the terminal for every segment, unless told to write errors only.
os.environ.setdefault("SVT_LOG", "1")

KEYFRAME_SECONDS = 2
"""Longest distance between keyframes: what scrubbing in the result costs at most."""

_EARLY = 100
"""Ticks that decoding comes before showing: more than any encoder reorders frames."""


class VideoWriter:
    """Encodes frames into `path`; a context manager that leaves a file only on a clean exit.

    Times are kept relative to the first frame written, exactly, in ticks of the format's time
    base. Pictures whose layout is not the encoder's are converted by FFmpeg (depth, chroma and
    range only, never the matrix). Used by one thread.
    """

    def __init__(self, path: Path, format_: VideoFormat, encoding: Encoding) -> None:
        self._path = path
        self._format = encoding.stored(format_)
        self._squeezed = self._format.colour.range != format_.colour.range
        self._encoding = encoding
        self._start: Time | None = None
        self._last = -1
        self._packets = 0
        self.frames = 0

    def __enter__(self) -> VideoWriter:
        self._partial = partial_path(self._path)
        try:
            self._container = av.open(
                str(self._partial.absolute()), "w", format=self._encoding.codec.segment_container
            )
            self._stream = self._add_stream()
        except (av.FFmpegError, OSError, ValueError) as error:
            raise self._failed(error) from error
        try:
            _start(self._stream.codec_context, self._encoding)
        except MediaError:
            self._discard()
            raise
        return self

    def write(self, frame: Frame[Picture]) -> None:
        """Encode one frame; times must rise.

        Raises:
            MediaError: the encoder or the disk refuses; the sentence says which.
        """
        if self._start is None:
            self._start = frame.time
        ticks = to_ticks(frame.time - self._start, self._format.time_base)
        if ticks <= self._last:
            raise MediaError(f"Two frames share the time {float(frame.time):.6f} s; this is a bug.")
        self._last = ticks
        encoded = self._prepared(frame.pixels)
        encoded.pts = ticks
        encoded.time_base = self._format.time_base
        encoded.duration = max(1, to_ticks(frame.duration, self._format.time_base))
        self._encode(encoded)
        self.frames += 1

    def _prepared(self, picture: Picture) -> av.VideoFrame:
        name = self._encoding.pix_fmt
        if picture.layout == self._encoding.layout and not self._squeezed:
            return to_av(picture, name)
        ranges = (Range.FULL, Range.LIMITED) if self._squeezed else (None, None)
        frame = to_av(picture).reformat(
            format=name,
            interpolation="BICUBIC",
            src_color_range=ranges[0],
            dst_color_range=ranges[1],
        )
        # FFmpeg writes down the matrix it would have used, not the one that was meant.
        tag(frame, self._format.colour)
        return frame

    def _encode(self, frame: av.VideoFrame | None) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(self._ordered(packet))
        except (av.FFmpegError, OSError) as error:
            raise self._failed(error) from error

    def _ordered(self, packet: AnyPacket) -> AnyPacket:
        """The packet with a decoding time of ours: only its order counts, `joining` sets the rest.

        x265 leaves it uninitialised when there are fewer frames than it may reorder.
        """
        packet.dts = self._packets - _EARLY
        self._packets += 1
        return packet

    def _add_stream(self) -> av.VideoStream:
        format_, encoding = self._format, self._encoding
        rate: Fraction = format_.rate or 1 / format_.time_base
        stream = self._container.add_stream(
            encoding.codec.name, rate=rate.limit_denominator(1 << 30), options=encoding.options
        )
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = format_.size
        stream.pix_fmt = encoding.pix_fmt
        stream.time_base = format_.time_base
        _configure(stream.codec_context, format_)
        return stream

    def _failed(self, error: BaseException) -> MediaError:
        if isinstance(error, FileNotFoundError):
            folder = self._path.parent
            return MediaError(f"The folder {folder} is gone; bring it back and start again.")
        if getattr(error, "errno", None) == errno.ENOSPC:
            return MediaError("The disk is full; make room where the result goes and start again.")
        name = self._encoding.codec.name
        return MediaError(f"Encoding with {name} fails: {reason(error)}.")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._discard()

    def _discard(self) -> None:
        # The file is thrown away: what closing it may complain about does not matter.
        with contextlib.suppress(av.FFmpegError, OSError):
            self._container.close()
        self._partial.unlink(missing_ok=True)

    def _finish(self) -> None:
        try:
            if self.frames:
                self._encode(None)
            self._container.close()
            sync(self._partial)
            self._partial.replace(self._path)
        except (av.FFmpegError, OSError) as error:
            raise self._failed(error) from error


def packet_sizes(path: Path) -> list[tuple[bool, int]]:
    """Of every frame in a finished run: whether it is a keyframe, and its bytes.

    Raises:
        MediaError: it cannot be read.
    """
    with open_input(path) as container:
        packets = container.demux(container.streams.video[0])
        return [(packet.is_keyframe, packet.size) for packet in packets if packet.size]


def try_encoder(format_: VideoFormat, encoding: Encoding) -> None:
    """Start the encoder once without a file: what it refuses is known before the first frame.

    Raises:
        MediaError: an option it does not know, or a value it does not take.
    """
    context = av.CodecContext.create(encoding.codec.name, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = format_.size
    context.pix_fmt = encoding.pix_fmt
    context.framerate = format_.rate or 1 / format_.time_base
    context.options = dict(encoding.options)
    _configure(context, format_)
    _start(context, encoding)


def _start(context: av.VideoCodecContext, encoding: Encoding) -> None:
    """Open the encoder; FFmpeg leaves the options that it does not know behind."""
    name = encoding.codec.name
    try:
        context.open()
    except (av.FFmpegError, ValueError) as error:
        options = ", ".join(f"{key}={value}" for key, value in encoding.options.items())
        why = "invalid value" if isinstance(error, av.ArgumentError) else reason(error)
        raise MediaError(f"{name} does not start with {options}: {why}.") from error
    if context.options:
        unknown = ", ".join(f"“{key}”" for key in context.options)
        raise MediaError(f"{name} has no option {unknown}; leave it away or check its spelling.")


def _configure(context: av.VideoCodecContext, format_: VideoFormat) -> None:
    context.time_base = format_.time_base
    context.sample_aspect_ratio = format_.sample_aspect_ratio
    context.colorspace = format_.colour.matrix
    context.color_range = format_.colour.range
    context.color_primaries = format_.colour.primaries
    context.color_trc = format_.colour.transfer
    context.flags |= av.codec.context.Flags.global_header
    context.thread_type = "AUTO"
    context.bit_rate = 0
    if format_.rate:
        context.gop_size = max(1, round(KEYFRAME_SECONDS * format_.rate))
