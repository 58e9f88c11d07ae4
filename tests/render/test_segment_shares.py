"""Segments are shared out so that all devices are busy and nothing is made twice."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from app.render.segment_shares import MOST, Shares

if TYPE_CHECKING:
    from collections.abc import Iterator


def shares_of(shares: Shares) -> Iterator[range]:
    while (share := shares.take()) is not None:
        yield share
        shares.leave()


def test_one_alone_takes_everything_up_to_the_next_gap() -> None:
    shares = Shares([0, 1, 2, 5, 6, 9], 1)
    assert list(shares_of(shares)) == [range(3), range(5, 7), range(9, 10)]


@pytest.mark.parametrize("count", [1, 2, 7, 30, 500])
@pytest.mark.parametrize("workers", [2, 3, 8])
def test_several_take_every_segment_once_first_ones_first(count: int, workers: int) -> None:
    taken = list(shares_of(Shares(range(count), workers)))
    assert [number for share in taken for number in share] == list(range(count))
    assert max(map(len, taken)) <= MOST
    assert len(taken[-1]) == 1  # nobody is left with much while the others have nothing


def test_what_comes_back_is_taken_before_what_follows() -> None:
    shares = Shares(range(8), 2)
    first, second = shares.take(), shares.take()
    assert (first, second) == (range(2), range(2, 4))
    shares.leave([1])
    assert shares.take() == range(1, 2)
    assert shares.left == 4


def test_who_finds_nothing_waits_for_what_may_come_back() -> None:
    shares, got = Shares([0], 2), list[range | None]()
    assert shares.take() == range(1)
    thread = threading.Thread(target=lambda: got.append(shares.take()))
    thread.start()
    thread.join(0.1)
    assert thread.is_alive()
    shares.leave([0])
    thread.join(5)
    assert got == [range(1)]


@pytest.mark.parametrize("end", ["done", "stopped"])
def test_who_waits_goes_home_when_all_is_done_or_stopped(end: str) -> None:
    shares, got = Shares([0], 2), list[range | None]()
    shares.take()
    thread = threading.Thread(target=lambda: got.append(shares.take()))
    thread.start()
    shares.leave() if end == "done" else shares.stop()
    thread.join(5)
    assert got == [None]
