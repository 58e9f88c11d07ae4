"""A pipeline's thread ends with the pipeline, whatever happens."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

import pytest

from app.render.prefetch import prefetch
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator


def counting(limit: int, closed: list[bool]) -> Generator[int, None, None]:
    try:
        yield from range(limit)
    finally:
        closed.append(True)


def test_items_come_in_order() -> None:
    closed: list[bool] = []
    assert list(prefetch(counting(50, closed), Stages())) == list(range(50))
    assert closed == [True]


def test_upstream_runs_ahead_only_as_far_as_allowed() -> None:
    produced: list[int] = []

    def noted() -> Iterator[int]:
        for number in range(100):
            produced.append(number)
            yield number

    items = prefetch(noted(), Stages(), depth=2)
    assert next(items) == 0
    time.sleep(0.2)
    assert len(produced) <= 1 + 2 + 1
    items.close()


def test_an_error_arrives_after_the_items_before_it() -> None:
    def failing() -> Iterator[int]:
        yield 1
        yield 2
        raise OSError("disk gone")

    items = prefetch(failing(), Stages())
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(OSError, match="disk gone"):
        next(items)


def test_a_consumer_that_stops_ends_the_thread_and_closes_upstream() -> None:
    closed: list[bool] = []
    before = threading.active_count()
    items = prefetch(counting(10**9, closed), Stages())
    next(items)
    items.close()
    assert closed == [True]
    assert threading.active_count() == before


def test_waiting_is_not_booked_as_work() -> None:
    """A quick stage behind a slow one stays quick in the books."""
    stages = Stages()

    def slow() -> Iterator[int]:
        for number in range(5):
            time.sleep(0.03)
            yield number

    behind = prefetch(stages.measured("slow", slow()), stages)
    assert list(stages.measured("quick", behind)) == list(range(5))
    assert stages.busy["slow"] > 0.14
    assert stages.busy["quick"] < 0.05
    assert stages.limiting == "slow"
