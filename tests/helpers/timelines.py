"""Timelines made on the spot, and what their renders show and sound like."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from app.base.cancel import CancelToken
from app.base.time import Span
from app.media.probe import frame_index_of
from app.media.video_reader import VideoReader
from app.project.model import Clip, MediaFacts, MediaItem, Project, Track
from app.render.render_project import RenderRequest, render_project
from tests.helpers.clips import read_number

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.project.model import EffectSpec
    from app.render.segmented_export import ExportResult


def placed(
    path: Path,
    at: str | Fraction | int = 0,
    start: str | Fraction | int = 0,
    end: str | Fraction | int | None = None,
    effects: tuple[EffectSpec, ...] = (),
) -> Clip:
    """A clip of `path`, whose id and media id are made of its name; times as `"3/25"`."""
    index = frame_index_of(path)
    stop = index.end - index.start if end is None else Fraction(end)
    source = Span(Fraction(start), stop)
    name = f"{path.name} at {at} from {start}"
    return Clip(name, path.name, source, Fraction(at), effects)


def timeline(folder: Path, *rows: tuple[Clip, ...], **changes: Any) -> Project:
    """A project of files in `folder`, one row of clips per track, bottom track first."""
    names = dict.fromkeys(clip.media_id for row in rows for clip in row)
    media = tuple(MediaItem(folder / name, id=name) for name in names)
    tracks = tuple(Track(f"track {n}", f"V{n}", row) for n, row in enumerate(rows))
    return Project(media=media, tracks=tracks, **changes)


def sound_only(path: Path, seconds: int) -> MediaItem:
    """Music: media without pictures."""
    facts = MediaFacts(Fraction(seconds), 0, Fraction(0), False, 0, 0, True)
    return MediaItem(path, id=path.name, facts=facts)


def render(project: Project, output: Path, **request: Any) -> ExportResult:
    """Render a project on the processor."""
    wanted = RenderRequest(project, output, **({"device": "cpu"} | request))
    return render_project(wanted, CancelToken())


def numbers(path: Path) -> list[int | None]:
    """The number on each frame; None where it is black."""
    with VideoReader(path) as reader:
        return [number_on(frame.pixels.planes[0], frame.pixels) for frame in reader.frames()]


def number_on(luma: NDArray[Any], picture: Any) -> int | None:
    return None if int(luma.max()) - int(luma.min()) < 8 else read_number(picture)


def make_tone(path: Path, hertz: float, seconds: float, codec: str = "pcm_s16le") -> Path:
    """A sound file with a sine of 0.5, 48 kHz mono."""
    add_tone(path, hertz, seconds, codec)
    return path


def add_tone(path: Path, hertz: float, seconds: float, codec: str) -> None:
    with av.open(str(path), "w") as output:
        stream = output.add_stream(codec, rate=48_000)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "mono"
        times = np.arange(round(seconds * 48_000)) / 48_000
        samples = np.round(np.sin(2 * np.pi * hertz * times) * 16_384).astype(np.int16)
        for first in range(0, len(samples), 1024):
            part = np.ascontiguousarray(samples[None, first : first + 1024])
            frame = av.AudioFrame.from_ndarray(part, "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, first, Fraction(1, 48_000)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))


def heard_in(path: Path) -> NDArray[np.float32]:
    """`(channels, n)` at 48 kHz, from time 0."""
    pieces: list[NDArray[Any]] = []
    with av.open(str(path)) as container:
        resampler = av.AudioResampler("fltp", None, 48_000)
        for frame in container.decode(audio=0):
            pieces.extend(out.to_ndarray() for out in resampler.resample(frame))
    return np.concatenate(pieces, axis=1)


def loudness(samples: NDArray[np.float32], start: float, end: float, hertz: float) -> float:
    """Amplitude of a sine between two times, by correlation."""
    first, stop = round(start * 48_000), round(end * 48_000)
    part = samples[0, first:stop]
    wave = np.exp(-2j * np.pi * hertz * np.arange(first, stop) / 48_000)
    return float(2 * abs((part * wave).mean()))
