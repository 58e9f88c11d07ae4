"""The sound of a timeline: every part where it belongs, to the sample, and as long as the video."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.base.time import Span
from app.media.probe import probe
from app.project.model import Clip
from tests.helpers.clips import click_times, flash_times, make_clip
from tests.helpers.timelines import (
    heard_in,
    loudness,
    make_tone,
    numbers,
    placed,
    render,
    sound_only,
    timeline,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.project.model import Project

CLICKS = (Fraction(1, 5), Fraction(3, 5))


def clicking(path: Path, frames: int = 25) -> Path:
    return make_clip(path, frames=frames, clicks=CLICKS)


def music(path: Path, at: str, start: str, end: str) -> Clip:
    return Clip(
        f"{path.name} at {at}", path.name, Span(Fraction(start), Fraction(end)), Fraction(at)
    )


def with_music(project: Project, *tones: Path) -> Project:
    """The project, knowing that these media are sound only."""
    known = {tone.name: sound_only(tone, 4) for tone in tones}
    return replace(project, media=tuple(known.get(item.id, item) for item in project.media))


@pytest.mark.parametrize(
    ("name", "codec"),
    [("o.mp4", "aac"), ("o.mov", "aac"), ("o.mkv", "flac"), ("o.webm", "opus")],
)
def test_flashes_and_clicks_stay_together(name: str, codec: str, tmp_path: Path) -> None:
    a = clicking(tmp_path / "a.mp4")
    row = (placed(a, 0, "2/25"), placed(a, "30/25", "10/25"), placed(a, 2, 0, "20/25"))
    result = render(timeline(tmp_path, row), tmp_path / name)
    heard, seen = click_times(result.output), flash_times(result.output)
    assert len(heard) == len(seen) == 5
    # The sources are AAC already; opus keeps times but smears clicks by some samples.
    assert max(abs(a - b) for a, b in zip(heard, seen, strict=True)) < Fraction(1, 500)
    with av.open(str(result.output)) as container:
        assert container.streams.audio[0].codec_context.codec.canonical_name == codec
        assert container.streams.audio[0].codec_context.sample_rate == 48_000


def test_intermediates_get_pcm(tmp_path: Path) -> None:
    a = clicking(tmp_path / "a.mp4", frames=5)
    project = timeline(tmp_path, (placed(a), placed(a, "6/25")))
    result = render(project, tmp_path / "o.mov", codec="prores_ks")
    with av.open(str(result.output)) as container:
        assert container.streams.audio[0].codec_context.name == "pcm_s24le"


@pytest.mark.parametrize("name", ["o.mp4", "o.mkv", "o.mov", "o.webm"])
def test_sound_is_as_long_as_the_video(name: str, tmp_path: Path) -> None:
    a = clicking(tmp_path / "a.mp4", frames=13)
    project = timeline(tmp_path, (placed(a), placed(a, "17/25", 0, "10/25")))
    result = render(project, tmp_path / name)
    heard = heard_in(result.output)
    assert result.frames == 27
    assert abs(heard.shape[1] / 48_000 - 27 / 25) < 1 / 25


def test_tones_are_where_their_clips_are(tmp_path: Path) -> None:
    """A tone of another pitch on each track, each heard in its own time only."""
    video = make_clip(tmp_path / "v.nut", frames=75, codec="ffv1")
    low = make_tone(tmp_path / "low.wav", 400, 4)
    high = make_tone(tmp_path / "high.wav", 1000, 4)
    rows = (
        (placed(video),),
        (music(low, "1/2", "1", "2"), music(low, "2", "0", "1/2")),
        (music(high, "1", "0", "3/2"),),
    )
    project = with_music(timeline(tmp_path, *rows), low, high)
    result = render(project, tmp_path / "o.mkv", codec="ffv1")
    heard = heard_in(result.output)
    for start, end, hertz, level in (
        (0, 0.5, 400, 0),
        (0.52, 1.48, 400, 0.5),
        (1.52, 1.98, 400, 0),
        (2.02, 2.48, 400, 0.5),
        (2.52, 3, 400, 0),
        (0, 0.98, 1000, 0),
        (1.02, 2.48, 1000, 0.5),
        (2.52, 3, 1000, 0),
    ):
        assert loudness(heard, start, end, hertz) == pytest.approx(level, abs=0.01), (start, hertz)
    assert heard.shape[1] == 3 * 48_000
    assert heard.shape[0] == 1  # both sources are mono


def test_a_part_is_placed_to_the_sample(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.nut", frames=50, codec="ffv1")
    tone = make_tone(tmp_path / "tone.wav", 440, 2)
    part = music(tone, "12345/48000", "4800/48000", "52800/48000")
    project = with_music(timeline(tmp_path, (placed(video),), (part,)), tone)
    heard = heard_in(render(project, tmp_path / "o.mkv", codec="ffv1").output)[0]
    source = heard_in(tone)[0]
    fade = 240
    inner = slice(12_345 + fade, 12_345 + 48_000 - fade)
    assert np.abs(heard[inner] - source[4800 + fade : 52_800 - fade]).max() < 1e-4
    assert np.abs(heard[:12_345]).max() == 0
    assert np.abs(heard[12_345 + 48_000 :]).max() == 0
    assert np.abs(heard[12_345 : 12_345 + 10]).max() < 0.03  # it fades in


def test_a_split_clip_sounds_whole(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.nut", frames=50, codec="ffv1")
    tone = make_tone(tmp_path / "tone.wav", 440, 2)
    split = (music(tone, "0", "0", "1"), music(tone, "1", "1", "2"))
    project = with_music(timeline(tmp_path, (placed(video),), split), tone)
    heard = heard_in(render(project, tmp_path / "o.mkv", codec="ffv1").output)[0]
    around = slice(47_000, 49_000)
    assert np.abs(heard[around] - heard_in(tone)[0][around]).max() < 1e-4


def test_other_rates_are_resampled_in_place(tmp_path: Path) -> None:
    """44.1 kHz, far into a file in which reading starts by a jump."""
    video = make_clip(tmp_path / "v.nut", frames=25, codec="ffv1")
    long = tmp_path / "long.mkv"
    with av.open(str(long), "w") as output:
        stream = output.add_stream("aac", rate=44_100)
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.layout = "stereo"
        for block in range(30 * 44_100 // 1024):
            times = (np.arange(1024) + block * 1024) / 44_100
            wave = np.sin(2 * np.pi * 300 * times) * 0.5 * (times >= 20)
            samples = np.stack((wave, wave)).astype(np.float32)
            frame = av.AudioFrame.from_ndarray(samples, "fltp", "stereo")
            frame.sample_rate, frame.pts = 44_100, block * 1024
            frame.time_base = Fraction(1, 44_100)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    part = music(long, "0", "39/2", "41/2")
    project = with_music(timeline(tmp_path, (placed(video),), (part,)), long)
    heard = heard_in(render(project, tmp_path / "o.mkv", codec="ffv1").output)
    assert heard.shape == (2, 48_000)
    loud = np.flatnonzero(np.abs(heard[0]) > 0.1)
    # sin(2 pi 300 t) / 2 passes 0.1 after 5 samples; the coder smears a little.
    assert abs(int(loud[0]) - 24_000) < 48
    assert loudness(heard, 0.52, 0.98, 300) == pytest.approx(0.5, abs=0.02)


def test_one_channel_among_two_is_as_loud_as_it_was(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.nut", frames=50, codec="ffv1")
    mono, stereo = make_tone(tmp_path / "m.wav", 400, 1), tmp_path / "s.wav"
    with av.open(str(stereo), "w") as output:
        stream = output.add_stream("pcm_s16le", rate=48_000, layout="stereo")
        wave = np.sin(2 * np.pi * 1000 * np.arange(48_000) / 48_000) * 8192
        both = np.repeat(wave, 2)[None].astype(np.int16)
        frame = av.AudioFrame.from_ndarray(both, "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, 0, Fraction(1, 48_000)
        output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    parts = (music(mono, "0", "0", "1"), music(stereo, "1", "0", "1"))
    project = with_music(timeline(tmp_path, (placed(video),), parts), mono, stereo)
    heard = heard_in(render(project, tmp_path / "o.mkv", codec="ffv1").output)
    assert heard.shape == (2, 96_000)
    for channel in (heard[:1], heard[1:]):
        assert loudness(channel, 0.1, 0.9, 400) == pytest.approx(0.5, abs=0.01)
        assert loudness(channel, 1.1, 1.9, 1000) == pytest.approx(0.25, abs=0.01)


def test_muted_tracks_are_silent_and_hidden_ones_are_heard(tmp_path: Path) -> None:
    a = clicking(tmp_path / "a.mp4")
    b = make_clip(tmp_path / "b.mp4", frames=40)
    project = timeline(tmp_path, (placed(b),), (placed(a, "5/25"),))
    base, top = project.tracks
    muted = replace(project, tracks=(base, replace(top, muted=True)))
    silent = render(muted, tmp_path / "muted.mp4")
    assert not [s for s in probe(silent.output).others if s.kind == "audio"]
    hidden = replace(project, tracks=(base, replace(top, hidden=True)))
    result = render(hidden, tmp_path / "hidden.mp4")
    assert len(click_times(result.output)) == 2
    assert numbers(result.output) == [*range(40)]


def test_too_loud_tracks_are_said(tmp_path: Path) -> None:
    video = make_clip(tmp_path / "v.nut", frames=25, codec="ffv1")
    tones = [make_tone(tmp_path / f"{n}.wav", 440, 1) for n in range(3)]
    rows = [(music(tone, "0", "0", "1"),) for tone in tones]
    project = with_music(timeline(tmp_path, (placed(video),), *rows), *tones)
    result = render(project, tmp_path / "o.mkv", codec="ffv1")
    assert any("3.5 dB too loud" in note for note in result.notes)
    assert np.abs(heard_in(result.output)).max() <= 1


def test_a_range_begins_in_the_middle_of_a_sound(tmp_path: Path) -> None:
    a = clicking(tmp_path / "a.mp4")
    row = (placed(a), placed(a, "26/25"))
    part = Span(Fraction(10, 25), Fraction(40, 25))
    project = timeline(tmp_path, row, selected_range=part)
    result = render(project, tmp_path / "o.mp4", what="range")
    heard, seen = click_times(result.output), flash_times(result.output)
    assert len(heard) == len(seen) == 2
    assert max(abs(x - y) for x, y in zip(heard, seen, strict=True)) < Fraction(1, 500)
