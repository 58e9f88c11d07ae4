"""Where neighbour frames show the same things: block matching from coarse to fine.

Blocks are matched by squared differences in all colours on frames made small, where noise is
averaged away: every motion within reach at a quarter of the size, then parts of samples at a
quarter and at half (parabolas through three costs, as in Tian and Huhns 1986). Nothing is learnt.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

REACH = 3
"""Farthest motion that is looked for, in samples of a quarter of the size: 12 of the picture's."""
QUARTER_BLOCK, HALF_BLOCK = 6, 6
"""Radii of the blocks, which are 52 and 26 samples of the picture across."""
STILLNESS = 0.3
"""What a coarse sample of motion costs over the noise's power: flat areas had rather stand still
than follow the noise."""
MARGIN = 124
"""Radius in samples of the picture that a motion depends on, rounded up."""


def box(x: Tensor, radius: int) -> Tensor:
    """The mean over squares of `2 * radius + 1` samples."""
    side = 2 * radius + 1
    padded = F.pad(x, (radius, radius, radius, radius), mode="replicate")
    return F.avg_pool2d(F.avg_pool2d(padded, (side, 1), 1), (1, side), 1)


def read(x: Tensor, motion: Tensor, mode: str = "bilinear") -> Tensor:
    """`(N, C, H, W)` read at each sample's place plus `motion` `(N, 2, H, W)`: across, down."""
    height, width = x.shape[-2:]
    columns = torch.arange(width, device=x.device, dtype=x.dtype) + motion[:, 0]
    rows = torch.arange(height, device=x.device, dtype=x.dtype)[:, None] + motion[:, 1]
    grid = torch.stack(((2 * columns + 1) / width - 1, (2 * rows + 1) / height - 1), -1)
    return F.grid_sample(x, grid, mode, "border", align_corners=False)


def motion_between(middle: Tensor, near: Tensor, power: Tensor) -> Tensor:
    """How far each sample of `middle` has gone in `near`: `(N, 2, H, W)`, across and down.

    Args:
        middle, near: `(N, 3, H, W)`, H and W divisible by 4.
        power: The noise's variance, `(N, 1, H, W)`.
    """
    a, b = F.avg_pool2d(middle, 4), F.avg_pool2d(near, 4)
    motion = _searched(a, b, STILLNESS * F.avg_pool2d(power, 4))
    motion = _grown(_refined(a, b, motion, QUARTER_BLOCK))
    a, b = F.avg_pool2d(middle, 2), F.avg_pool2d(near, 2)
    for _ in range(2):
        motion = _refined(a, b, motion, HALF_BLOCK)
    return _grown(motion)


def _searched(a: Tensor, b: Tensor, price: Tensor) -> Tensor:
    """The cheapest whole motion up to `REACH`; a row of shifts at a time, as starting many small
    computations takes longer than doing them."""
    steps = torch.arange(-REACH, REACH + 1, device=a.device, dtype=a.dtype)
    padded = F.pad(b, (REACH, REACH, REACH, REACH), mode="replicate")
    least = torch.full_like(a[:, :1], torch.inf)
    motion = torch.zeros_like(a[:, :2])
    for row in range(2 * REACH + 1):
        down = row - REACH
        distance = (steps.square() + down * down).sqrt()[:, None, None]
        moved = [(row, column) for column in range(2 * REACH + 1)]
        cost, best = (_costs(a, padded, moved, QUARTER_BLOCK) + price * distance).min(1, True)
        here = torch.cat((steps[best], torch.full_like(cost, down)), 1)
        motion = torch.where(cost < least, here, motion)
        least = torch.minimum(cost, least)
    return motion


def _refined(a: Tensor, b: Tensor, motion: Tensor, radius: int) -> Tensor:
    """Moved on by up to a sample, to the lowest point of parabolas through the costs around."""
    padded = F.pad(read(b, motion), (1, 1, 1, 1), mode="replicate")
    costs = _costs(a, padded, [(1, 1), (1, 0), (1, 2), (0, 1), (2, 1)], radius)
    here, left, right, above, below = costs[:, :, None].unbind(1)
    return motion + torch.cat((_lowest(left, here, right), _lowest(above, here, below)), 1)


def _costs(a: Tensor, padded: Tensor, places: list[tuple[int, int]], radius: int) -> Tensor:
    """Mean squared differences of blocks, summed over the colours, for each (row, column) of
    `padded` that the picture may begin at: `(N, places, H, W)`."""
    height, width = a.shape[-2:]
    squares = [
        (a - padded[..., row : row + height, column : column + width]).square().sum(1)
        for row, column in places
    ]
    return box(torch.stack(squares, 1), radius)


def _lowest(before: Tensor, here: Tensor, after: Tensor) -> Tensor:
    """Where a parabola through three costs is lowest, -1 to 1; 0 where it has no such point."""
    bend = before + after - 2 * here
    place = (0.5 * (before - after) / bend.clamp(min=1e-9)).clamp(-1, 1)
    return place * (bend > 1e-9)


def _grown(motion: Tensor) -> Tensor:
    """The motion for twice the size."""
    return 2 * F.interpolate(motion, scale_factor=2.0, mode="bilinear", align_corners=False)
