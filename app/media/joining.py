"""Segments -> the finished file: packets are copied, times stay exact, the rest travels along."""

from __future__ import annotations

import contextlib
import heapq
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import av

from app.base.errors import MediaError
from app.base.files import appearing
from app.base.time import to_ticks
from app.media.opening import open_input, reason
from app.media.side.streams import SidePlan, SideStreams

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from fractions import Fraction
    from pathlib import Path
    from types import TracebackType

    from app.base.cancel import CancelToken
    from app.base.time import Span, Time
    from app.media.encoding import Encoding
    from app.media.side.copy import Timed
    from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    AnyPacket = av.Packet[Any]


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished run of frames on disk; `start` is the output time of its first frame."""

    path: Path
    start: Time


class RunningStreams(Protocol):
    """Streams beside the video on their way into a file; a context manager."""

    def __enter__(self) -> RunningStreams: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def packets(self) -> Iterator[Timed]:
        """All packets with their output times in seconds, in rising time."""
        ...


class Beside(Protocol):
    """Whatever comes into a file beside the video."""

    def movie_timescale(self, video_tick: Fraction) -> int:
        """Ticks per second of an mp4 or mov that hold every stream's beginning exactly."""
        ...

    def streams(self, container: av.container.OutputContainer) -> RunningStreams:
        """Add the streams to `container`, before its header is written."""
        ...


@dataclass(frozen=True, slots=True)
class Companions:
    """The streams beside the video of one source.

    Attributes:
        source: The file they are in.
        plan: What happens to each.
        span: What part of the source's time is kept; None for all.
        shift: Seconds added to the source's times.
    """

    source: Path
    plan: SidePlan
    span: Span | None
    shift: Time

    def movie_timescale(self, video_tick: Fraction) -> int:
        """See `SidePlan`."""
        return self.plan.movie_timescale(video_tick)

    def streams(self, container: av.container.OutputContainer) -> SideStreams:
        """See `SideStreams`."""
        return SideStreams(self.source, self.plan, container, self.span, self.shift)


def join(
    segments: Sequence[Segment],
    output: Path,
    format_: VideoFormat,
    encoding: Encoding,
    companions: Beside | None,
    cancel: CancelToken,
    language: str = "",
) -> None:
    """Write `output` from finished segments; the name appears when the file is whole.

    `language` is the video's own (ISO 639-2), for signs and burnt-in words; "" when unknown.

    Raises:
        MediaError: a segment is damaged, or the disk refuses.
    """
    if not segments:
        raise MediaError("Nothing was written, so there is nothing to join.")
    try:
        with appearing(output) as partial, contextlib.ExitStack() as files:
            options = _muxer_options(encoding.container, format_.time_base, companions)
            container = files.enter_context(
                av.open(str(partial.absolute()), "w", format=encoding.container, options=options)
            )
            template = files.enter_context(open_input(segments[0].path)).streams.video[0]
            video = _video_stream(container, template, encoding.stored(format_))
            if language:
                video.metadata["language"] = language
            sources = [_video_packets(segments, video, format_.time_base, _reorder(template))]
            if companions:
                side = files.enter_context(companions.streams(container))
                sources.append(side.packets())
            for _, packet in heapq.merge(*sources, key=lambda pair: pair[0]):
                cancel.check()
                container.mux(packet)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{output.name} cannot be written: {reason(error)}.") from error


def _muxer_options(
    container: str, time_base: Fraction, companions: Beside | None
) -> dict[str, str]:
    """Timescales that hold every track's ticks exactly, and an index at the front."""
    if container not in ("mp4", "mov"):
        return {}
    options = {"movflags": "+faststart", "video_track_timescale": str(time_base.denominator)}
    if companions:
        options["movie_timescale"] = str(companions.movie_timescale(time_base))
    return options


def _video_stream(
    container: av.container.OutputContainer, template: av.VideoStream, format_: VideoFormat
) -> av.VideoStream:
    stream = container.add_stream_from_template(template, opaque=True)
    stream.time_base = format_.time_base
    stream.disposition = av.stream.Disposition.default
    if format_.rate:
        stream.codec_context.framerate = format_.rate
    context = stream.codec_context
    if template.codec_context.name == "prores":
        # The tag alone tells 4444 from 422 HQ, and PyAV forgets it when it copies a stream.
        context.codec_tag = template.codec_context.codec_tag
    context.sample_aspect_ratio = format_.sample_aspect_ratio
    # Not every codec's bitstream has room for the tags; the container does.
    context.colorspace = format_.colour.matrix
    context.color_range = format_.colour.range
    context.color_primaries = format_.colour.primaries
    context.color_trc = format_.colour.transfer
    return stream


def _reorder(template: av.VideoStream) -> int:
    """How many frames decoding runs ahead of showing, at most.

    The header says it for some codecs. x264 and x265 go up to 2 with pyramids of any height; one
    number must do for all segments, also for those that happen to have no B-frames.
    """
    usual = 2 if template.codec_context.name in ("h264", "hevc") else 0
    return max(usual, int(template.codec_context.has_b_frames))


def _video_packets(
    segments: Sequence[Segment], stream: av.VideoStream, time_base: Fraction, reorder: int
) -> Iterator[tuple[Time, AnyPacket]]:
    """All packets in decoding order with output times.

    The decoding time of packet n is the presentation time of frame n - reorder: rising without
    gap across segments, however each encoder began its own. It is as early before the first frame
    as it is before the last one: some readers take the length of a file from decoding times.
    """
    shown: deque[int] = deque(maxlen=reorder + 1)
    ending = _rebased(segments[-1], time_base)[1][-1 - reorder :]
    for segment in segments:
        packets, times = _rebased(segment, time_base)
        if not shown:
            step = times[1] - times[0] if len(times) > 1 else 1
            lag = ending[-1] - ending[0] + step * (reorder + 1 - len(ending))
            shown.extend(times[0] - lag * n // reorder for n in range(reorder, 0, -1))
        for packet, pts, in_order in zip(packets, times_of(packets), times, strict=True):
            shown.append(in_order)
            packet.pts, packet.dts = pts, min(shown[0], pts)
            packet.time_base = time_base
            packet.stream = stream
            yield packet.dts * time_base, packet


def times_of(packets: Sequence[AnyPacket]) -> list[int]:
    """Presentation times of packets that are known to have one."""
    return [packet.pts for packet in packets if packet.pts is not None]


def _rebased(segment: Segment, time_base: Fraction) -> tuple[list[AnyPacket], list[int]]:
    """A segment's packets with absolute pts in `time_base`, and those times in order."""
    packets: list[AnyPacket] = []
    with open_input(segment.path) as container:
        stream = container.streams.video[0]
        for packet in container.demux(stream):
            if packet.size:
                packets.append(packet)
    if not packets or any(packet.pts is None for packet in packets):
        raise MediaError(f"{segment.path.name} is damaged; delete it and run the command again.")
    first = min(times_of(packets))
    start = to_ticks(segment.start, time_base)
    for packet in packets:
        elapsed = (packet.pts or 0) - first
        packet.duration = to_ticks((packet.duration or 0) * packet.time_base, time_base)
        packet.pts = start + to_ticks(elapsed * packet.time_base, time_base)
    return packets, sorted(times_of(packets))
