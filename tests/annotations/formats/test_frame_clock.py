"""Frames as rounded times and back."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.formats.frame_clock import STANDARD_RATES, FrameClock
from app.annotations.formats.timecode import Timecode, timecode_of, usual
from app.annotations.layer import MediaFacts

MILLISECONDS = Fraction(1000)
NTSC = Fraction(30000, 1001)


def clip(rate: Fraction, count: int, first: int = 0) -> MediaFacts:
    """A clip of even frames, its times in ticks of its rate."""
    pts = tuple(range(first, first + count))
    return MediaFacts("clip.mp4", 8, 6, count, 1 / rate, pts)


@pytest.mark.parametrize("rate", STANDARD_RATES)
def test_milliseconds_give_back_every_frame_of_an_even_clip(rate: Fraction) -> None:
    clock = FrameClock(clip(rate, 5000, first=-7))
    for frame in range(5001):
        assert clock.nearest(clock.units(frame) / MILLISECONDS) == frame


@given(st.fractions(Fraction(1, 10), 240), st.integers(1, 10**7), st.integers(1, 50))
def test_milliseconds_give_back_frames_hours_into_a_clip(
    rate: Fraction, first: int, count: int
) -> None:
    pts = (0, *range(first, first + count))
    clock = FrameClock(MediaFacts("clip.mp4", 8, 6, count + 1, 1 / rate, pts))
    for frame in range(count + 1):
        assert clock.nearest(clock.units(frame) / MILLISECONDS) == frame


@given(st.lists(st.integers(91, 10**6), min_size=1, max_size=60))
def test_milliseconds_give_back_frames_that_are_uneven(steps: list[int]) -> None:
    """Steps of ticks of a 90 kHz clock, each longer than a millisecond."""
    pts = tuple(sum(steps[:place]) for place in range(len(steps) + 1))
    clock = FrameClock(MediaFacts("clip.mp4", 8, 6, len(pts), Fraction(1, 90_000), pts))
    for start in range(len(pts)):
        for stop in range(start + 1, len(pts) + 1):
            assert clock.settled(start, stop) == (start, stop)


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=40),
    st.data(),
)
def test_frames_shorter_than_a_millisecond_settle_at_once(
    steps: list[int], data: st.DataObject
) -> None:
    pts = tuple(sum(steps[:place]) for place in range(len(steps) + 1))
    clock = FrameClock(MediaFacts("clip.mp4", 8, 6, len(pts), Fraction(1, 90_000), pts))
    start = data.draw(st.integers(0, len(pts) - 1))
    stop = data.draw(st.integers(start + 1, len(pts)))
    once = clock.settled(start, stop)
    assert 0 <= once[0] < once[1] <= clock.count
    assert clock.settled(*once) == once


def test_even_frames_have_a_rate_though_their_times_are_rounded() -> None:
    pts = tuple(round(frame * 1001 / 30) for frame in range(3000))
    rounded = MediaFacts("clip.mkv", 8, 6, 3000, Fraction(1, 1000), pts)
    assert FrameClock(rounded).even_rate() == NTSC
    assert FrameClock(clip(Fraction(25), 9)).even_rate() == 25
    uneven = MediaFacts("clip.mkv", 8, 6, 4, Fraction(1, 1000), (0, 40, 300, 340))
    assert FrameClock(uneven).even_rate() is None


@pytest.mark.parametrize(
    ("rate", "drop", "frame", "text"),
    [
        (NTSC, True, 1799, "00:00:59;29"),
        (NTSC, True, 1800, "00:01:00;02"),  # SMPTE ST 12-1: 00 and 01 are dropped
        (NTSC, False, 1800, "00:01:00:00"),
        (NTSC, True, 17982, "00:10:00;00"),  # but not at the tenth minute
        (NTSC, True, 107892, "01:00:00;00"),
        (Fraction(60000, 1001), True, 3600, "00:01:00;04"),
        (Fraction(25), False, 90000, "01:00:00:00"),
        (Fraction(24000, 1001), False, 24, "00:00:01:00"),
    ],
)
def test_timecode(rate: Fraction, drop: bool, frame: int, text: str) -> None:
    code = Timecode(rate, drop)
    assert code.text(frame) == text
    assert code.frame(text) == frame


@given(st.sampled_from([Fraction(25), NTSC, Fraction(60000, 1001)]), st.integers(0, 2_500_000))
def test_timecode_gives_back_every_frame(rate: Fraction, frame: int) -> None:
    code = usual(rate)
    assert code.frame(code.text(frame)) == frame


@pytest.mark.parametrize("text", ["", "00:00:00", "00:00:60:00", "00:61:00:00", "00:00:00:25", "x"])
def test_what_is_no_timecode(text: str) -> None:
    assert usual(Fraction(25)).frame(text) is None


def test_fast_clips_count_every_so_many_frames() -> None:
    assert timecode_of(FrameClock(clip(Fraction(240), 480))).rate == 60
    assert timecode_of(FrameClock(clip(Fraction(120000, 1001), 480))).rate == Fraction(60000, 1001)
    assert timecode_of(FrameClock(clip(NTSC, 480))) == Timecode(NTSC, drop=True)


@given(
    st.lists(st.integers(1, 9), min_size=2, max_size=9),
    st.fractions(Fraction(1, 90_000), Fraction(1, 2), max_denominator=90_000),
    st.sampled_from([Fraction(1000), Fraction(25), Fraction(30_000, 1001)]),
    st.integers(-3, 40),
)
def test_whole_numbers_say_what_fractions_do(
    steps: list[int], base: Fraction, rate: Fraction, unit: int
) -> None:
    pts = tuple(accumulate(steps))
    clock = FrameClock(MediaFacts("a.mp4", 8, 6, len(pts), base, pts))
    time = unit / rate
    distances = [abs(clock.at(frame) - time) for frame in range(clock.count + 1)]
    assert clock.nearest(time) == distances.index(min(distances))
    for frame in range(clock.count + 1):
        assert clock.units(frame, rate) == math.floor(clock.at(frame) * rate + Fraction(1, 2))
