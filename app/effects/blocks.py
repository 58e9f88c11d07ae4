"""Frames in blocks that lie where they lie in time, wherever a stream begins."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.effects.windows import is_cut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from torch import Tensor

    from app.base.frame import Frame
    from app.effects.effect import Frames


@dataclass(frozen=True, slots=True)
class Block:
    """Frames that are worked on together, all of one shot.

    Attributes:
        frames: In time order, those before and after the block's own among them.
        own: Numbers of its own.
    """

    frames: tuple[Frame[Tensor], ...]
    own: range


@dataclass(frozen=True, slots=True)
class _Held:
    frame: Frame[Tensor]
    shot: int
    block: int


def blocks(
    frames: Frames, length: int, past: int, future: int, rate: Fraction | None
) -> Iterator[Block]:
    """All frames in blocks of `length` in the clock of the media, with neighbours on each side.

    A block ends early at a cut, and neighbours are of the same shot: there are fewer near a cut
    and near an end. Where the rate varies every frame is a block of its own, as nothing in its
    time says how many come before it. Holds `past + length + future` frames.
    """
    held: deque[_Held] = deque()
    begin = shot = 0
    for number, frame in enumerate(frames):
        if held:
            shot += is_cut(held[-1].frame.pixels, frame.pixels)
        block = number if rate is None else round(frame.time * rate) // length
        held.append(_Held(frame, shot, block))
        end = _end(held, begin)
        if len(held) - end >= max(1, future):
            yield _block(held, range(begin, end), past, future)
            begin = _drop(held, end, past)
    while begin < len(held):
        end = _end(held, begin)
        yield _block(held, range(begin, end), past, future)
        begin = _drop(held, end, past)


def _end(held: deque[_Held], begin: int) -> int:
    """Where the block ends that begins there, as far as is known yet."""
    first = held[begin]
    alike = ((each.shot, each.block) == (first.shot, first.block) for each in held)
    return max(number for number, same in enumerate(alike, 1) if same)


def _drop(held: deque[_Held], end: int, past: int) -> int:
    """Let go of what no later block looks at; where the next one begins then."""
    for _ in range(end - past):
        held.popleft()
    return min(end, past)


def _block(held: deque[_Held], own: range, past: int, future: int) -> Block:
    shot = held[own.start].shot
    around = range(max(0, own.start - past), min(len(held), own.stop + future))
    same = [number for number in around if held[number].shot == shot]
    first = own.start - same[0]
    return Block(tuple(held[number].frame for number in same), range(first, first + len(own)))
