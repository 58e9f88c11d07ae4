"""What users may ask of sound: encoded, left out, one track; in time with the picture always."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
from av.stream import Disposition

from app.base.cancel import CancelToken
from app.base.errors import ProjectError, UsageError
from app.media.side.sound_wish import CODERS, SoundWish
from app.project.model import Project
from app.render.advice import what_will_change
from app.render.estimate import estimate_size
from app.render.export_order import as_payload, from_payload
from app.render.prospect import foresee
from app.render.render_project import RenderRequest
from tests.helpers.clips import click_times, flash_times, make_clip
from tests.helpers.exports import export
from tests.helpers.side_clips import Clip, Sound, Words, click_time, sound_of, write_clip
from tests.helpers.timelines import placed, render, timeline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

CONTAINERS = {"mp4": "mp4", "mov": "mov", "mkv": "matroska", "webm": "webm", "nut": "nut"}
FITTING = [
    (coder.name, suffix)
    for coder in CODERS
    for suffix, container in CONTAINERS.items()
    if container in coder.containers
]
DECODED = {"libopus": "opus"}
CLICKS = (Fraction(1, 5), Fraction(3, 5))
MS = Fraction(1, 1000)


def tracks(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        return [stream.codec_context.codec.canonical_name for stream in container.streams.audio]


def bit_rate(path: Path) -> float:
    """Of the first track, by its packets."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        packets = [packet for packet in container.demux(stream) if packet.size]
        seconds = float((packets[-1].pts or 0) * packets[-1].time_base)
        return sum(packet.size for packet in packets) * 8 / seconds


def samples(path: Path) -> NDArray[np.float32]:
    return np.concatenate([part for _, part, _ in sound_of(path)], axis=1)


@pytest.mark.parametrize(("coder", "suffix"), FITTING)
def test_encoded_sound_stays_with_the_picture(coder: str, suffix: str, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "in.mp4", frames=25, clicks=CLICKS)
    output = tmp_path / f"out.{suffix}"
    export(source, output, sound=SoundWish(coder))

    assert tracks(output) == [DECODED.get(coder, coder)]
    heard, seen = click_times(output), flash_times(output)
    assert len(heard) == len(seen) == len(CLICKS)
    assert max(abs(a - b) for a, b in zip(heard, seen, strict=True)) < Fraction(1, 500)


@pytest.mark.parametrize("coder", ["aac", "libopus", "flac", "pcm_s24le"])
def test_a_trim_moves_encoded_sound_by_exactly_its_start(coder: str, tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    output = tmp_path / "out.mkv"
    export(source, output, start=Fraction(33, 25), end=Fraction(80, 25), sound=SoundWish(coder))

    assert abs(click_time(output) - (click_time(source) - Fraction(33, 25))) <= MS


@pytest.mark.parametrize(
    ("coder", "suffix"), [("flac", "mkv"), ("flac", "mp4"), ("pcm_s24le", "mov")]
)
def test_lossless_coders_lose_no_sample(coder: str, suffix: str, tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    output = tmp_path / f"out.{suffix}"
    export(source, output, sound=SoundWish(coder))

    assert np.array_equal(samples(output), samples(source))


@pytest.mark.parametrize("coder", ["aac", "libopus"])
def test_the_bit_rate_is_the_one_asked_for(coder: str, tmp_path: Path) -> None:
    noise = noisy(tmp_path / "in.mkv")
    rates = []
    for asked in (64_000, 256_000):
        output = tmp_path / f"{asked}.mkv"
        export(noise, output, sound=SoundWish(coder, asked))
        rates.append(bit_rate(output) / asked)

    assert rates == pytest.approx([1, 1], rel=0.15)


def test_more_than_a_coder_takes_is_its_most(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound(layout="mono"),)))
    export(source, tmp_path / "out.webm", sound=SoundWish("libopus", 640_000))

    assert tracks(tmp_path / "out.webm") == ["opus"]


def test_without_sound_words_stay(tmp_path: Path) -> None:
    clip = Clip(sounds=(Sound(), Sound("ac3")), words=(Words(),))
    source = write_clip(tmp_path / "in.mkv", clip)
    result = export(source, tmp_path / "out.mkv", sound=SoundWish("none"))

    with av.open(str(result.output)) as container:
        assert not container.streams.audio
        assert len(container.streams.subtitles) == 1
    assert not result.notes


@pytest.mark.parametrize(
    ("roles", "kept"), [((False, False), "aac"), ((False, True), "ac3"), ((True, False), "aac")]
)
def test_the_main_track_is_the_one_players_begin_with(
    roles: tuple[bool, bool], kept: str, tmp_path: Path
) -> None:
    marks = [Disposition.default if role else Disposition(0) for role in roles]
    sounds = (Sound("aac", roles=marks[0]), Sound("ac3", roles=marks[1]))
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=sounds))
    export(source, tmp_path / "out.mkv", sound=SoundWish(tracks="main"))

    assert tracks(tmp_path / "out.mkv") == [kept]


def test_nothing_asked_for_is_a_copy(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("aac"), Sound("ac3"))))
    export(source, tmp_path / "out.mkv")

    assert tracks(tmp_path / "out.mkv") == ["aac", "ac3"]
    assert np.array_equal(samples(tmp_path / "out.mkv"), samples(source))


@pytest.mark.parametrize(
    ("wish", "suffix", "sentence"),
    [
        (
            SoundWish("libopus"),
            "mov",
            "Opus is not played in mov files; choose AAC or PCM.",
        ),
        (SoundWish("aac"), "webm", "AAC is not played in WebM files; choose Opus."),
        (SoundWish("aac", 2_000), "mp4", "Sound takes 24 to 640 kbit/s, not 2."),
        (SoundWish("mp3"), "mp4", "There is no sound encoder “mp3”."),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_made(
    wish: SoundWish, suffix: str, sentence: str, tmp_path: Path
) -> None:
    source = make_clip(tmp_path / "in.mp4", frames=5, clicks=CLICKS[:1])
    with pytest.raises(UsageError, match=re.escape(sentence)):
        export(source, tmp_path / f"out.{suffix}", sound=wish)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.mp4"]


def test_another_wish_makes_no_frame_again(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "in.mp4", frames=10, clicks=CLICKS[:1])
    one = export(source, tmp_path / "one.mkv", codec="ffv1")
    other = export(source, tmp_path / "two.mkv", codec="ffv1", sound=SoundWish("none"))
    with av.open(str(one.output)) as a, av.open(str(other.output)) as b:
        first = [bytes(p) for p in a.demux(a.streams.video[0]) if p.size]
        assert first == [bytes(p) for p in b.demux(b.streams.video[0]) if p.size]


# Sequences


@pytest.fixture
def sequence(tmp_path: Path) -> Project:
    clip = make_clip(tmp_path / "a.mp4", frames=25, clicks=CLICKS)
    return timeline(tmp_path, (placed(clip, 0, "2/25"), placed(clip, 1)))


def test_a_mix_is_encoded_as_asked(sequence: Project, tmp_path: Path) -> None:
    result = render(sequence, tmp_path / "o.mp4", sound=SoundWish("libopus", 96_000))
    heard, seen = click_times(result.output), flash_times(result.output)

    assert tracks(result.output) == ["opus"]
    assert len(heard) == len(seen) == 4
    assert max(abs(a - b) for a, b in zip(heard, seen, strict=True)) < Fraction(1, 500)


def test_a_mix_can_be_left_out(sequence: Project, tmp_path: Path) -> None:
    assert tracks(render(sequence, tmp_path / "o.mp4", sound=SoundWish("none")).output) == []


def test_a_mix_that_such_files_do_not_take_is_refused(sequence: Project, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not played in mov"):
        render(sequence, tmp_path / "o.mov", sound=SoundWish("flac"))


# What is said


def told(project: Project, output: Path, **request: Any) -> dict[str, tuple[str, str]]:
    prospect = foresee(RenderRequest(project, output, **request), CancelToken())
    return {c.title: (c.kind, c.detail) for c in what_will_change(prospect)}


def test_what_will_change_says_it(tmp_path: Path, sequence: Project) -> None:
    write_clip(tmp_path / "two.mkv", Clip(sounds=(Sound("aac"), Sound("ac3"))))
    one = timeline(tmp_path, (placed(tmp_path / "two.mkv"),))
    out = tmp_path / "o.mkv"

    assert told(one, out)["Sound"] == ("same", "Copied without loss")
    assert told(one, out, sound=SoundWish("none"))["Sound"] == ("change", "Left out")
    said = told(one, out, sound=SoundWish("aac", 128_000, "main"))
    assert said["Sound"] == ("change", "Encoded as AAC, 128 kbit/s.")
    assert said["Sound tracks"] == ("change", "1 of 2 tracks is kept.")
    said = told(one, out, sound=SoundWish(tracks="main"))
    assert said["Sound"] == ("same", "Copied without loss")
    assert said["Sound tracks"] == ("change", "1 of 2 tracks is kept.")

    said = told(sequence, out, sound=SoundWish("flac", 128_000))
    assert said["Sound"] == ("change", "Put together from the clips, encoded as FLAC, lossless.")
    assert told(sequence, out, sound=SoundWish("none"))["Sound"] == ("change", "Left out")


def test_the_estimate_knows_of_it(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    project = timeline(tmp_path, (placed(source),))
    sizes = []
    for wish in (SoundWish(), SoundWish("aac", 64_000), SoundWish("none")):
        request = RenderRequest(project, tmp_path / "o.mkv", sound=wish)
        size = estimate_size(foresee(request, CancelToken()))
        assert size is not None
        sizes.append(size.low)

    assert sizes[0] - sizes[2] == 4 * 48_000 * 2 * 2
    assert sizes[1] - sizes[2] == 4 * 64_000 // 8


# In the queue


def test_a_job_remembers_it() -> None:
    wanted = RenderRequest(Project(), Path("out.mp4"), sound=SoundWish("aac", 96_000, "main"))
    payload = json.loads(json.dumps(as_payload(wanted)))

    assert from_payload(payload).sound == wanted.sound
    assert from_payload(without(payload, "sound")).sound == SoundWish()


@pytest.mark.parametrize(
    "damage",
    [
        {"coder": "mp3", "bit_rate": 0, "tracks": "all"},
        {"coder": "", "bit_rate": 10**9, "tracks": "all"},
        {"coder": "", "bit_rate": 0, "tracks": "odd"},
        {"coder": ""},
        "aac",
    ],
)
def test_a_damaged_wish_is_no_crash(damage: object) -> None:
    payload = as_payload(RenderRequest(Project(), Path("out.mp4")))
    with pytest.raises(ProjectError):
        from_payload({**payload, "sound": damage})


def without(payload: Mapping[str, object], key: str) -> dict[str, object]:
    return {name: value for name, value in payload.items() if name != key}


def noisy(path: Path) -> Path:
    """Four seconds of picture, and noise in stereo: coders need all the bits they may take."""
    plain = write_clip(path.with_stem("plain"), Clip())
    noise = np.random.default_rng(7).normal(0, 0.1, (2, 4 * 48_000)).astype(np.float32)
    with av.open(str(plain)) as source, av.open(str(path), "w") as output:
        video = output.add_stream_from_template(source.streams.video[0], opaque=True)
        audio = output.add_stream("flac", rate=48_000)
        assert isinstance(audio, av.AudioStream)
        audio.codec_context.layout, audio.codec_context.format = "stereo", "s32"
        for packet in source.demux(source.streams.video[0]):
            if packet.size:
                packet.stream = video
                output.mux(packet)
        for first in range(0, noise.shape[1], 4096):
            part = np.ascontiguousarray(noise[:, first : first + 4096])
            frame = av.AudioFrame.from_ndarray(part, "fltp", "stereo")
            frame.sample_rate, frame.pts, frame.time_base = 48_000, first, Fraction(1, 48_000)
            output.mux(audio.encode(frame))
        output.mux(audio.encode(None))
    return path
