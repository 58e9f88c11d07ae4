"""Animated GIF from finished segments: FFmpeg's palettegen and paletteuse in two passes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.filter import Graph

from app.base.errors import MediaError
from app.base.files import appearing
from app.base.time import to_ticks
from app.media.opening import open_input, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.media.joining import Segment

_TICK = Fraction(1, 100)
"""GIF counts in hundredths of a second (GIF89a, graphic control extension)."""


def write_gif(segments: Sequence[Segment], output: Path, cancel: CancelToken) -> None:
    """Write `output`; memory holds one frame and the colour statistics.

    Raises:
        MediaError: the disk refuses.
    """
    try:
        palette = _palette(segments, cancel)
        with appearing(output) as partial, av.open(str(partial), "w", format="gif") as container:
            _paint(segments, palette, container, cancel)
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{output.name} cannot be written: {reason(error)}.") from error


def _frames(segments: Sequence[Segment], cancel: CancelToken) -> Iterator[av.VideoFrame]:
    """All frames with rising times in hundredths of a second."""
    last = -1
    for segment in segments:
        with open_input(segment.path) as container:
            stream = container.streams.video[0]
            first: int | None = None
            for frame in container.decode(stream):
                cancel.check()
                pts = frame.pts or 0
                first = pts if first is None else first
                elapsed = (pts - first) * (frame.time_base or _TICK)
                time = segment.start - segments[0].start + elapsed
                last = max(last + 1, to_ticks(time, _TICK))
                frame.pts, frame.time_base = last, _TICK
                yield frame


def _palette(segments: Sequence[Segment], cancel: CancelToken) -> av.VideoFrame:
    graph = Graph()
    source = None
    for frame in _frames(segments, cancel):
        if source is None:
            source = graph.add_buffer(
                width=frame.width, height=frame.height, format=frame.format, time_base=_TICK
            )
            graph.link_nodes(source, graph.add("palettegen"), graph.add("buffersink")).configure()
        source.push(frame)
    if source is None:
        raise MediaError("Nothing was written, so there is nothing to join.")
    source.push(None)
    palette = graph.pull()
    assert isinstance(palette, av.VideoFrame)
    return palette


def _paint(
    segments: Sequence[Segment],
    palette: av.VideoFrame,
    container: av.container.OutputContainer,
    cancel: CancelToken,
) -> None:
    stream: av.VideoStream | None = None
    for frame in _frames(segments, cancel):
        painted = _with_palette(frame, palette)
        painted.pts, painted.time_base = frame.pts, _TICK
        if stream is None:
            stream = container.add_stream("gif", rate=100)
            stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "pal8"
            stream.codec_context.time_base = _TICK
        container.mux(stream.encode(painted))
    if stream is not None:
        container.mux(stream.encode(None))


def _with_palette(frame: av.VideoFrame, palette: av.VideoFrame) -> av.VideoFrame:
    """One frame in the palette's colours. A graph each: paletteuse waits for both to end."""
    graph = Graph()
    picture = graph.add_buffer(
        width=frame.width, height=frame.height, format=frame.format, time_base=_TICK
    )
    colours = graph.add_buffer(
        width=palette.width, height=palette.height, format=palette.format, time_base=_TICK
    )
    use, sink = graph.add("paletteuse", "dither=sierra2_4a"), graph.add("buffersink")
    picture.link_to(use, 0, 0)
    colours.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    palette.pts, palette.time_base = 0, _TICK
    picture.push(frame)
    colours.push(palette)
    picture.push(None)
    colours.push(None)
    painted = graph.pull()
    assert isinstance(painted, av.VideoFrame)
    return painted
