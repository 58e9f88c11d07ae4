"""Frames with their neighbours, none of them from another shot."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch.nn.functional as F

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from app.base.frame import Frame
    from app.effects.effect import Frames

CUT = 0.12
"""Mean change of a thumbnail, white being 1, from which on two frames are two shots."""

_THUMBNAIL = (18, 32)


@dataclass(frozen=True, slots=True)
class _Held:
    frame: Frame[Tensor]
    shot: int


def windows(frames: Frames, past: int, future: int) -> Iterator[tuple[Frame[Tensor], list[Tensor]]]:
    """Each frame with the pixels of `past + 1 + future` frames around it.

    Where a neighbour is missing, at either end or across a cut or a change of size, the nearest
    frame of the same shot stands in. Looks `future` frames ahead, keeps `past`.
    """
    if past == future == 0:
        yield from ((frame, [frame.pixels]) for frame in frames)
        return
    held: deque[_Held] = deque()
    middle = shot = 0
    for frame in frames:
        if held:
            shot += is_cut(held[-1].frame.pixels, frame.pixels)
        held.append(_Held(frame, shot))
        if len(held) - 1 - middle == future:
            yield held[middle].frame, _around(held, middle, past, future)
            middle += 1
            if middle > past:
                held.popleft()
                middle -= 1
    for last in range(middle, len(held)):
        yield held[last].frame, _around(held, last, past, future)


def is_cut(before: Tensor, after: Tensor) -> bool:
    """Whether a new shot begins: thumbnails differ much, or the size does. Waits for the device."""
    if before.shape != after.shape:
        return True
    a, b = (F.adaptive_avg_pool2d(pixels[:3].float(), _THUMBNAIL) for pixels in (before, after))
    return float((a - b).abs().mean()) > CUT


def _around(held: Sequence[_Held], middle: int, past: int, future: int) -> list[Tensor]:
    shot = held[middle].shot
    same = [index for index, each in enumerate(held) if each.shot == shot]
    wanted = range(middle - past, middle + future + 1)
    return [held[min(max(index, same[0]), same[-1])].frame.pixels for index in wanted]
