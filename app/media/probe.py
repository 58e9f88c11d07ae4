"""What is in a media file: streams, rates, colour, orientation, everything that must survive."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from app.base.colour import ColourSpec, Range
from app.base.errors import MediaError
from app.media.frame_index import FrameIndex, build_frame_index
from app.media.hdr import HdrMetadata, hdr_metadata_of
from app.media.known_indexes import KNOWN
from app.media.opening import SEQUENCE_RATE, open_input
from app.media.pictures import Orientation, colour_of, side_data_of, upright_layout
from app.media.pixel_format import layout_of
from app.media.video_format import Scan, VideoFormat

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.time import Time

_FIELD_ORDERS: dict[int, Scan] = {
    2: "top field first",
    3: "bottom field first",
    4: "bottom field first",
    5: "top field first",
}
"""AVFieldOrder; the display order counts (TB: top coded first, bottom displayed first)."""


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """One video stream.

    Attributes:
        index: In the file.
        codec: FFmpeg's name.
        format: Upright size, exact rate (None when variable), time base, SAR, layout, colour.
        orientation: How stored pictures are turned to stand upright.
        rotation: Clockwise degrees a player turns the stored picture by: 0, 90, 180 or 270.
        hdr: Static HDR metadata.
        average_rate: Mean frames per second, also of a variable-rate stream.
        frame_count: Frames by demuxing.
        start, end: Exact times of the first frame and of the end of the last one.
        language: ISO 639-2 code or "".
    """

    index: int
    codec: str
    format: VideoFormat
    orientation: Orientation
    rotation: int
    hdr: HdrMetadata | None
    average_rate: Fraction
    frame_count: int
    start: Time
    end: Time
    language: str = ""

    @property
    def scan(self) -> Scan:
        """Whether frames are whole, or which field comes first."""
        return self.format.scan


@dataclass(frozen=True, slots=True)
class StreamInfo:
    """A stream that travels beside the video.

    Attributes:
        kind: "audio", "subtitle", "data", "attachment", "cover art" or "video" (a further one).
        detail: For people: `48000 Hz, 5.1`.
    """

    index: int
    kind: str
    codec: str
    language: str = ""
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MediaInfo:
    """A whole file."""

    path: Path
    container: str
    duration: Time | None
    video: VideoInfo | None
    others: tuple[StreamInfo, ...]
    chapters: int
    metadata: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def probe(path: Path) -> MediaInfo:
    """Look at a file: demuxes it, unless it was a moment ago, and decodes one frame.

    Raises:
        MediaError: it cannot be opened or holds neither video nor anything else we know.
    """
    with open_input(path) as container:
        video = main_video_stream(container)
        index = _known_index(path, container, video) if video else None
        others = tuple(_other(stream) for stream in container.streams if stream is not video)
        duration = Fraction(container.duration, av.time_base) if container.duration else None
        info = MediaInfo(
            path,
            container.format.name,
            duration,
            None,
            others,
            len(container.chapters()),
            dict(container.metadata),
            index.warnings if index else (),
        )
    if video is None or index is None:
        return info
    return replace(info, video=video_info(path, index), duration=index.end - index.start)


def main_video_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """The stream a viewer would watch: never cover art; the default one, else the largest."""
    streams = [s for s in container.streams.video if not is_cover_art(s)]
    if not streams:
        return None
    defaults = [s for s in streams if s.disposition & av.stream.Disposition.default]
    return max(defaults or streams, key=lambda s: s.codec_context.width * s.codec_context.height)


def is_cover_art(stream: av.stream.Stream) -> bool:
    """Whether a video stream is a still picture that belongs to the album, not the film."""
    still = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
    return bool(stream.disposition & still)


def frame_index_of(path: Path, rate: Fraction = SEQUENCE_RATE) -> FrameIndex:
    """Index the main video stream of a file or sequence.

    Raises:
        MediaError: it has none.
    """

    def demuxed() -> FrameIndex:
        with open_input(path, rate=rate) as container:
            return _index_of(container, _required(main_video_stream(container), path))

    return KNOWN.index(path, rate, demuxed)


def _known_index(
    path: Path, container: av.container.InputContainer, stream: av.VideoStream
) -> FrameIndex:
    return KNOWN.index(path, SEQUENCE_RATE, lambda: _index_of(container, stream))


def _index_of(container: av.container.InputContainer, stream: av.VideoStream) -> FrameIndex:
    index = build_frame_index(container, stream)
    if stream.metadata.get("alpha_mode", stream.metadata.get("ALPHA_MODE")) != "1":
        return index
    # WebM keeps it beside the picture, where FFmpeg's own VP8 and VP9 decoders do not look.
    note = "The stream's transparency is not read; convert it to ProRes or PNG to keep it."
    return replace(index, warnings=(*index.warnings, note))


def video_info(path: Path, index: FrameIndex, rate: Fraction = SEQUENCE_RATE) -> VideoInfo:
    """Describe the main video stream of a file whose frames are already indexed."""
    with open_input(path, rate=rate) as container:
        stream = _required(main_video_stream(container), path)
        return describe_video(stream, first_frame(container, stream, path), index)


def _required(stream: av.VideoStream | None, path: Path) -> av.VideoStream:
    if stream is None:
        raise MediaError(f"{path.name} has no video stream; there is nothing to show.")
    return stream


def first_frame(
    container: av.container.InputContainer, stream: av.VideoStream, path: Path
) -> av.VideoFrame:
    """Decode frames until one comes out; only frames tell rotation and HDR metadata reliably.

    Damaged packets before it are passed over.
    """
    for packet in container.demux(stream):
        with contextlib.suppress(av.error.InvalidDataError):
            for frame in stream.decode(packet):
                return frame
    raise MediaError(f"{path.name}: no frame can be decoded; the file is damaged.")


def describe_video(stream: av.VideoStream, frame: av.VideoFrame, index: FrameIndex) -> VideoInfo:
    """Put together what stream header, first frame and index say."""
    orientation, rotation = orientation_of(frame)
    scan: Scan = _FIELD_ORDERS.get(int(stream.codec_context.field_order), "progressive")
    if frame.interlaced_frame and scan == "progressive":
        scan = "interlaced"
    rate = index.constant_rate
    span = index.end - index.start
    return VideoInfo(
        stream.index,
        stream.codec_context.name,
        _video_format(stream, frame, orientation, index, scan),
        orientation,
        rotation,
        hdr_metadata_of(frame),
        rate or Fraction(len(index)) / span if span else Fraction(25),
        len(index),
        index.start,
        index.end,
        stream.metadata.get("language", ""),
    )


def _video_format(
    stream: av.VideoStream,
    frame: av.VideoFrame,
    orientation: Orientation,
    index: FrameIndex,
    scan: Scan,
) -> VideoFormat:
    layout = upright_layout(layout_of(frame.format.name), orientation)
    width, height = frame.width, frame.height
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if orientation.swaps_sides:
        width, height, aspect = height, width, 1 / aspect
    rate = index.constant_rate
    if rate is None and len(index) == 1:
        rate = stream.average_rate or Fraction(25)
    colour = colour_of(frame, stream_colour(stream))
    return VideoFormat(width, height, rate, index.time_base, aspect, layout, colour, scan)


def stream_colour(stream: av.VideoStream) -> ColourSpec:
    """The tags in the stream's header."""
    context = stream.codec_context
    full = Range.FULL if (context.pix_fmt or "").startswith("yuvj") else Range.UNSPECIFIED
    return ColourSpec(
        matrix=int(context.colorspace),
        range=int(context.color_range) or full,
        primaries=int(context.color_primaries),
        transfer=int(context.color_trc),
    )


def orientation_of(frame: av.VideoFrame) -> tuple[Orientation, int]:
    """How to turn a decoded frame upright, and the player's clockwise degrees.

    From the display matrix (FFmpeg's AV_FRAME_DATA_DISPLAYMATRIX, 3x3 fixed point): its upper left
    2x2 part maps stored to shown coordinates; a negative determinant means a mirror image. Angles
    other than quarter turns are left alone: no player turns by them.
    """
    matrix = side_data_of(frame).get("DISPLAYMATRIX")
    if matrix is None:
        # What PyAV reads by itself knows no mirror images, but is there even if the list is not.
        seen = round(frame.rotation / 90) % 4
        return Orientation(seen), -90 * seen % 360
    values = memoryview(matrix).cast("i")
    a, b, c, d = (int(values[i]) for i in (0, 1, 3, 4))
    mirrored = a * d - b * c < 0
    if mirrored:
        a, c = -a, -c
    turns = _QUARTER_TURNS.get((_sign(a), _sign(b)))
    if turns is None:
        return Orientation(), 0
    return Orientation(turns, mirrored), -90 * turns % 360


_QUARTER_TURNS = {(1, 0): 0, (0, 1): 3, (-1, 0): 2, (0, -1): 1}
"""Counter-clockwise quarter turns from the signs of the matrix' first row."""


def _sign(value: int) -> int:
    return (value > 0) - (value < 0)


def _other(stream: av.stream.Stream) -> StreamInfo:
    context = stream.codec_context
    kind: str = stream.type
    detail = ""
    if isinstance(stream, av.VideoStream) and is_cover_art(stream):
        kind = "cover art"
    if isinstance(stream, av.AudioStream):
        detail = f"{stream.codec_context.sample_rate} Hz, {stream.codec_context.layout.name}"
    if isinstance(stream, av.VideoStream):
        detail = f"{stream.codec_context.width} × {stream.codec_context.height}"
    return StreamInfo(
        stream.index,
        kind,
        context.name if context else "",
        stream.metadata.get("language", ""),
        stream.metadata.get("title", ""),
        detail,
    )
