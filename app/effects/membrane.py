"""Smooth values over a hole that meet those at its edge.

The solution of Laplace's equation, which is what gradient-domain blending adds to what it pastes
(P. Pérez, M. Gangnet and A. Blake, Poisson image editing, 2003), solved from coarse to fine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

if TYPE_CHECKING:
    from torch import Tensor

_ROUNDS = 10
"""Times each sample takes the mean of its four neighbours, on each scale."""

_SMALLEST = 4
"""Samples along a side at which there is no coarser scale."""


def membrane(values: Tensor, known: Tensor) -> Tensor:
    """The values, with those that are not known between those that are.

    Args:
        values: `(C, H, W)`, fp32; what is not known does not count.
        known: `(H, W)`, of booleans; where nothing is, zeros come back.
    """
    weight = known[None].to(values)
    return torch.where(known, values, _solved(values * weight, weight))


def _solved(sums: Tensor, weight: Tensor) -> Tensor:
    """`(C, H, W)` of known values, weighted, and their weights `(1, H, W)`."""
    own = sums / weight.clamp(min=1e-6)
    full = weight > 0
    if min(weight.shape[1:]) <= _SMALLEST or bool(full.all()):
        mean = sums.sum((1, 2)) / weight.sum().clamp(min=1e-6)
        return torch.where(full, own, mean[:, None, None])
    halves = F.avg_pool2d(torch.cat([sums, weight])[None], 2, ceil_mode=True)[0]
    coarse = _solved(halves[:-1], halves[-1:])
    guess = F.interpolate(coarse[None], weight.shape[1:], mode="bilinear")[0]
    return _relaxed(torch.where(full, own, guess), full)


def _relaxed(values: Tensor, fixed: Tensor) -> Tensor:
    """Samples that are not fixed, as the means of their neighbours; edges are mirrored."""
    for _ in range(_ROUNDS):
        framed = F.pad(values[None], (1, 1, 1, 1), mode="replicate")[0]
        up, down = framed[:, :-2, 1:-1], framed[:, 2:, 1:-1]
        left, right = framed[:, 1:-1, :-2], framed[:, 1:-1, 2:]
        values = torch.where(fixed, values, (up + down + left + right) / 4)
    return values
