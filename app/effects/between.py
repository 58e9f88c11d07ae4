"""The picture between two, by moving both along their motion.

Motions are carried forward to the moment and averaged there by their trust (forward warping and
occlusion reasoning as in S. Baker et al., A database and evaluation methodology for optical flow,
IJCV 2011; weighted sums as in S. Niklaus and F. Liu, Softmax splatting, CVPR 2020). What only one
picture shows is taken from that one; where no motion can be trusted, the two are blended.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.effects.optical_flow import at_moved, flow_between, gray_codes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from app.effects.optical_flow import Flow

_HOLE = 1e-4
"""Weight of motions below which a place has none of its own."""

_AREA = 16
"""Side of the squares over which trust is averaged: narrow strips that appear or vanish are meant
to have none, large areas without are lost."""

_LOST, _SOUND = 0.25, 0.5
"""Mean trust up to which pictures are blended, and from which motion counts fully."""


class ByFlow:
    """Follows the motion between neighbours; looks at each picture once."""

    def __init__(self) -> None:
        self._last: tuple[Tensor, tuple[NDArray[np.uint8], int]] | None = None

    def __call__(self, first: Tensor, second: Tensor) -> Callable[[float], Tensor] | None:
        """What makes the pictures between two, at a share of the time; None where they are tiny."""
        (before, factor), (after, _) = self._codes(first), self._codes(second)
        flow = flow_between(before, after, factor)
        return None if flow is None else partial(picture_between, first, second, flow)

    def _codes(self, pixels: Tensor) -> tuple[NDArray[np.uint8], int]:
        if self._last is None or self._last[0] is not pixels:
            self._last = pixels, gray_codes(pixels)
        return self._last[1]


def picture_between(first: Tensor, second: Tensor, flow: Flow, share: float) -> Tensor:
    """What was seen between two pictures.

    Args:
        first, second: `(C, H, W)`, on one device.
        flow: Between them.
        share: Of the time from one to the other, within (0, 1).
    """
    motion, weights, sound = _at_moment(flow, share)
    full = _enlarged(motion, first, flow.factor)
    parts = _enlarged(torch.cat([weights, sound[None]]), first, flow.factor)
    from_first = at_moved(first.float(), -share * flow.factor * full, "bicubic")
    from_second = at_moved(second.float(), (1 - share) * flow.factor * full, "bicubic")
    moved = torch.lerp(from_first, from_second, parts[0])
    blend = torch.lerp(first.float(), second.float(), share)
    return torch.lerp(blend, moved, parts[1]).to(first.dtype)


def _at_moment(flow: Flow, share: float) -> tuple[Tensor, Tensor, Tensor]:
    """Motion `(2, h, w)` of a moment, the second picture's part `(1, h, w)`, trust `(h, w)`."""
    early = _carried(flow.there, flow.there, flow.trust_there, share)
    late = _carried(-flow.back, flow.back, flow.trust_back, 1 - share)
    total = early + late
    motion = _without_holes(total)
    first, second = (1 - share) * early[2], share * late[2]
    part = (second + 1e-6 * share) / (first + second + 1e-6)
    trust = (total[2] / 2).clamp(max=1)[None, None]
    squares = F.avg_pool2d(trust, min(_AREA, *trust.shape[2:]), ceil_mode=True)
    around = F.interpolate(squares, trust.shape[2:], mode="bilinear")[0, 0]
    sound = ((around - _LOST) / (_SOUND - _LOST)).clamp(0, 1)
    return motion, part[None], sound


def _carried(motion: Tensor, way: Tensor, trust: Tensor, share: float) -> Tensor:
    """`(3, h, w)`: sums of weighted motions and of weights, each moved a share of its way.

    On the processor, where the order of sums is fixed: the same frames give the same picture.
    """
    height, width = trust.shape
    x = torch.arange(width) + share * way[0]
    y = torch.arange(height)[:, None] + share * way[1]
    left, top = x.floor(), y.floor()
    carried = torch.zeros(3, height * width)
    values = torch.cat([motion * trust, trust[None]]).flatten(1)
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        column, row = left + right, top + below
        weight = (1 - (x - column).abs()) * (1 - (y - row).abs())
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        place = (row.clamp(0, height - 1) * width + column.clamp(0, width - 1)).long()
        carried.index_add_(1, place.flatten(), values * (weight * inside).flatten())
    return carried.view(3, height, width)


def _without_holes(total: Tensor) -> Tensor:
    """The mean motion `(2, h, w)`; places with none take that of their surroundings."""
    weight = total[2:]
    if min(weight.shape[1:]) > 1:
        coarse = _without_holes(
            F.avg_pool2d(total[None], 2, ceil_mode=True, count_include_pad=False)[0]
        )
        around = F.interpolate(coarse[None], weight.shape[1:], mode="bilinear")[0]
    else:
        around = (total[:2].sum((1, 2)) / weight.sum().clamp(min=_HOLE))[:, None, None]
    own = total[:2] / weight.clamp(min=_HOLE)
    return torch.lerp(around.expand_as(own), own, (weight / (10 * _HOLE)).clamp(max=1))


def _enlarged(grid: Tensor, picture: Tensor, factor: int) -> Tensor:
    """A grid `(n, h, w)` at the picture's size, on its device."""
    height, width = picture.shape[-2:]
    grid = grid.to(picture.device)
    if factor > 1:
        grid = F.interpolate(grid[None], scale_factor=factor, mode="bilinear")[0]
    return grid[:, :height, :width]
