"""Blocks lie where they lie in time, stop at cuts, and hold few frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.frame import Frame
from app.effects.blocks import Block, blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

RATE = Fraction(25)
NEVER = 1000


def stream(numbers: range, cut: int = NEVER) -> Iterator[Frame[torch.Tensor]]:
    """Frames that are black up to a cut and white from it on."""
    for number in numbers:
        pixels = torch.full((3, 4, 6), float(number >= cut))
        yield Frame(pixels, number / RATE, 1 / RATE)


def seen(made: Iterator[Block]) -> list[tuple[list[int], list[int]]]:
    """(all frames, own frames) of every block, by number."""
    found = []
    for block in made:
        numbers = [int(frame.time * RATE) for frame in block.frames]
        found.append((numbers, [numbers[place] for place in block.own]))
    return found


def test_every_frame_is_in_one_block_with_its_neighbours() -> None:
    made = seen(blocks(stream(range(10)), 4, 2, 1, RATE))
    assert made == [
        ([0, 1, 2, 3, 4], [0, 1, 2, 3]),
        ([2, 3, 4, 5, 6, 7, 8], [4, 5, 6, 7]),
        ([6, 7, 8, 9], [8, 9]),
    ]


@pytest.mark.parametrize("begin", range(9))
def test_a_block_does_not_depend_on_where_the_stream_begins(begin: int) -> None:
    length, past, future = 4, 3, 2
    whole = {tuple(own): around for around, own in seen(blocks(stream(range(30)), 4, 3, 2, RATE))}
    part = seen(blocks(stream(range(begin, 30)), length, past, future, RATE))
    for around, own in part:
        if own[0] >= begin + past + length:
            assert whole[tuple(own)] == around


@pytest.mark.parametrize("cut", [1, 4, 5, 9])
def test_no_frame_of_another_shot_is_in_a_block(cut: int) -> None:
    made = seen(blocks(stream(range(10), cut), 4, 3, 3, RATE))
    assert [number for _, own in made for number in own] == list(range(10))
    for around, own in made:
        assert len({number >= cut for number in around}) == 1
        assert around == list(range(around[0], around[-1] + 1))
        beside = around[0] in (0, cut, own[0] - 3), around[-1] in (9, cut - 1, own[-1] + 3)
        assert all(beside)


def test_frames_of_a_varying_rate_have_their_neighbours_alone() -> None:
    made = seen(blocks(stream(range(4)), 8, 1, 1, None))
    assert made == [([0, 1], [0]), ([0, 1, 2], [1]), ([1, 2, 3], [2]), ([2, 3], [3])]


@pytest.mark.parametrize(("length", "past", "future"), [(4, 2, 3), (1, 5, 0), (6, 0, 2)])
def test_a_long_stream_holds_few_frames(length: int, past: int, future: int) -> None:
    taken = 0

    def counted() -> Iterator[Frame[torch.Tensor]]:
        nonlocal taken
        for frame in stream(range(200)):
            taken += 1
            yield frame

    finished = 0
    for block in blocks(counted(), length, past, future, RATE):
        finished += len(block.own)
        assert taken - (finished - len(block.own)) <= length + max(1, future)
        assert len(block.frames) <= past + length + future
    assert finished == 200


def test_an_empty_stream_has_no_blocks() -> None:
    assert list(blocks(iter(()), 4, 2, 2, RATE)) == []
