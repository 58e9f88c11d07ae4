"""Positions as users type them, spans, and times as they are shown."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import UsageError
from app.base.time import FramePosition, Span, format_time, parse_position, to_ticks

times = st.fractions(0, 100_000, max_denominator=100_000)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("0", Fraction(0)),
        ("12.5", Fraction(25, 2)),
        (" 3 ", Fraction(3)),
        ("1:02.25", Fraction(249, 4)),
        ("01:00:00.001", Fraction(3_600_001, 1000)),
        ("0.1", Fraction(1, 10)),
        ("f:0", FramePosition(0)),
        ("f:120", FramePosition(120)),
    ],
)
def test_a_position_is_seconds_a_clock_or_a_frame(text: str, position: object) -> None:
    assert parse_position(text) == position


@pytest.mark.parametrize("text", ["", "-1", "f:-1", "f:", "1:2:3:4", "abc", "1,5", "1e3", "nan"])
def test_anything_else_is_refused_with_the_three_ways(text: str) -> None:
    with pytest.raises(UsageError, match=r"hh:mm:ss\.mmm or f:FRAME"):
        parse_position(text)


@given(st.integers(0, 10**9))
def test_milliseconds_survive_showing_and_reading(milliseconds: int) -> None:
    time = Fraction(milliseconds, 1000)
    assert parse_position(format_time(time)) == time


@given(times)
def test_shown_times_are_right_to_half_a_millisecond(time: Fraction) -> None:
    shown = parse_position(format_time(time))
    assert isinstance(shown, Fraction)
    assert abs(shown - time) <= Fraction(1, 2000)


def test_a_time_before_zero_is_shown_with_its_sign() -> None:
    assert format_time(Fraction(-3, 2)) == "-00:00:01.500"


@given(times, times)
def test_spans_are_half_open(start: Fraction, length: Fraction) -> None:
    if length == 0:
        with pytest.raises(UsageError, match="give a later end"):
            Span(start, start)
        return
    span = Span(start, start + length)
    assert start in span
    assert start + length not in span
    assert start + length / 2 in span


def test_an_open_span_never_ends() -> None:
    assert Fraction(10**9) in Span(Fraction(0))
    assert Fraction(-1) not in Span(Fraction(0))


@given(st.integers(-(10**12), 10**12), st.sampled_from([25, 1000, 12_800, 90_000, 24_000]))
def test_ticks_survive_the_way_to_seconds_and_back(ticks: int, per_second: int) -> None:
    base = Fraction(1, per_second)
    assert to_ticks(ticks * base, base) == ticks


def test_two_hours_of_film_end_on_the_very_tick() -> None:
    period = Fraction(1001, 24_000)
    last = 2 * 3600 * 24
    assert to_ticks(last * period, Fraction(1, 24_000)) == last * 1001
    assert abs(to_ticks(last * period, Fraction(1, 90_000)) - last * period * 90_000) < 1
