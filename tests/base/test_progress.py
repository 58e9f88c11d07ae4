"""Rates and remaining time, told by a clock the test winds itself."""

from __future__ import annotations

import pytest

from app.base.progress import Progress, RateMeter


class Clock:
    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def run(meter: RateMeter, clock: Clock, frames: range, seconds: float) -> None:
    for number in frames:
        clock.time += seconds
        meter.mark(number + 1)


def test_the_rate_is_unknown_at_first_then_that_of_the_last_frames() -> None:
    clock = Clock()
    meter = RateMeter(8, clock)
    meter.mark(0)
    assert meter.fps is None
    run(meter, clock, range(20), 1.0)
    run(meter, clock, range(20, 40), 0.1)
    assert meter.fps == pytest.approx(10)


def test_a_pause_costs_no_speed() -> None:
    clock = Clock()
    meter = RateMeter(8, clock)
    run(meter, clock, range(10), 0.5)
    meter.pause()
    clock.time += 3600
    meter.resume()
    run(meter, clock, range(10, 12), 0.5)
    assert meter.fps == pytest.approx(2)
    assert meter.progress(12, 112).seconds_left == pytest.approx(50)


def test_progress_never_passes_the_end_whatever_the_header_said() -> None:
    assert Progress(150, 100).fraction == 1
    assert Progress(5).fraction is None
    meter = RateMeter()
    assert meter.progress(150, 100).seconds_left is None
