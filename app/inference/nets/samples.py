"""Pieces that stand for a large picture where only means over it are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 64
"""Pixels along the side of a piece."""

COUNT = 5
"""Pieces along an axis that is too long to be taken whole."""


def samples(pictures: Tensor, multiple: int) -> Tensor:
    """Pieces spread evenly over pictures, in their full detail.

    An axis of at most `SIDE * COUNT` pixels is taken whole, so small pictures are all there.

    Args:
        pictures: `(N, C, H, W)`.
        multiple: Pieces begin at multiples of it, and those that are no whole axis end there.

    Returns:
        `(N * pieces, C, h, w)`, all pieces of the first picture first.
    """
    rows, columns = (_cut(length, multiple) for length in pictures.shape[-2:])
    pieces = [pictures[..., down, across] for down in rows for across in columns]
    return torch.stack(pieces, 1).flatten(0, 1)


def _cut(length: int, multiple: int) -> list[slice]:
    if length <= SIDE * COUNT:
        return [slice(0, length)]
    free = length - SIDE
    starts = (free * number // (COUNT - 1) // multiple * multiple for number in range(COUNT))
    return [slice(start, start + SIDE) for start in starts]
