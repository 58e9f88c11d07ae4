"""How often something is done beside the work."""

from __future__ import annotations

import contextlib

import pytest

from app.base.pace import Pace

LEAST, SHARE = 0.5, 0.05


class Clock:
    """Stands still but when somebody works."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(clock: Clock) -> Pace:
    return Pace(LEAST, SHARE, clock)


def test_the_first_turn_comes_after_the_least_time(pace: Pace, clock: Clock) -> None:
    assert not pace.due
    clock.time += LEAST
    assert pace.due


def test_a_quick_turn_is_followed_by_one_as_soon_as_is_wanted(pace: Pace, clock: Clock) -> None:
    clock.time += LEAST
    with pace.turn():
        clock.time += 0.001
    clock.time += LEAST - 0.01
    assert not pace.due
    clock.time += 0.01
    assert pace.due


def test_a_slow_turn_is_waited_for_so_long_that_it_took_no_more_than_its_share(
    pace: Pace, clock: Clock
) -> None:
    with pace.turn():
        clock.time += 3.0
    clock.time += 3.0 / SHARE - 0.01
    assert not pace.due
    clock.time += 0.01
    assert pace.due


def test_a_turn_that_fails_counts_too(pace: Pace, clock: Clock) -> None:
    with contextlib.suppress(OSError), pace.turn():
        clock.time += 3.0
        raise OSError("full")
    clock.time += LEAST
    assert not pace.due


def test_turns_that_take_longer_and_longer_never_take_more_than_their_share(
    pace: Pace, clock: Clock
) -> None:
    """A layer is built anew from all that was found: the cost of one grows with the frames."""
    spent = 0.0
    for frame in range(200_000):
        clock.time += 0.02
        if pace.due:
            with pace.turn():
                cost = 1e-5 * frame
                clock.time, spent = clock.time + cost, spent + cost
    assert 0 < spent <= SHARE * (clock.time - 100)
