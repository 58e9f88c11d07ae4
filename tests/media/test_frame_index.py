"""Frame numbers and exact times, both ways, for any spacing of frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.base.errors import MediaError, UsageError
from app.base.time import FramePosition, Position, Span
from app.media.frame_index import FrameIndex
from app.media.probe import frame_index_of
from tests.helpers.clips import make_clip
from tests.helpers.damage import hide_first, with_times

if TYPE_CHECKING:
    from pathlib import Path

MS = Fraction(1, 1000)
VFR = [0, 33, 83, 99, 132, 182, 198, 231]

bases = st.sampled_from([Fraction(1, 25), MS, Fraction(1, 90_000), Fraction(1001, 24_000)])


def index_of(pts: list[int], base: Fraction = MS, keys: tuple[int, ...] = (0,)) -> FrameIndex:
    return FrameIndex(np.array(pts, np.int64), base, np.array(keys, np.int64), 40)


@st.composite
def indexes(draw: st.DrawFn) -> FrameIndex:
    gaps = draw(st.lists(st.integers(1, 5000), min_size=0, max_size=40))
    start = draw(st.integers(-100_000, 100_000))
    pts = np.cumsum([start, *gaps]).astype(np.int64)
    length = draw(st.integers(1, 5000))
    return FrameIndex(pts, draw(bases), np.zeros(1, np.int64), length)


@given(indexes(), st.data())
def test_number_and_time_are_exact_both_ways(index: FrameIndex, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(index) - 1))
    time = index.time_of(number)
    assert index.number_at(time) == number
    assert index.number_at(time + index.duration_of(number) / 2) == number
    if number:
        assert index.number_at(time - Fraction(1, 10**9)) == number - 1


@given(indexes())
def test_durations_fill_the_clip_without_gap_or_overlap(index: FrameIndex) -> None:
    ends = [index.time_of(n) + index.duration_of(n) for n in range(len(index))]
    assert ends[:-1] == [index.time_of(n) for n in range(1, len(index))]
    assert ends[-1] == index.end


@given(indexes(), st.data())
def test_a_span_between_frames_holds_exactly_those(index: FrameIndex, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(index) - 1))
    stop = data.draw(st.integers(first + 1, len(index) + 5))
    span = index.span(FramePosition(first), FramePosition(stop))
    assert frames_in(index, span) == list(range(first, min(stop, len(index))))


@given(indexes(), st.fractions(0, 1), st.fractions(0, 1))
def test_a_span_between_times_holds_frames_by_their_time(
    index: FrameIndex, one: Fraction, other: Fraction
) -> None:
    assume(one != other)
    length = index.end - index.start
    start, end = sorted((one * length, other * length))
    assume(start < length)
    held = frames_in(index, index.span(start, end))
    first = index.number_at(index.start + start)
    shown = [n for n in range(len(index)) if n >= first and index.time_of(n) < index.start + end]
    assert held == (shown or [first])


def frames_in(index: FrameIndex, span: Span) -> list[int]:
    return [n for n in range(len(index)) if index.time_of(n) in span]


def test_a_range_shorter_than_a_frame_is_one_frame() -> None:
    index = index_of(VFR)
    assert frames_in(index, index.span(Fraction("0.05"), Fraction("0.06"))) == [1]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (Fraction(1), None, "only 00:00:00.271 long"),
        (FramePosition(8), None, "frames 0 to 7"),
        (FramePosition(3), FramePosition(3), "end must come after"),
        (Fraction("0.2"), Fraction("0.1"), "end must come after"),
        (FramePosition(5), Fraction("0.1"), "end must come after"),
        (None, Fraction(0), "end must come after"),
    ],
)
def test_a_range_that_makes_no_sense_is_refused(
    start: Position | None, end: Position | None, words: str
) -> None:
    with pytest.raises(UsageError, match=words):
        index_of(VFR).span(start, end)


def test_outside_the_clip_its_first_and_last_frames_are_on_screen() -> None:
    index = index_of(VFR)
    assert index.number_at(Fraction(-5)) == 0
    assert index.number_at(Fraction(5)) == 7


def test_keyframes_are_found_before_a_frame() -> None:
    index = index_of(VFR, keys=(0, 3, 6))
    assert [index.keyframe_before(n) for n in range(8)] == [0, 0, 0, 3, 3, 3, 6, 6]


@pytest.mark.parametrize(
    ("rate", "base"),
    [
        (Fraction(24_000, 1001), MS),
        (Fraction(30_000, 1001), MS),
        (Fraction(60_000, 1001), Fraction(1, 90_000)),
        (Fraction(25), MS),
        (Fraction(25, 2), Fraction(1, 12_800)),
    ],
)
def test_a_rate_rounded_to_ticks_is_still_the_exact_rate(rate: Fraction, base: Fraction) -> None:
    pts = [round(n / rate / base) for n in range(500)]
    assert index_of(pts, base).constant_rate == rate


def test_a_changing_rate_is_no_rate() -> None:
    assert index_of(VFR).constant_rate is None
    assert index_of([0]).constant_rate is None


@pytest.mark.parametrize("name", ["a.mkv", "a.mp4"])
def test_variable_times_are_kept_to_the_tick(tmp_path: Path, name: str) -> None:
    index = frame_index_of(make_clip(tmp_path / name, pts=VFR, time_base=MS, b_frames=2))
    assert index.time_base == MS
    assert index.pts.tolist() == VFR


def test_ntsc_rates_are_exact(tmp_path: Path) -> None:
    rate = Fraction(24_000, 1001)
    assert frame_index_of(make_clip(tmp_path / "a.mp4", rate=rate)).constant_rate == rate
    assert frame_index_of(make_clip(tmp_path / "a.mkv", rate=rate)).constant_rate == rate


def test_times_before_zero_are_kept(tmp_path: Path) -> None:
    clip = make_clip(
        tmp_path / "a.ts",
        pts=range(-200, 760, 40),
        time_base=MS,
        container="mpegts",
        muxer={"avoid_negative_ts": "disabled"},
    )
    index = frame_index_of(clip)
    assert index.start == Fraction(-1, 5)
    assert len(index) == 24


def test_a_late_start_is_kept(tmp_path: Path) -> None:
    index = frame_index_of(make_clip(tmp_path / "a.mkv", pts=range(30, 54)))
    assert index.start == Fraction(30, 25)


def test_frames_hidden_by_an_edit_list_are_not_counted(tmp_path: Path) -> None:
    clip = hide_first(make_clip(tmp_path / "a.mp4", frames=40, gop=30), 5)
    index = frame_index_of(clip)
    assert len(index) == 35
    assert index.keyframes.tolist() == [0, 25]


@pytest.mark.parametrize(("name", "codec"), [("a.h264", "libx264"), ("a.avi", "libx264")])
def test_absent_times_are_counted_out_and_said_so(tmp_path: Path, name: str, codec: str) -> None:
    index = frame_index_of(make_clip(tmp_path / name, codec=codec, b_frames=2))
    assert len(index) == 24
    assert not index.reliable
    assert index.constant_rate == 25
    assert "no usable time stamps" in index.warnings[0]


@pytest.mark.parametrize(
    ("times", "kept", "words"),
    [
        ([0, 40, 40, 80, 120, 160], [0, 40, 41, 80, 120, 160], "share one time stamp"),
        ([0, 40, 80, 80, 80, 81], [0, 40, 80, 81, 82, 83], "share one time stamp"),
        ([0, 80, 40, 120, 160, 200], [0, 80, 81, 120, 160, 200], "run backwards"),
    ],
)
def test_times_that_do_not_rise_are_made_to_and_said_so(
    tmp_path: Path, times: list[int], kept: list[int], words: str
) -> None:
    source = make_clip(tmp_path / "a.mkv", codec="ffv1", frames=6)
    index = frame_index_of(with_times(tmp_path / "b.mkv", source, times, MS))
    assert index.pts.tolist() == kept
    assert words in index.warnings[0]


def test_a_file_without_video_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"not a film" * 100)
    with pytest.raises(MediaError, match=r"a\.mp4 cannot be opened: it is damaged"):
        frame_index_of(tmp_path / "a.mp4")
