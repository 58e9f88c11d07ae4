"""Clips made on the spot: any timing, codec, colour, shape or damage a test needs.

Every picture carries its number as black and white blocks, so a test can tell exactly which frame
it sees, even after lossy coding: `read_number(picture) == 17`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import av
import numpy as np
from av.stream import Disposition

from app.base.colour import ColourSpec

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.picture import Picture

Draw = Callable[[int, int, int, int], "NDArray[np.float64]"]
"""(frame number, plane, width, height) -> samples in [0, 1] of the plane's coding range."""

CODE_COLUMNS, CODE_ROWS = 4, 3
X265_QUIET = "log-level=none"
MASTER_DISPLAY = "G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50)"
HDR10 = f"{X265_QUIET}:master-display={MASTER_DISPLAY}:max-cll=1000,400:hdr10=1"


@dataclass(frozen=True)
class ClipKind:
    """What a clip is like.

    Attributes:
        frames: How many.
        size: (width, height) as stored.
        rate: Frames per second, for encoders and for times when `pts` is not given.
        pts: Times in ticks of `time_base`, for anything but a constant rate.
        time_base: Of the stream; 1 / rate by default.
        codec, pix_fmt, options: Of the encoder. Lossy ones get a good quality.
        container: FFmpeg's muxer, by default from the file's name.
        muxer: Its options.
        gop, b_frames: Distance of keyframes; frames between references.
        colour: Tags written to the stream.
        aspect: Shape of one sample.
        fields: Which field of an interlaced picture comes first.
        cover: Whether there is a cover picture (`damage.cover_first` puts it before the video).
        clicks: Times at which a sound clicks and the picture flashes white.
        draw: What the pictures show behind their number; a moving gradient by default.
        tags: Of the container.
    """

    frames: int = 24
    size: tuple[int, int] = (64, 48)
    rate: Fraction = Fraction(25)
    pts: Sequence[int] | None = None
    time_base: Fraction | None = None
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    options: dict[str, str] = field(default_factory=dict)
    container: str | None = None
    muxer: dict[str, str] = field(default_factory=dict)
    gop: int = 12
    b_frames: int = 0
    colour: ColourSpec = field(default_factory=ColourSpec)
    aspect: Fraction = Fraction(1)
    fields: Literal["top", "bottom"] | None = None
    cover: bool = False
    clicks: tuple[Fraction, ...] = ()
    draw: Draw | None = None
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def ticks(self) -> Sequence[int]:
        """Times of all frames."""
        return range(self.frames) if self.pts is None else self.pts

    @property
    def tick(self) -> Fraction:
        """Seconds per tick."""
        return self.time_base or 1 / self.rate


def make_clip(path: Path, kind: ClipKind | None = None, **changes: Any) -> Path:
    """Write the clip `ClipKind(**changes)` to `path`, which is returned."""
    kind = kind or ClipKind(**changes)
    options = dict(kind.muxer)
    if path.suffix in (".mp4", ".mov"):
        options.setdefault("video_track_timescale", str(kind.tick.denominator))
    with av.open(str(path), "w", format=kind.container, container_options=options) as output:
        output.metadata.update(kind.tags)
        cover = _add_cover(output) if kind.cover else None
        video = _add_video(output, kind)
        sound = _add_sound(output, kind) if kind.clicks else None
        if cover is not None:
            packet = av.Packet(_jpeg())
            packet.stream, packet.pts, packet.dts, packet.time_base = cover, 0, 0, Fraction(1, 1000)
            output.mux(packet)
        for number, ticks in enumerate(kind.ticks):
            output.mux(video.encode(frame_of(kind, number, ticks)))
        output.mux(video.encode(None))
        if sound is not None:
            _write_clicks(output, sound, kind)
    return path


def frame_of(kind: ClipKind, number: int, ticks: int = 0) -> av.VideoFrame:
    """One picture of a clip, not yet encoded."""
    flash = any(kind.tick * ticks <= t < kind.tick * ticks + 1 / kind.rate for t in kind.clicks)
    planes = (lambda n, p, w, h: np.ones((h, w))) if flash else kind.draw or gradient
    frame = drawn_frame(*kind.size, kind.pix_fmt, number, planes)
    frame.pts, frame.time_base = ticks, kind.tick
    return frame


def drawn_frame(width: int, height: int, pix_fmt: str, number: int, draw: Draw) -> av.VideoFrame:
    """A planar frame filled by `draw`, with its number on the first plane."""
    frame = av.VideoFrame(width, height, pix_fmt)
    for index, plane in enumerate(frame.planes):
        component = frame.format.components[index]
        samples = draw(number, index, component.width, component.height).copy()
        if index == 0:
            _stamp(samples, number)
        low, high = _coding_range(pix_fmt, component.bits)
        values = np.round(low + samples * (high - low))
        type_ = np.uint8 if component.bits == 8 else np.uint16
        pixels: NDArray[Any] = np.frombuffer(memoryview(plane), type_)
        pitch = plane.line_size // np.dtype(type_).itemsize
        rows = pixels[: pitch * component.height].reshape(component.height, pitch)
        rows[:, : component.width] = values
    return frame


def gradient(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """A slanted ramp that moves with the frame number; each plane its own way."""
    y, x = np.mgrid[0:height, 0:width]
    phase = x / width + (1 + plane) * y / height + number / 16
    return np.asarray(0.2 + 0.6 * np.abs(phase % 2 - 1), np.float64)


def quarters(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """Four flat quarters, 0.2 0.4 / 0.6 0.8 from top left, on every plane: shows any turn."""
    columns = (np.arange(width) >= width / 2)[None, :]
    rows = (np.arange(height) >= height / 2)[:, None]
    return np.asarray(0.2 + 0.2 * columns + 0.4 * rows, np.float64)


def _coding_range(pix_fmt: str, bits: int) -> tuple[int, int]:
    full = pix_fmt.startswith(("yuvj", "gbr", "gray", "rgb"))
    return (0, (1 << bits) - 1) if full else (16 << (bits - 8), 235 << (bits - 8))


def _stamp(samples: NDArray[np.float64], number: int) -> None:
    side = _cell(*samples.shape[::-1])
    for bit in range(CODE_COLUMNS * CODE_ROWS if side else 0):
        row, column = divmod(bit, CODE_COLUMNS)
        block = np.s_[row * side : (row + 1) * side, column * side : (column + 1) * side]
        samples[block] = number >> bit & 1


def _cell(width: int, height: int) -> int:
    """Side of a block; 0 when there is no room for a number."""
    return min(8, width // CODE_COLUMNS, height // CODE_ROWS) if min(width, height) >= 16 else 0


def read_number(picture: Picture | av.VideoFrame) -> int:
    """The number burnt into the first plane of a picture, modulo 4096."""
    luma = _luma(picture) if isinstance(picture, av.VideoFrame) else picture.planes[0]
    side = _cell(luma.shape[1], luma.shape[0])
    middle = side // 4
    number, threshold = 0, (int(luma.max()) + int(luma.min())) / 2
    for bit in range(CODE_COLUMNS * CODE_ROWS):
        row, column = divmod(bit, CODE_COLUMNS)
        rows = slice(row * side + middle, (row + 1) * side - middle)
        columns = slice(column * side + middle, (column + 1) * side - middle)
        number |= int(luma[rows, columns].mean() > threshold) << bit
    return number


def _luma(frame: av.VideoFrame) -> NDArray[Any]:
    gray = frame.reformat(format="gray") if frame.format.is_rgb else frame
    array: NDArray[Any] = gray.to_ndarray(format="gray")
    return array


def _add_video(output: av.container.OutputContainer, kind: ClipKind) -> av.VideoStream:
    stream = output.add_stream(kind.codec, rate=kind.rate, options=_encoder_options(kind))
    assert isinstance(stream, av.VideoStream)
    stream.width, stream.height = kind.size
    stream.pix_fmt = kind.pix_fmt
    stream.time_base = kind.tick
    context = stream.codec_context
    context.time_base = kind.tick
    context.gop_size = kind.gop
    context.max_b_frames = kind.b_frames
    context.sample_aspect_ratio = kind.aspect
    context.thread_count = 1
    context.colorspace = kind.colour.matrix
    context.color_range = kind.colour.range
    context.color_primaries = kind.colour.primaries
    context.color_trc = kind.colour.transfer
    if kind.fields:
        flags = av.codec.context.Flags
        context.flags |= flags.interlaced_dct | flags.interlaced_me
    return stream


def _encoder_options(kind: ClipKind) -> dict[str, str]:
    options: dict[str, str] = {}
    if kind.codec == "libx264":
        fields = f":{kind.fields[0]}ff=1" if kind.fields else ""
        options = {"crf": "10", "preset": "veryfast", "x264-params": f"scenecut=0{fields}"}
    if kind.codec == "libx265":
        options = {"crf": "10", "preset": "ultrafast", "x265-params": X265_QUIET}
    if kind.codec in ("mpeg4", "mpeg2video", "mjpeg"):
        options = {"b": "4M"}
    if kind.fields and kind.codec != "libx264":
        options["field_order"] = "tt" if kind.fields == "top" else "bb"
    return options | kind.options


def _add_cover(output: av.container.OutputContainer) -> av.stream.Stream:
    stream = output.add_mux_stream("mjpeg", width=32, height=32)
    stream.disposition = Disposition.attached_pic
    return stream


def _jpeg() -> bytes:
    context = av.CodecContext.create("mjpeg", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width = context.height = 32
    context.pix_fmt, context.color_range = "yuv420p", 2
    context.time_base = Fraction(1, 25)
    frame = av.VideoFrame(32, 32, "yuv420p")
    frame.color_range = 2
    return bytes(context.encode(frame)[0])


SOUND_RATE = 48_000


def _add_sound(output: av.container.OutputContainer, kind: ClipKind) -> av.AudioStream:
    codec = "aac" if "mp4" in output.format.name.split(",") else "pcm_s16le"
    stream = output.add_stream(codec, rate=SOUND_RATE)
    assert isinstance(stream, av.AudioStream)
    stream.codec_context.layout = "mono"
    return stream


def _write_clicks(
    output: av.container.OutputContainer, stream: av.AudioStream, kind: ClipKind
) -> None:
    end = (kind.ticks[-1] + 1) * kind.tick + 1 / kind.rate
    samples = np.zeros((1, int(end * SOUND_RATE)), np.int16)
    for click in kind.clicks:
        first = round(click * SOUND_RATE)
        samples[0, first : first + 96] = 30_000
    for first in range(0, samples.shape[1], 1024):
        part = np.ascontiguousarray(samples[:, first : first + 1024])
        frame = av.AudioFrame.from_ndarray(part, "s16", "mono")
        frame.sample_rate, frame.pts = SOUND_RATE, first
        frame.time_base = Fraction(1, SOUND_RATE)
        output.mux(stream.encode(frame))
    output.mux(stream.encode(None))


def click_times(path: Path) -> list[Fraction]:
    """When the clicks are heard, by decoding, to a sample; clicks closer than 0.1 s are one."""
    found: list[Fraction] = []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            assert frame.pts is not None
            assert frame.time_base is not None
            heard = av.AudioResampler("fltp").resample(frame)[0].to_ndarray()
            for sample in np.flatnonzero(np.abs(heard).max(axis=0) > 0.4):
                time = frame.pts * frame.time_base + Fraction(int(sample), frame.sample_rate)
                if not found or time - found[-1] > Fraction(1, 10):
                    found.append(time)
    return found


def flash_times(path: Path) -> list[Fraction]:
    """Times of the first frames of all flashes, by decoding."""
    found, was_bright = [], False
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            bright = bool(_luma(frame)[-16:].mean() > 200)
            if bright and not was_bright and frame.pts is not None and frame.time_base:
                found.append(frame.pts * frame.time_base)
            was_bright = bright
    return found


def packet_pts(path: Path) -> list[int | None]:
    """Times of the video packets in the order of the file."""
    with av.open(str(path)) as container:
        return [p.pts for p in container.demux(video=0) if p.size]
