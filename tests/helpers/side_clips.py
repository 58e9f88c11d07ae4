"""Small files with many streams, and what can be read out of them again."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
from av.stream import Disposition
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import SubtitleSet

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MS = Fraction(1, 1000)
SECONDS = 4
RATE = 25
NO_ROLE = Disposition(0)

ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+
PlayResX: 384
PlayResY: 288

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, \
Bold, Italic, Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, \
Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
\0"""


@dataclass(frozen=True)
class Sound:
    """An audio track: silence with one click per channel, at `click` seconds after its start."""

    codec: str = "aac"
    rate: int = 48_000
    layout: str = "stereo"
    language: str = "eng"
    title: str = ""
    start: Fraction = Fraction(0)
    click: Fraction = Fraction(5, 2)
    roles: Disposition = NO_ROLE


@dataclass(frozen=True)
class Words:
    """A subtitle track; events are (start ms, end ms, ASS text)."""

    codec: str = "subrip"
    events: tuple[tuple[int, int, str], ...] = (
        (500, 1500, "One"),
        (2000, 3500, "Two {\\i1}it{\\i0}"),
    )
    language: str = "eng"
    roles: Disposition = NO_ROLE


@dataclass(frozen=True)
class Clip:
    """A whole file of four seconds at 25 frames per second."""

    container: str = "matroska"
    sounds: tuple[Sound, ...] = ()
    words: tuple[Words, ...] = ()
    cover: bool = False
    font: bytes = b""
    chapters: tuple[tuple[int, int, str], ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    videos: int = 1


def write_clip(path: Path, clip: Clip) -> Path:
    """Make the file; its cover comes before its video."""
    with av.open(str(path), "w", format=clip.container) as output:
        output.metadata.update(clip.tags)
        output.set_chapters(
            [
                {"id": n, "start": a, "end": b, "time_base": MS, "metadata": {"title": title}}
                for n, (a, b, title) in enumerate(clip.chapters)
            ]
        )
        cover = _add_cover(output) if clip.cover and clip.container != "matroska" else None
        videos = [_add_video(output, 64 >> n) for n in range(clip.videos)]
        sounds = [(_add_sound(output, sound), sound) for sound in clip.sounds]
        words = [(_add_words(output, track), track) for track in clip.words]
        if clip.font:
            output.add_attachment("font.ttf", "application/x-truetype-font", clip.font)
        if clip.cover and clip.container == "matroska":
            output.add_attachment("cover.jpg", "image/jpeg", picture())
        if cover is not None:
            packet = av.Packet(picture())
            packet.stream, packet.pts, packet.dts, packet.time_base = cover, 0, 0, MS
            output.mux(packet)
        for video in videos:
            _write_video(output, video)
        for audio, sound in sounds:
            _write_sound(output, audio, sound)
        for subtitle, track in words:
            _write_words(output, subtitle, track)
    return path


def picture() -> bytes:
    """A JPEG."""
    context = av.CodecContext.create("mjpeg", "w")
    context.width = context.height = 32
    context.pix_fmt, context.color_range = "yuv420p", 2
    context.time_base = Fraction(1, RATE)
    frame = av.VideoFrame(32, 32, "yuv420p")
    frame.color_range = 2
    for plane in frame.planes:
        plane.update(bytes([90]) * plane.buffer_size)
    return bytes(context.encode(frame)[0])


def click_time(path: Path, track: int = 0) -> Fraction:
    """When the click of an audio track is heard, by decoding."""
    best, found = 0.0, Fraction(-1)
    for time, samples, rate in sound_of(path, track):
        heard = np.abs(samples).max(axis=0)
        if heard.max() > best:
            best, found = float(heard.max()), time + Fraction(int(heard.argmax()), rate)
    return found


def sound_of(path: Path, track: int = 0) -> Iterator[tuple[Fraction, NDArray[np.float32], int]]:
    """(time, planar samples, rate) of every decoded frame."""
    with av.open(str(path)) as container:
        for frame in container.decode(container.streams.audio[track]):
            unified = av.AudioResampler("fltp").resample(frame)[0]
            assert frame.pts is not None
            assert frame.time_base is not None
            samples = np.asarray(unified.to_ndarray(), np.float32)
            yield frame.pts * frame.time_base, samples, frame.sample_rate


def packet_times(path: Path, index: int) -> list[Fraction]:
    """Presentation times of a stream's packets in seconds, those never played included."""
    with av.open(str(path)) as container:
        packets = container.demux(container.streams[index])
        return [p.pts * p.time_base for p in packets if p.size and p.pts is not None]


def payloads(path: Path, index: int) -> list[bytes]:
    """Contents of a stream's packets."""
    with av.open(str(path)) as container:
        return [bytes(p) for p in container.demux(container.streams[index]) if p.size]


def events_of(path: Path, track: int = 0) -> list[tuple[Fraction, Fraction, str]]:
    """(start, end, ASS text) of what a subtitle track shows."""
    found = []
    with av.open(str(path)) as container:
        stream = container.streams.subtitles[track]
        for packet in container.demux(stream):
            if not packet.size or packet.pts is None:
                continue
            start = packet.pts * packet.time_base
            end = start + (packet.duration or 0) * packet.time_base
            for rect in stream.codec_context.decode2(packet) or ():
                text = rect.ass.decode().split(",", 8)[-1]  # type: ignore[attr-defined]
                found.append((start, end, text))
    return found


def _add_cover(output: av.container.OutputContainer) -> av.stream.Stream:
    stream = output.add_mux_stream("mjpeg", width=32, height=32)
    stream.disposition = Disposition.attached_pic
    return stream


def _add_video(output: av.container.OutputContainer, width: int) -> av.VideoStream:
    stream = output.add_stream("mpeg4", rate=RATE)
    assert isinstance(stream, av.VideoStream)
    stream.width, stream.height, stream.pix_fmt = width, 48, "yuv420p"
    stream.codec_context.thread_count = 1
    return stream


def _add_sound(output: av.container.OutputContainer, sound: Sound) -> av.AudioStream:
    options = {"strict": "experimental"} if sound.codec == "vorbis" else None
    stream = output.add_stream(sound.codec, rate=sound.rate, options=options)
    assert isinstance(stream, av.AudioStream)
    stream.codec_context.layout = sound.layout
    stream.metadata.update({"language": sound.language, "title": sound.title})
    stream.disposition = sound.roles
    return stream


def _add_words(output: av.container.OutputContainer, words: Words) -> SubtitleStream:
    stream = output.add_stream(words.codec)
    assert isinstance(stream, SubtitleStream)
    stream.codec_context.subtitle_header = ASS_HEADER
    stream.time_base = MS
    stream.metadata["language"] = words.language
    stream.disposition = words.roles
    return stream


def _write_video(output: av.container.OutputContainer, stream: av.VideoStream) -> None:
    for number in range(SECONDS * RATE):
        frame = av.VideoFrame(stream.width, stream.height, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes([number]) * plane.buffer_size)
        frame.pts, frame.time_base = number, Fraction(1, RATE)
        output.mux(stream.encode(frame))
    output.mux(stream.encode())


def _write_sound(
    output: av.container.OutputContainer, stream: av.AudioStream, sound: Sound
) -> None:
    channels = stream.codec_context.layout.nb_channels
    samples = np.zeros((channels, SECONDS * sound.rate), np.float32)
    click = round(sound.click * sound.rate)
    samples[:, click : click + 3] = [0.4, 0.8, 0.4]
    for first in range(0, samples.shape[1], 960):
        part = np.ascontiguousarray(samples[:, first : first + 960])
        frame = av.AudioFrame.from_ndarray(part, "fltp", sound.layout)
        frame.sample_rate = sound.rate
        frame.pts = first + round(sound.start * sound.rate)
        frame.time_base = Fraction(1, sound.rate)
        output.mux(stream.encode(frame))
    output.mux(stream.encode())


def _write_words(
    output: av.container.OutputContainer, stream: SubtitleStream, words: Words
) -> None:
    for number, (start, end, text) in enumerate(words.events):
        line = f"{number},0,Default,,0,0,0,,{text}".encode()
        packet = stream.codec_context.encode_subtitle(SubtitleSet.create(line, 0, end - start))
        packet.stream, packet.time_base = stream, MS
        packet.pts = packet.dts = start
        packet.duration = end - start
        output.mux(packet)
