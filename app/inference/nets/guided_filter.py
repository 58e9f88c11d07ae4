"""A mask that follows the edges of a picture: weighted guided filter (He et al. 2013) in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

if TYPE_CHECKING:
    from torch import Tensor

LEAST = 1e-6
"""Added to the weights, so that windows in which nothing is known divide by something."""


def follow_colours(
    pixels: Tensor, mask: Tensor, known: Tensor, reach: int, smooth: float
) -> Tensor:
    """The mask as a line over colour, learnt around each sample from those that are known.

    Args:
        pixels: `(3, H, W)`, R'G'B' in [0, 1].
        mask: `(1, H, W)` in [0, 1].
        known: `(1, H, W)`: how much each sample of the mask counts.
        reach: Radius of the squares that lines are learnt on, in samples.
        smooth: Variance of a colour below which a place counts as flat.

    Returns:
        `(1, H, W)`, not clamped. 13 planes of the picture's size are held meanwhile.
    """
    pairs = [(a, b) for a in range(3) for b in range(a, 3)]
    products = torch.stack([pixels[a] * pixels[b] for a, b in pairs])
    summed = _sums(torch.cat((pixels, mask, products, pixels * mask)) * known, reach)
    total = _sums(known, reach) + LEAST
    means = summed / total
    colour, level = means[:3], means[3:4]
    spread = means[4:10] - torch.stack([colour[a] * colour[b] for a, b in pairs])
    slope = _solved(spread, means[10:] - colour * level, smooth)
    return level + (slope * (pixels - colour)).sum(0, keepdim=True)


def _sums(planes: Tensor, reach: int) -> Tensor:
    """Over squares, first down, then across."""
    side = 2 * reach + 1
    down = F.avg_pool2d(planes[None], (side, 1), 1, (reach, 0))
    across: Tensor = F.avg_pool2d(down, (1, side), 1, (0, reach))[0]
    return across


def _solved(spread: Tensor, together: Tensor, smooth: float) -> Tensor:
    """`S⁻¹ t` at each sample, S the symmetric covariance with `smooth` on its diagonal.

    By cofactors: sample by sample, a solver would take a hundred times as long.
    """
    rr, rg, rb, gg, gb, bb = spread
    rr, gg, bb = rr + smooth, gg + smooth, bb + smooth
    c0, c1, c2 = gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg
    c3, c4, c5 = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    x, y, z = together
    solved = torch.stack((c0 * x + c1 * y + c2 * z, c1 * x + c3 * y + c4 * z,
                          c2 * x + c4 * y + c5 * z))  # fmt: skip
    determinant: Tensor = rr * c0 + rg * c1 + rb * c2
    return solved / determinant
