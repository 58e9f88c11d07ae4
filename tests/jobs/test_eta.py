"""Remaining time: never a guess, never a jump that is not admitted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.jobs.eta import FEW_SECONDS, LARGEST_JUMP, Estimate, RemainingTime, in_words


def steady(remaining: RemainingTime, fps: float, seconds: float, total: int) -> Estimate:
    shown = Estimate()
    for tick in range(int(seconds * 10) + 1):
        shown = remaining.update(tick / 10, int(tick / 10 * fps), total)
    return shown


def test_the_first_three_seconds_are_estimating() -> None:
    assert steady(RemainingTime(), 10, 2.9, 1000).seconds is None


def test_fewer_than_five_frames_are_estimating() -> None:
    assert steady(RemainingTime(), 0.5, 9.0, 1000).seconds is None
    assert steady(RemainingTime(), 0.5, 11.0, 1000).seconds is not None


def test_a_steady_job_is_told_right() -> None:
    shown = steady(RemainingTime(), 10, 20, 1000)
    assert shown.seconds == pytest.approx(80, abs=2)
    assert not shown.slower


def test_an_unknown_total_is_never_estimated() -> None:
    remaining = RemainingTime()
    for tick in range(100):
        assert remaining.update(tick, tick * 10, None).seconds is None


def test_one_slow_frame_changes_nothing() -> None:
    remaining = RemainingTime()
    for tick in range(20):
        remaining.update(tick, tick * 10, 1000)
    shown = remaining.update(25, 200, 1000)
    assert shown.seconds == pytest.approx(80, abs=6)
    assert not shown.slower


def test_a_job_that_slows_down_says_so() -> None:
    remaining = RemainingTime()
    for tick in range(20):
        remaining.update(tick, tick * 10, 1000)
    shown = [remaining.update(20 + tick, 200 + tick, 1000) for tick in range(40)]
    assert any(estimate.slower for estimate in shown)


def test_frames_of_before_a_pause_count_for_nothing() -> None:
    """A resumed job begins at frame 900 of 1000 and runs at 1 frame per second."""
    remaining = RemainingTime()
    shown = Estimate()
    for tick in range(11):
        shown = remaining.update(tick, 900 + tick, 1000)
    assert shown.seconds == pytest.approx(90, abs=3)


@given(st.lists(st.tuples(st.floats(0.01, 20), st.integers(0, 50)), max_size=120))
def test_it_never_jumps_up_without_saying_so(steps: list[tuple[float, int]]) -> None:
    remaining, now, done, before = RemainingTime(), 0.0, 0, Estimate()
    changed_at: float | None = None
    for elapsed, frames in steps:
        now, done = now + elapsed, done + frames
        shown = remaining.update(now, done, 5000)
        if shown.seconds is not None and before.seconds is not None:
            jump = shown.seconds > max(before.seconds, FEW_SECONDS) * LARGEST_JUMP
            assert shown.slower or not jump
            assert shown.seconds >= 0
        if shown != before:
            assert changed_at is None or now - changed_at >= 1.0
            changed_at = now
        before = shown


@given(st.lists(st.tuples(st.floats(0.01, 20), st.integers(0, 50)), max_size=60))
def test_it_estimates_nothing_too_early(steps: list[tuple[float, int]]) -> None:
    remaining, now, done = RemainingTime(), 0.0, 0
    remaining.update(now, done, 5000)
    for elapsed, frames in steps:
        now, done = now + elapsed, done + frames
        if now < 3 or done < 5:
            assert remaining.update(now, done, 5000).seconds is None
        else:
            remaining.update(now, done, 5000)


@pytest.mark.parametrize(
    ("seconds", "unit", "number"),
    [
        (0, "few", 0),
        (4.9, "few", 0),
        (5, "seconds", 5),
        (26.4, "seconds", 26),
        (90, "seconds", 90),
        (91, "minutes", 2),
        (240, "minutes", 4),
        (5400, "minutes", 90),
        (5401, "hours", 2),
        (7200, "hours", 2),
    ],
)
def test_it_is_said_as_people_say_it(seconds: float, unit: str, number: int) -> None:
    assert in_words(seconds) == (unit, number)
