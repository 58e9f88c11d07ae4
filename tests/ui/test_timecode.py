from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import UsageError
from app.ui.timecode import (
    clock_time,
    code_to_frames,
    frame_number,
    frame_time,
    frames_to_code,
    parse_time,
    timecode,
    uses_drop_frame,
)

NTSC, NTSC60, FILM = Fraction(30000, 1001), Fraction(60000, 1001), Fraction(24000, 1001)
rates = st.sampled_from(
    [Fraction(n) for n in (12, 24, 25, 30, 50, 60, 120)]
    + [NTSC, NTSC60, FILM, Fraction(119, 10), Fraction(25, 2)]
)
frames = st.integers(0, 30 * 3600 * 60)


@pytest.mark.parametrize(
    ("number", "rate", "code"),
    [
        (0, NTSC, "00:00:00;00"),
        (1799, NTSC, "00:00:59;29"),
        (1800, NTSC, "00:01:00;02"),
        (17981, NTSC, "00:09:59;29"),
        (17982, NTSC, "00:10:00;00"),
        (107892, NTSC, "01:00:00;00"),
        (3600, NTSC60, "00:01:00;04"),
        (215784, NTSC60, "01:00:00;00"),
        (24 * 60, FILM, "00:01:00:00"),
        (126, Fraction(30), "00:00:04:06"),
    ],
)
def test_numbers_are_dropped_as_the_standard_says(number: int, rate: Fraction, code: str) -> None:
    assert frames_to_code(number, rate, drop=True) == code
    assert code_to_frames(code, rate, drop=True) == number


@given(frames, rates, st.booleans())
def test_every_frame_has_its_own_code(number: int, rate: Fraction, drop: bool) -> None:
    assert code_to_frames(frames_to_code(number, rate, drop=drop), rate, drop=drop) == number


@given(frames, rates)
def test_a_frame_is_found_again_at_its_time(number: int, rate: Fraction) -> None:
    time = frame_time(number, rate)
    assert frame_number(time, rate) == number
    assert frame_number(time + 1 / rate - Fraction(1, 900), rate) == number or rate > 100
    rounded = Fraction(round(time * 1000), 1000)
    assert frame_number(rounded, rate) == number


@given(st.integers(1, 30 * 60), st.sampled_from([(NTSC, 30, 2), (NTSC60, 60, 4)]))
def test_each_minute_begins_later_but_every_tenth(
    minute: int, kind: tuple[Fraction, int, int]
) -> None:
    """SMPTE ST 12-1: two numbers (four at 59.94) of each minute go, except 0, 10, … 50."""
    rate, nominal, dropped = kind
    first = 0 if minute % 10 == 0 else dropped
    hours, minutes = divmod(minute, 60)
    number = code_to_frames(f"{hours:02}:{minutes:02}:00;{first:02}", rate, drop=True)
    assert number == minute * 60 * nominal + first - dropped * (minute - minute // 10)
    before = frames_to_code(number - 1, rate, drop=True)
    assert before.endswith(f":{(minute - 1) % 60:02}:59;{nominal - 1}")
    for gone in range(first):
        with pytest.raises(UsageError, match="leaves it out"):
            code_to_frames(f"{hours:02}:{minutes:02}:00;{gone:02}", rate, drop=True)


@given(frames, st.sampled_from([NTSC, NTSC60]))
def test_codes_rise_and_are_read_as_they_are_typed(number: int, rate: Fraction) -> None:
    code, after = (frames_to_code(n, rate, drop=True) for n in (number, number + 1))
    assert code < after or len(code) < len(after)
    assert ";" in code
    for typed in (code, code.replace(";", ":"), code.replace(":", ";")):
        assert parse_time(typed, rate) == frame_time(number, rate)


@given(frames)
def test_drop_frame_keeps_up_with_the_clock(number: int) -> None:
    """Less than a quarter second off in 30 hours, where plain numbers lose 3.6 s an hour."""
    hours, minutes, seconds, frame = (
        int(part) for part in frames_to_code(number, NTSC, drop=True).replace(";", ":").split(":")
    )
    shown = (hours * 60 + minutes) * 60 + seconds + Fraction(frame, 30)
    assert abs(shown - frame_time(number, NTSC)) < Fraction(1, 4)


@pytest.mark.parametrize(
    ("number", "code"),
    [(0, "00:00:00:00"), (12, "00:00:00:12"), (13, "00:00:01:00"), (24, "00:00:01:11"),
     (25, "00:00:02:00"), (376, "00:00:30:01")],
)  # fmt: skip
def test_an_uneven_rate_keeps_up_with_the_clock(number: int, code: str) -> None:
    """12.5 frames a second: 13 in one second, 12 in the next."""
    rate = Fraction(25, 2)
    assert frames_to_code(number, rate) == code
    assert code_to_frames(code, rate) == number
    with pytest.raises(UsageError, match="a second that has 12"):
        code_to_frames("00:00:01:12", rate)


def test_a_number_that_does_not_exist_is_refused() -> None:
    with pytest.raises(UsageError, match="leaves it out"):
        code_to_frames("00:01:00;01", NTSC, drop=True)
    with pytest.raises(UsageError, match="frame 30"):
        code_to_frames("00:00:01:30", Fraction(30))
    assert code_to_frames("00:10:00;01", NTSC, drop=True) == 17983


def test_drop_frame_is_usual_only_at_its_rates() -> None:
    assert uses_drop_frame(NTSC)
    assert not uses_drop_frame(FILM)
    assert timecode(Fraction(0), NTSC) == "00:00:00;00"
    assert timecode(Fraction(0), NTSC, drop=False) == "00:00:00:00"
    assert timecode(Fraction(0), Fraction(30), drop=True) == "00:00:00:00"


def test_a_variable_rate_shows_real_time() -> None:
    assert timecode(Fraction(4267, 1000), None) == "00:00:04.267"
    assert clock_time(Fraction(3599999999, 1000000)) == "00:59:59.999"


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("00:00:04:06", Fraction(126, 30)),
        ("4:06", Fraction(126, 30)),
        ("406", Fraction(126, 30)),
        ("1:02:10", Fraction(62 * 30 + 10, 30)),
        ("10210", Fraction(62 * 30 + 10, 30)),
        ("6", Fraction(6, 30)),
        ("126f", Fraction(126, 30)),
        ("f:126", Fraction(126, 30)),
        ("12.5", Fraction(25, 2)),
        ("1:02.5", Fraction(125, 2)),
        ("90 s", Fraction(90)),
    ],
)
def test_many_ways_to_type_a_moment(text: str, time: Fraction) -> None:
    assert parse_time(text, Fraction(30)) == time


def test_at_a_variable_rate_clocks_are_read() -> None:
    assert parse_time("1:30", None) == 90
    assert parse_time("12", None) == 12


@given(st.text(max_size=12), st.sampled_from([None, Fraction(30), NTSC]))
def test_nonsense_is_refused_with_a_sentence(text: str, rate: Fraction | None) -> None:
    try:
        sentence = "." if parse_time(text, rate) >= 0 else "negative"
    except UsageError as error:
        sentence = str(error)
    assert sentence.endswith(".")


@given(st.fractions(0, 90000), rates)
def test_what_is_shown_can_be_typed(time: Fraction, rate: Fraction) -> None:
    shown = timecode(time, rate)
    assert timecode(parse_time(shown, rate), rate) == shown
