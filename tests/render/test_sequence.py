"""A timeline comes out as it looks: every frame in its slot, black in the gaps."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.base.colour import ColourSpec, Matrix, Range
from app.base.errors import EffectError, MediaError, ProjectError, UsageError
from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.effects.crop import Crop
from app.media.probe import probe
from app.media.stream_decoder import StreamDecoder
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec, MediaItem, Project
from tests.helpers.clips import make_clip, quarters
from tests.helpers.exports import export, pictures_differ, times
from tests.helpers.timelines import numbers, placed, render, timeline

if TYPE_CHECKING:
    from app.effects.effect import Frames
    from app.media.video_format import VideoFormat

LOSSLESS = {"codec": "ffv1"}


def format_of(path: Path) -> VideoFormat:
    video = probe(path).video
    assert video is not None
    return video.format


def lossless(path: Path, **kind: Any) -> Path:
    return make_clip(path, **({"codec": "ffv1"} | kind))


def test_two_cuts_and_a_gap_frame_by_frame(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=10)
    b = lossless(tmp_path / "b.nut", frames=20)
    row = (placed(a, 0, "2/25", "7/25"), placed(b, "5/25", "10/25", "13/25"), placed(a, "10/25"))
    result = render(timeline(tmp_path, row), tmp_path / "out.mkv", **LOSSLESS)
    expected = [*range(2, 7), *range(10, 13), None, None, *range(10)]
    assert numbers(result.output) == expected
    assert result.frames == len(expected)
    assert format_of(result.output).rate == 25


def test_untouched_clips_keep_every_sample(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=6, pix_fmt="yuv420p10le")
    row = (placed(a, 0, 0, "3/25"), placed(a, "3/25", "3/25"))
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    assert pictures_differ(a, result.output) == 0


def test_the_topmost_shown_clip_wins(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=8)
    b = lossless(tmp_path / "b.nut", frames=30)
    rows = (placed(a),), (placed(b, "2/25", "20/25", "24/25"),)
    project = timeline(tmp_path, *rows)
    shown = render(project, tmp_path / "shown.mkv", **LOSSLESS)
    assert numbers(shown.output) == [0, 1, 20, 21, 22, 23, 6, 7]
    below, above = project.tracks
    hidden = replace(project, tracks=(below, replace(above, hidden=True)))
    assert numbers(render(hidden, tmp_path / "hidden.mkv", **LOSSLESS).output) == [*range(8)]


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        ("50", [0, 0, 1, 1, 2, 2, 3, 3]),
        ("12", [0, 2]),
        ("30", [0, 0, 1, 2, 3]),
    ],
)
def test_the_last_frame_at_or_before_fills_each_slot(
    rate: str, expected: list[int], tmp_path: Path
) -> None:
    a = lossless(tmp_path / "a.nut", frames=4)
    project = timeline(tmp_path, (placed(a),))
    result = render(project, tmp_path / "out.mkv", rate=Fraction(rate), **LOSSLESS)
    assert numbers(result.output) == expected


def test_other_rates_are_brought_to_the_first_clips(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=5)
    b = lossless(tmp_path / "b.nut", frames=30, rate=Fraction(50))
    row = (placed(a), placed(b, "5/25", "10/50", "20/50"))
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    assert numbers(result.output) == [*range(5), 10, 12, 14, 16, 18]
    assert times(result.output) == [Fraction(n, 25) for n in range(10)]


def test_times_rounded_to_milliseconds_do_not_stutter(tmp_path: Path) -> None:
    ntsc = Fraction(24000, 1001)
    rounded = [round(n / ntsc * 1000) for n in range(60)]
    a = lossless(tmp_path / "a.mkv", frames=60, rate=ntsc, pts=rounded, time_base=Fraction(1, 1000))
    b = lossless(tmp_path / "b.nut", frames=2, rate=ntsc)
    row = (placed(b), placed(a, Fraction(2) / ntsc, 0, Fraction(60) / ntsc))
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    assert numbers(result.output) == [0, 1, *range(60)]


def test_an_uneven_first_clip_gives_a_usual_rate(tmp_path: Path) -> None:
    ticks = (0, 33, 83, 99, 132, 166)
    a = lossless(tmp_path / "a.nut", frames=6, pts=ticks, time_base=Fraction(1, 1000))
    project = timeline(tmp_path, (placed(a), placed(a, "2/10")))
    result = render(project, tmp_path / "out.nut", **LOSSLESS)
    assert format_of(result.output).rate == 30
    assert numbers(result.output)[:6] == [0, 1, 1, 3, 4, 5]


def test_another_shape_gets_black_bars(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=2, size=(64, 48))
    wide = lossless(tmp_path / "wide.nut", frames=2, size=(128, 32), draw=quarters)
    project = timeline(tmp_path, (placed(a), placed(wide, "2/25")))
    result = render(project, tmp_path / "out.nut", **LOSSLESS)
    assert format_of(result.output).size == (64, 48)
    with VideoReader(result.output) as reader:
        luma = [frame.pixels.planes[0] for frame in reader.frames()][2]
    assert (luma[:16] == 16).all()
    assert (luma[32:] == 16).all()
    assert luma[28, 60] > 170


def test_tall_sample_shapes_are_respected(tmp_path: Path) -> None:
    """32x48 with samples twice as wide fills a frame of 64x48."""
    a = lossless(tmp_path / "a.mp4", frames=1, size=(64, 48), codec="libx264")
    narrow = lossless(
        tmp_path / "n.mp4", frames=1, size=(32, 48), aspect=Fraction(2), codec="libx264"
    )
    project = timeline(tmp_path, (placed(a), placed(narrow, "1/25")))
    result = render(project, tmp_path / "out.nut", **LOSSLESS)
    with VideoReader(result.output) as reader:
        luma = [frame.pixels.planes[0] for frame in reader.frames()][1]
    assert luma[-8:, 0].min() > 30
    assert luma[-8:, -1].min() > 30


def test_a_size_of_ones_own(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=2, size=(64, 48))
    project = timeline(tmp_path, (placed(a), placed(a, "3/25")))
    result = render(project, tmp_path / "out.mp4", size=(160, 90))
    assert format_of(result.output).size == (160, 90)


def test_colours_survive_another_matrix(tmp_path: Path) -> None:
    """The same colour coded by BT.601 full range and BT.709 limited range comes out the same."""
    flat = {"frames": 1, "size": (64, 48), "pix_fmt": "yuv444p"}
    hd = ColourSpec(matrix=Matrix.BT709, range=Range.LIMITED)
    sd = ColourSpec(matrix=Matrix.SMPTE170M, range=Range.FULL)
    # R'G'B' (0.6, 0.3, 0.2) in both codings.
    codes = {"a": (hd, (94, 109, 163)), "b": (sd, (96, 102, 168))}
    paths = {}
    for name, (colour, values) in codes.items():
        draw = _flat(values)
        paths[name] = lossless(tmp_path / f"{name}.mkv", colour=colour, draw=draw, **flat)
    project = timeline(tmp_path, (placed(paths["a"]), placed(paths["b"], "1/25")))
    result = render(project, tmp_path / "out.mkv", **LOSSLESS)
    with VideoReader(result.output) as reader:
        first, second = (frame.pixels for frame in reader.frames())
    for one, other in zip(first.planes, second.planes, strict=True):
        assert abs(int(one[-1, -1]) - int(other[-1, -1])) <= 2


def _flat(values: tuple[int, int, int]) -> object:
    def draw(number: int, plane: int, width: int, height: int) -> np.ndarray:
        return np.full((height, width), (values[plane] - 16) / 219)

    return draw


def test_each_chain_runs_with_its_own_origin(tmp_path: Path) -> None:
    """The same clip twice with a keyframed exposure: both brighten from their own start."""
    gray = lossless(tmp_path / "a.nut", frames=10, draw=lambda n, p, w, h: np.full((h, w), 0.4))
    keys = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(Fraction(1, 5), 1.0)))
    chain = (EffectSpec("colour", (("exposure", keys),)),)
    row = placed(gray, 0, 0, "5/25", chain), placed(gray, "5/25", "5/25", "10/25", chain)
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    with VideoReader(result.output) as reader:
        levels = [int(frame.pixels.planes[0][-1, -1]) for frame in reader.frames()]
    assert levels[:5] == levels[5:]
    assert levels[4] > levels[0]


def test_a_range_is_that_part_of_the_whole(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=30)
    row = placed(a, 0, 0, "10/25"), placed(a, "12/25", "10/25")
    part = Span(Fraction(8, 25), Fraction(15, 25))
    project = timeline(tmp_path, row, selected_range=part)
    result = render(project, tmp_path / "out.nut", what="range", **LOSSLESS)
    assert numbers(result.output) == [8, 9, None, None, 10, 11, 12]
    assert times(result.output)[0] == 0


def test_a_still_is_held_as_long_as_its_clip(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=4)
    export(a, tmp_path / "still.png", end=Fraction(1, 25))
    still = placed(tmp_path / "still.png", "4/25", 0, "5/25")
    project = timeline(tmp_path, (placed(a), still))
    result = render(project, tmp_path / "out.nut", **LOSSLESS)
    assert result.frames == 9
    assert numbers(result.output) == [0, 1, 2, 3, 0, 0, 0, 0, 0]


def test_pictures_and_gifs_of_a_timeline(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=3)
    project = timeline(tmp_path, (placed(a), placed(a, "4/25")))
    (tmp_path / "out").mkdir()
    render(project, tmp_path / "out" / "%04d.png")
    assert numbers(tmp_path / "out" / "%04d.png") == [0, 1, 2, None, 0, 1, 2]
    result = render(project, tmp_path / "out.gif")
    assert len(times(result.output)) == 7


def test_one_clip_alone_is_what_enhance_makes(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", frames=30, b_frames=2, clicks=(Fraction(1, 2),))
    chain = (EffectSpec("crop", (("right", 16.0),)),)
    project = timeline(tmp_path, (placed(source, effects=chain),))
    export(source, tmp_path / "enhanced.mp4", *chain, device="cpu")
    for what in ("sequence", "clip"):
        clip_id = project.tracks[0].clips[0].id
        result = render(project, tmp_path / f"{what}.mp4", what=what, clip_id=clip_id)
        assert result.output.read_bytes() == (tmp_path / "enhanced.mp4").read_bytes()


def test_part_of_a_clip_alone_is_a_trimmed_enhance(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "a.mp4", frames=30, clicks=(Fraction(1, 2),))
    clip = placed(source, "1/5", "4/25", "24/25")
    part = Span(Fraction(1, 5), Fraction(3, 5))
    project = timeline(tmp_path, (clip,), selected_range=part)
    export(source, tmp_path / "enhanced.mp4", start=Fraction(4, 25), end=Fraction(14, 25))
    result = render(project, tmp_path / "out.mp4", what="range")
    assert result.output.read_bytes() == (tmp_path / "enhanced.mp4").read_bytes()


def test_no_more_than_one_decoder_is_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened, most = set[int](), 0
    begin, end = StreamDecoder.__init__, StreamDecoder.close

    def opening(self: StreamDecoder, *given: object) -> None:
        nonlocal most
        begin(self, *given)  # type: ignore[arg-type]
        opened.add(id(self))
        most = max(most, len(opened))

    def closing(self: StreamDecoder) -> None:
        opened.discard(id(self))
        end(self)

    monkeypatch.setattr(StreamDecoder, "__init__", opening)
    monkeypatch.setattr(StreamDecoder, "close", closing)
    a = lossless(tmp_path / "a.nut", frames=4)
    row = tuple(placed(a, f"{4 * n}/25") for n in range(12))
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    assert numbers(result.output) == [0, 1, 2, 3] * 12
    assert most == 1
    assert not opened


def test_what_cannot_be_rendered_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="empty"):
        render(Project(), tmp_path / "out.mp4")
    a = lossless(tmp_path / "a.nut", frames=4)
    with pytest.raises(ProjectError, match="no longer"):
        render(timeline(tmp_path, (placed(a),)), tmp_path / "out.mp4", what="clip", clip_id="x")
    two = timeline(tmp_path, (placed(a), placed(a, 1)))
    with pytest.raises(MediaError, match="input itself"):
        render(two, a, overwrite=True)
    with pytest.raises(UsageError, match="pipe"):
        render(two, Path("-"))
    gone = replace(two, media=(MediaItem(tmp_path / "gone.nut", id="a.nut"),))
    with pytest.raises(MediaError, match=r"gone\.nut"):
        render(gone, tmp_path / "out.mp4")


def test_a_chain_that_does_not_fit_names_its_clip(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=4)
    empty = (EffectSpec("crop", (("right", 64.0),)),)
    project = timeline(tmp_path, (placed(a), placed(a, 1, effects=empty)))
    with pytest.raises(EffectError, match=r"^a\.nut: "):
        render(project, tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_a_clip_with_alpha_lies_on_black(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.nut", frames=1, pix_fmt="yuv444p")
    clear = lossless(
        tmp_path / "clear.nut",
        frames=1,
        pix_fmt="yuva444p",
        draw=lambda n, p, w, h: np.full((h, w), (0.9, 0.51, 0.51, 0.0)[p]),
    )
    project = timeline(tmp_path, (placed(a), placed(clear, "1/25")))
    result = render(project, tmp_path / "out.mkv", **LOSSLESS)
    with VideoReader(result.output) as reader:
        second = [frame.pixels for frame in reader.frames()][1]
    assert int(second.planes[0][-1, -1]) < 40  # alpha 16 of 255, as the helper codes a zero


def test_frames_nobody_sees_are_not_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """100 fps in 25: an effect that looks at one frame alone sees every fourth."""
    seen: list[Fraction] = []
    applied = Crop.apply

    def counting(self: Crop, frames: Frames, *given: object) -> Frames:
        def counted() -> Frames:
            for frame in frames:
                seen.append(frame.time)
                yield frame

        return applied(self, counted(), *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Crop, "apply", counting)
    slow = lossless(tmp_path / "a.nut", frames=2)
    quick = lossless(tmp_path / "b.nut", frames=40, rate=Fraction(100))
    chain = (EffectSpec("crop", (("right", 8.0),)),)
    row = placed(slow), placed(quick, "2/25", effects=chain)
    result = render(timeline(tmp_path, row), tmp_path / "out.nut", **LOSSLESS)
    assert result.frames == 12
    assert seen == [Fraction(n, 25) for n in range(10)]
