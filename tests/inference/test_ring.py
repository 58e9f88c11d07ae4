"""A slot is lent to one picture at a time, and not before the device has done with it."""

from __future__ import annotations

import threading

import pytest
import torch

from app.inference.ring import Ring, RingClosedError, Shapes, Slot
from tests.inference.fake_lines import LateLine

SMALL: Shapes = ((torch.Size((2, 3)), torch.uint8),)
LARGE: Shapes = ((torch.Size((4, 6)), torch.uint8), (torch.Size((2, 3)), torch.uint8))


def fill(slot: Slot, shapes: Shapes) -> None:
    slot.host = [torch.zeros(shape, dtype=dtype) for shape, dtype in shapes]


def test_there_are_as_many_slots_as_were_allowed_and_they_are_used_again() -> None:
    filled: list[Shapes] = []

    def noted(slot: Slot, shapes: Shapes) -> None:
        fill(slot, shapes)
        filled.append(shapes)

    ring = Ring(noted, 3)
    for _ in range(4):
        lent = [ring.lend(SMALL) for _ in range(3)]
        assert len({id(slot) for slot in lent}) == 3
        for slot in lent:
            ring.give_back(slot)
    assert filled == [SMALL] * 3


def test_no_buffer_is_made_before_it_is_needed() -> None:
    filled: list[Shapes] = []
    Ring(lambda slot, shapes: filled.append(shapes), 5).lend(SMALL)
    assert filled == [SMALL]


def test_a_slot_is_lent_again_only_when_its_mark_is_done() -> None:
    ring, line = Ring(fill, 2), LateLine()
    for _ in range(6):
        slot = ring.lend(SMALL)
        assert slot.mark is None
        slot.held = object()
        line.copy(torch.zeros(1), torch.ones(1))
        slot.mark = mark = line.mark()
        ring.give_back(slot)
        assert not mark.done  # giving back waits for nothing
    assert line.asked == 6
    assert line.ran == 4  # those of the two slots that are in the ring now are still to come
    assert ring.lend(SMALL).held is None


def test_the_one_that_came_back_first_is_lent_first() -> None:
    ring = Ring(fill, 3)
    a, b, c = (ring.lend(SMALL) for _ in range(3))
    for slot in (b, c, a):
        ring.give_back(slot)
    assert [ring.lend(SMALL) for _ in range(3)] == [b, c, a]


def test_other_shapes_get_other_buffers_once_the_old_are_free() -> None:
    ring, line = Ring(fill, 1), LateLine()
    slot = ring.lend(SMALL)
    line.copy(torch.zeros(1), torch.ones(1))
    slot.mark = mark = line.mark()
    ring.give_back(slot)
    again = ring.lend(LARGE)
    assert mark.done
    assert [tuple(plane.shape) for plane in again.host] == [(4, 6), (2, 3)]


def test_who_asks_for_one_too_many_waits_until_one_comes_back() -> None:
    ring = Ring(fill, 1)
    first, got = ring.lend(SMALL), threading.Event()

    def wait() -> None:
        ring.lend(SMALL)
        got.set()

    thread = threading.Thread(target=wait)
    thread.start()
    assert not got.wait(0.1)
    ring.give_back(first)
    thread.join(5)
    assert got.is_set()


def test_stopping_wakes_whoever_waits() -> None:
    ring, errors = Ring(fill, 1), list[Exception]()
    ring.lend(SMALL)

    def wait() -> None:
        try:
            ring.lend(SMALL)
        except RingClosedError as error:
            errors.append(error)

    thread = threading.Thread(target=wait)
    thread.start()
    ring.stop()
    thread.join(5)
    assert len(errors) == 1
    with pytest.raises(RingClosedError):
        ring.lend(SMALL)


def test_closing_waits_for_what_is_under_way_lent_or_not() -> None:
    ring, line = Ring(fill, 2), LateLine()
    for _ in range(2):
        slot = ring.lend(SMALL)
        line.copy(torch.zeros(1), torch.ones(1))
        slot.mark = line.mark()
    ring.give_back(slot)
    ring.close()
    assert line.ran == 2


def test_a_slot_that_could_not_be_filled_is_not_lost() -> None:
    tries: list[int] = []

    def full_at_first(slot: Slot, shapes: Shapes) -> None:
        tries.append(1)
        if len(tries) == 1:
            raise RuntimeError("out of memory")
        fill(slot, shapes)

    ring = Ring(full_at_first, 1)
    with pytest.raises(RuntimeError, match="memory"):
        ring.lend(SMALL)
    assert ring.lend(SMALL).host
