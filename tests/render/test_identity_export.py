"""With no effects, an export changes the encoding and nothing else."""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.errors import MediaError, UsageError
from app.base.time import FramePosition
from app.media.probe import probe
from app.media.video_reader import VideoReader
from tests.helpers.clips import click_times, flash_times, make_clip, read_number
from tests.helpers.exports import export, pictures_differ, times

if TYPE_CHECKING:
    from pathlib import Path

HALF_MILLISECOND = Fraction(1, 2000)

SOURCES: dict[str, dict[str, Any]] = {
    "constant rate": {"frames": 30},
    "b-frames": {"frames": 60, "b_frames": 3, "gop": 25},
    "variable rate": {
        "frames": 6,
        "pts": (0, 33, 83, 99, 132, 500),
        "time_base": Fraction(1, 1000),
    },
    "start not at zero": {
        "frames": 5,
        "pts": (9000, 12600, 16200, 19800, 23400),
        "time_base": Fraction(1, 90000),
    },
    "ntsc": {"frames": 40, "rate": Fraction(30000, 1001)},
    "10 bit": {"frames": 5, "pix_fmt": "yuv420p10le"},
    "4:2:2": {"frames": 5, "pix_fmt": "yuv422p"},
    "4:4:4": {"frames": 5, "pix_fmt": "yuv444p", "codec": "ffv1"},
    "odd size": {"frames": 5, "size": (53, 31), "codec": "ffv1", "pix_fmt": "yuv420p"},
    "transparent": {"frames": 5, "codec": "ffv1", "pix_fmt": "yuva420p"},
    "rgb": {"frames": 5, "codec": "ffv1", "pix_fmt": "bgr0"},
    "gray": {"frames": 5, "codec": "ffv1", "pix_fmt": "gray"},
    "single frame": {"frames": 1},
}


def clip(folder: Path, name: str) -> Path:
    kind = SOURCES[name]
    suffix = ".nut" if kind.get("codec") == "ffv1" else ".mp4"
    return make_clip(folder / f"source{suffix}", **kind)


@pytest.mark.parametrize("name", SOURCES)
def test_samples_and_times_survive_to_the_bit(name: str, tmp_path: Path) -> None:
    source = clip(tmp_path, name)
    result = export(source, tmp_path / "out.nut", codec="ffv1")
    assert pictures_differ(source, result.output) == 0
    assert times(result.output) == times(source)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv", ".webm"])
@pytest.mark.parametrize("name", ["b-frames", "variable rate", "start not at zero", "ntsc"])
def test_times_survive_in_every_container(name: str, suffix: str, tmp_path: Path) -> None:
    source = clip(tmp_path, name)
    options = {} if suffix == ".webm" else {"preset": "ultrafast", "bf": "2"}
    result = export(source, tmp_path / f"out{suffix}", options=options)
    off = [abs(a - b) for a, b in zip(times(result.output), times(source), strict=True)]
    # Matroska and WebM count in milliseconds; mp4 and mov hold the source's own ticks.
    assert max(off) <= (HALF_MILLISECOND if suffix in (".mkv", ".webm") else 0)


def test_last_frame_of_two_hours_is_on_its_tick(tmp_path: Path) -> None:
    """23.976 fps kept as a fraction does not drift."""
    last = 2 * 3600 * 24
    ticks = [n * 1001 for n in (0, 1, 2, last)]
    source = make_clip(
        tmp_path / "long.mp4",
        frames=4,
        pts=ticks,
        time_base=Fraction(1, 24000),
        rate=Fraction(24000, 1001),
    )
    result = export(source, tmp_path / "out.mp4", options={"preset": "ultrafast"})
    assert times(result.output)[-1] == Fraction(last * 1001, 24000)


def test_no_frame_is_lost_at_segment_borders(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=25 * 13, b_frames=2, size=(96, 64))
    result = export(source, tmp_path / "out.mp4", options={"preset": "ultrafast"})
    with VideoReader(result.output) as reader:
        assert [read_number(frame.pixels) for frame in reader.frames()] == list(range(25 * 13))


def test_decoding_times_rise_across_segments(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=25 * 9, b_frames=2)
    result = export(source, tmp_path / "out.mp4", options={"bf": "3"})
    with av.open(str(result.output)) as container:
        rows = [(p.dts, p.pts) for p in container.demux(video=0) if p.size]
    assert all(a[0] < b[0] for a, b in itertools.pairwise(rows))  # type: ignore[operator]
    assert all(dts <= pts for dts, pts in rows)  # type: ignore[operator]


TAGS = ColourSpec(Matrix.BT2020_NCL, Range.FULL, Primaries.BT2020, Transfer.HLG)


@pytest.mark.parametrize(
    ("suffix", "codec"),
    [
        (".mp4", "libx264"),
        (".mp4", "libx265"),
        (".mkv", "libsvtav1"),
        (".webm", "libvpx-vp9"),
        (".mov", "prores_ks"),
        (".mkv", "ffv1"),
        (".mov", "libx264"),
    ],
)
def test_colour_tags_are_the_sources(suffix: str, codec: str, tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "source.mp4", frames=3, size=(128, 96), pix_fmt="yuv420p10le", colour=TAGS
    )
    accept = {"pix_fmt": "yuv420p"} if codec == "libvpx-vp9" else {}
    result = export(source, tmp_path / f"out{suffix}", codec=codec, options=accept)
    before, after = probe(source).video, probe(result.output).video
    assert before is not None
    assert after is not None
    expected = before.format.colour
    found = after.format.colour
    assert (found.matrix, found.primaries, found.transfer) == (
        expected.matrix,
        expected.primaries,
        expected.transfer,
    )
    if codec != "prores_ks":  # ProRes is limited range by definition
        assert found.range == expected.range


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_language_of_the_picture_survives(suffix: str, tmp_path: Path) -> None:
    """Burnt-in words have a language too."""
    plain = make_clip(tmp_path / "plain.mp4", frames=3)
    source = tmp_path / "source.mp4"
    with av.open(str(plain)) as before, av.open(str(source), "w") as after:
        stream = after.add_stream_from_template(before.streams.video[0])
        stream.metadata["language"] = "swe"
        for packet in before.demux(video=0):
            if packet.size:
                packet.stream = stream
                after.mux(packet)
    result = export(source, tmp_path / f"out{suffix}")
    video = probe(result.output).video
    assert video is not None
    assert video.language == "swe"


def test_untagged_stays_untagged(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3)
    result = export(source, tmp_path / "out.mp4")
    video = probe(result.output).video
    assert video is not None
    assert video.format.colour == ColourSpec()


def test_sample_aspect_ratio_survives_in_mp4(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3, aspect=Fraction(16, 11))
    result = export(source, tmp_path / "out.mp4", codec="ffv1")
    video = probe(result.output).video
    assert video is not None
    assert video.format.sample_aspect_ratio == Fraction(16, 11)


def test_a_container_that_cannot_say_the_aspect_says_so(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3, aspect=Fraction(16, 11))
    result = export(source, tmp_path / "out.mkv")
    assert any("16/11" in note for note in result.notes)


@pytest.mark.parametrize(
    ("codec", "suffix", "source_format", "expected"),
    [
        ("libx264", ".mp4", "yuv420p10le", "yuv420p10le"),
        ("libx265", ".mp4", "yuv422p", "yuv422p"),
        ("prores_ks", ".mov", "yuv420p", "yuv422p10le"),
        ("libsvtav1", ".mp4", "yuv420p10le", "yuv420p10le"),
        ("libvpx-vp9", ".webm", "yuv444p", "yuv444p"),
        ("dnxhd", ".mov", "yuv420p", "yuv422p"),
    ],
)
def test_what_is_written_is_what_was_decided(
    codec: str, suffix: str, source_format: str, expected: str, tmp_path: Path
) -> None:
    """Depth and chroma are never less than the source's, and the file really holds them."""
    source = make_clip(tmp_path / "source.mp4", frames=3, pix_fmt=source_format, size=(256, 128))
    result = export(source, tmp_path / f"out{suffix}", codec=codec)
    with av.open(str(result.output)) as container:
        assert container.streams.video[0].codec_context.pix_fmt == expected


def test_losing_depth_is_refused_with_the_way_out(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3, pix_fmt="yuv420p10le")
    with pytest.raises(MediaError, match="pix_fmt=yuv420p"):
        export(source, tmp_path / "out.webm")


def test_transparency_is_kept_or_its_loss_is_said(tmp_path: Path) -> None:
    source = clip(tmp_path, "transparent")
    kept = export(source, tmp_path / "out.mov", codec="prores_ks")
    video = probe(kept.output).video
    assert video is not None
    assert video.format.layout.alpha
    lost = export(source, tmp_path / "out.mp4")
    assert any("Transparency" in note for note in lost.notes)


@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_sound_and_picture_stay_together(suffix: str, tmp_path: Path) -> None:
    clicks = (Fraction(1, 2), Fraction(3, 2))
    source = make_clip(tmp_path / "source.mp4", frames=50, clicks=clicks)
    result = export(source, tmp_path / f"out{suffix}")
    offsets = [
        sound - flash
        for sound, flash in zip(click_times(result.output), flash_times(result.output), strict=True)
    ]
    before = [
        sound - flash for sound, flash in zip(click_times(source), flash_times(source), strict=True)
    ]
    assert all(abs(a - b) <= Fraction(1, 1000) for a, b in zip(offsets, before, strict=True))


def test_a_trim_takes_exactly_its_frames_and_their_sound(tmp_path: Path) -> None:
    clicks = (Fraction(1, 2), Fraction(3, 2))
    source = make_clip(tmp_path / "source.mp4", frames=50, clicks=clicks, gop=50, b_frames=2)
    result = export(source, tmp_path / "out.mp4", start=FramePosition(30), end=FramePosition(45))
    with VideoReader(result.output) as reader:
        frames = list(reader.frames())
    assert len(frames) == 15
    assert frames[0].time == 0
    (click,) = click_times(result.output)
    assert abs(click - (clicks[1] - Fraction(30, 25))) <= Fraction(1, 1000)


def test_a_range_shorter_than_a_frame_gives_one(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=10)
    result = export(source, tmp_path / "out.mp4", start=Fraction(81, 1000), end=Fraction(82, 1000))
    assert result.frames == 1


def test_a_range_that_ends_before_it_starts_is_refused(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=10)
    with pytest.raises(UsageError, match="end"):
        export(source, tmp_path / "out.mp4", start=FramePosition(5), end=FramePosition(5))


def test_the_input_is_never_overwritten(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3)
    before = source.read_bytes()
    with pytest.raises(MediaError, match="input itself"):
        export(source, source, overwrite=True)
    assert source.read_bytes() == before


def test_an_existing_result_needs_permission(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3)
    output = tmp_path / "out.mp4"
    output.write_bytes(b"precious")
    with pytest.raises(MediaError, match="--overwrite"):
        export(source, output)
    assert output.read_bytes() == b"precious"


@pytest.mark.parametrize("name", ["a b.mp4", "100%.mp4", "it's.mp4", "влад-日本.mp4", "-dash.mp4"])
def test_any_name_will_do(name: str, tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3).rename(tmp_path / f"in {name}")
    assert export(source, tmp_path / name).frames == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted([f"in {name}", name])


def test_codec_and_container_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "source.mp4", frames=3)
    with pytest.raises(MediaError, match=r"libvpx-vp9"):
        export(source, tmp_path / "out.webm", codec="libx264")
    assert not (tmp_path / "out.webm").exists()
