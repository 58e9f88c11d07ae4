"""YUV4MPEG2 streams on standard input and output, as other tools pipe them."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

import av

from app.base.errors import MediaError
from app.base.frame import Frame
from app.base.picture import PixelLayout
from app.media.opening import reason
from app.media.pictures import Orientation, colour_of, to_av, to_picture
from app.media.pixel_format import layout_of, name_of
from app.media.probe import VideoInfo, stream_colour
from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from app.base.picture import Picture
    from app.base.time import Span
    from app.media.frame_index import FrameIndex

_FORMAT = "yuv4mpegpipe"


class Y4mReader:
    """A `FrameSource` over a pipe: read once, from the beginning, frames counted as they come."""

    index: FrameIndex | None = None
    damaged = 0

    def __init__(self, pipe: BinaryIO) -> None:
        """Read the header and the first frame.

        Raises:
            MediaError: what arrives is not YUV4MPEG2.
        """
        self.notes: list[str] = []
        try:
            self._container = av.open(pipe, "r", format=_FORMAT)
            self._stream = self._container.streams.video[0]
            self._decoded = self._container.decode(self._stream)
            self._first = next(self._decoded)
        except (av.FFmpegError, IndexError, StopIteration) as error:
            raise MediaError("Standard input is not a y4m stream (YUV4MPEG2).") from error
        self.info = self._describe()

    def _describe(self) -> VideoInfo:
        rate = self._stream.average_rate or Fraction(25)
        frame = self._first
        format_ = VideoFormat(
            frame.width,
            frame.height,
            rate,
            1 / rate,
            self._stream.sample_aspect_ratio or Fraction(1),
            layout_of(frame.format.name),
            colour_of(frame, stream_colour(self._stream)),
        )
        zero = Fraction(0)
        still = Orientation()
        return VideoInfo(0, "rawvideo", format_, still, 0, None, rate, 0, zero, zero)

    def frames(self, span: Span | None = None) -> Iterator[Frame[Picture]]:
        """All frames, once; frame n is shown at n / rate."""
        if span is not None and (span.start > 0 or span.end is not None):
            raise MediaError("A pipe cannot be trimmed; cut it where it comes from.")
        period = 1 / self.info.average_rate
        number = 0
        frame: av.VideoFrame | None = self._first
        while frame is not None:
            picture = to_picture(frame, self.info.format.colour)
            yield Frame(picture, number * period, period)
            number += 1
            try:
                frame = next(self._decoded, None)
            except av.FFmpegError as error:
                raise MediaError(f"Standard input breaks off: {reason(error)}.") from error

    def close(self) -> None:
        """Let go of the pipe."""
        self._container.close()

    def __enter__(self) -> Y4mReader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Y4mWriter:
    """Writes frames to a pipe; a context manager.

    YUV4MPEG2 knows one constant rate, Y'CbCr of 8 to 16 bits and gray, and no colour tags.

    Attributes:
        layout: What `write` takes.
        frames: Written so far.
        notes: What the stream cannot say.
    """

    def __init__(self, pipe: BinaryIO, format_: VideoFormat) -> None:
        self.layout = y4m_layout(format_.layout)
        self.frames = 0
        self.notes = () if format_.rate else ("y4m has no variable rate; the mean was written.",)
        self._pipe = pipe
        self._format = format_
        self._rate = format_.rate or Fraction(25)

    def __enter__(self) -> Y4mWriter:
        options = {"strict": "-1"}
        self._container = av.open(self._pipe, "w", format=_FORMAT, options=options)
        stream = self._container.add_stream("wrapped_avframe", rate=self._rate)
        assert isinstance(stream, av.VideoStream)
        stream.width, stream.height = self._format.size
        stream.pix_fmt = name_of(self.layout)
        stream.codec_context.sample_aspect_ratio = self._format.sample_aspect_ratio
        self._stream = stream
        return self

    def write(self, frame: Frame[Picture]) -> None:
        """Write one frame.

        Raises:
            MediaError: nobody reads any more.
        """
        encoded = to_av(frame.pixels)
        encoded.pts, encoded.time_base = self.frames, 1 / self._rate
        try:
            self._container.mux(self._stream.encode(encoded))
        except (av.FFmpegError, OSError) as error:
            raise MediaError(f"Standard output is closed: {reason(error)}.") from error
        self.frames += 1

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self._container.mux(self._stream.encode(None))
            self._container.close()
            self._pipe.flush()
        else:
            with contextlib.suppress(av.FFmpegError, OSError):
                self._container.close()


def y4m_layout(layout: PixelLayout) -> PixelLayout:
    """The nearest layout y4m has."""
    if layout.family == "rgb":
        return PixelLayout("yuv", min(layout.bits, 16), (0, 0))
    return replace(layout, alpha=False)
