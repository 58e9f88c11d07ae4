"""The colours of what is kept, without those of the background that shone through its edge.

Source: M. Forte, Approximate fast foreground colour estimation, ICIP 2021 (blur fusion, twice):
foreground and background are guessed as weighted means of what is around, and what the matte and
these guesses leave unexplained of the picture goes to the foreground.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.effects.resampling import resample

if TYPE_CHECKING:
    from torch import Tensor

_COARSE, _FINE = 0.05, 0.006
"""Radius of the means, as shares of the picture's height: first far, then near."""

_COARSE_SAMPLES = 4
"""Samples of a smaller picture across the coarse radius: far means need no more."""

_PURE, _IMPURE = 6, 1e-4
"""Power of the matte that weighs its samples, and what even those count that are hardly in it."""

_FAINT = 1e-6


def foreground(rgb: Tensor, matte: Tensor) -> Tensor:
    """The colours of what a matte keeps.

    Args:
        rgb: `(3, H, W)`.
        matte: `(1, H, W)` in [0, 1].

    Returns:
        `(3, H, W)`; `rgb` where the matte is 0 or 1, and `rgb` itself where it is so everywhere.
    """
    soft = (matte > 0) & (matte < 1)
    if not soft.any():
        return rgb
    rows, columns = surroundings(soft[0], round(2 * _FINE * rgb.shape[-2]) + 2)
    part = (slice(None), rows, columns)
    front, back = _far_means(rgb, matte)
    front = _explained(rgb[part], matte[part], front[part], back[part])
    reach = max(1, round(_FINE * rgb.shape[-2]))
    near, behind = _near_means(front, back[part], matte[part], reach)
    estimated = _explained(rgb[part], matte[part], near, behind)
    result = rgb.clone()
    result[part] = torch.where(soft[part], estimated, rgb[part])
    return result


def _explained(rgb: Tensor, matte: Tensor, front: Tensor, back: Tensor) -> Tensor:
    """The foreground with what both guesses leave over."""
    rest = rgb - matte * front - (1 - matte) * back
    brightest = max(1.0, float(rgb.amax()))
    return (front + matte * rest).clamp(0, brightest)


def _far_means(rgb: Tensor, matte: Tensor) -> tuple[Tensor, Tensor]:
    """Means of both sides over the coarse radius, from a smaller picture."""
    height, width = rgb.shape[-2:]
    step = max(1.0, _COARSE * height / _COARSE_SAMPLES)
    tall, wide = max(1, round(height / step)), max(1, round(width / step))
    small = _mean(resample(_weighted(rgb, rgb, matte), wide, tall, "area"), _COARSE_SAMPLES)
    return _divided(resample(small, width, height, "bilinear"))


def _near_means(front: Tensor, back: Tensor, matte: Tensor, reach: int) -> tuple[Tensor, Tensor]:
    return _divided(_mean(_weighted(front, back, matte), reach))


def _weighted(front: Tensor, back: Tensor, matte: Tensor) -> Tensor:
    """`(8, H, W)`: both sides times their weights, and the weights.

    Samples that are nearly whole count for more than their share: they are nearly pure.
    """
    # Where none is pure, the others must do.
    ours, theirs = (each**_PURE + _IMPURE * each for each in (matte, 1 - matte))
    return torch.cat([front * ours, back * theirs, ours, theirs])


def _divided(sums: Tensor) -> tuple[Tensor, Tensor]:
    return sums[:3] / sums[6:7].clamp(min=_FAINT), sums[3:6] / sums[7:].clamp(min=_FAINT)


def _mean(planes: Tensor, reach: int) -> Tensor:
    """Over squares, first down, then across; beyond the edge there is nothing to count."""
    side = 2 * reach + 1
    down = F.avg_pool2d(planes[None], (side, 1), 1, (reach, 0))
    across: Tensor = F.avg_pool2d(down, (1, side), 1, (0, reach))[0]
    return across


def surroundings(wanted: Tensor, margin: int) -> tuple[slice, slice]:
    """The rows and columns of what is wanted `(H, W)`, which is not empty, and so many more."""
    sides = []
    for other in (1, 0):
        places = wanted.any(other).nonzero()
        sides.append(slice(max(0, int(places[0]) - margin), int(places[-1]) + margin + 1))
    return sides[0], sides[1]
