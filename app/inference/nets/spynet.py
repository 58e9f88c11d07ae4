"""SpyNet, optical flow over a pyramid: Ranjan and Black, CVPR 2017."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

MEAN, SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's R'G'B'; they also stand in the weights files."""


class Level(nn.Module):
    """Five convolutions that find what is left of a flow at one size.

    Their input is a frame, the other frame moved back by the flow so far, and that flow.
    """

    widths = (8, 32, 64, 32, 16, 2)

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip(self.widths, self.widths[1:], strict=False):
            layers += [nn.Conv2d(before, after, 7, padding=3), nn.ReLU()]
        self.basic_module = nn.Sequential(*layers[:-1])

    def forward(self, x: Tensor) -> Tensor:
        """`(N, 8, H, W)` to `(N, 2, H, W)`."""
        found: Tensor = self.basic_module(x)
        return found


class SpyNet(nn.Module):
    """Where the samples of one frame are in another.

    Attributes:
        levels: Sizes it looks at, each half the next.
    """

    levels = 6

    def __init__(self) -> None:
        super().__init__()
        self.basic_module = nn.ModuleList(Level() for _ in range(self.levels))
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor(SPREAD).view(1, 3, 1, 1))

    def forward(self, here: Tensor, there: Tensor) -> Tensor:
        """How far each sample of `here` has gone in `there`: `(N, 2, H, W)`, across and down.

        Args:
            here, there: `(N, 3, H, W)`, R'G'B' in [0, 1], any size.
        """
        height, width = here.shape[-2:]
        near, far = self._pyramid(here), self._pyramid(there)
        flow = torch.zeros_like(near[-1][:, :2, :1, :1])
        for level, a, b in zip(self.basic_module, reversed(near), reversed(far), strict=True):
            flow = _grown(flow, a.shape[-2:])
            flow = flow + level(torch.cat((a, moved(b, flow, "border"), flow), 1))
        return flow[..., :height, :width]

    def _pyramid(self, frame: Tensor) -> list[Tensor]:
        """The frame at all sizes, the largest first; its sides made to divide by two that often.

        The smallest has two samples or more along each side, or there would be no motion in it.
        """
        step = 2 ** (self.levels - 1)
        down, right = (max(2 * step - side, -side % step) for side in frame.shape[-2:])
        mean, std = self.get_buffer("mean"), self.get_buffer("std")
        sizes = [F.pad((frame - mean) / std, (0, right, 0, down), mode="replicate")]
        for _ in range(self.levels - 1):
            sizes.append(F.avg_pool2d(sizes[-1], 2))
        return sizes


def moved(x: Tensor, flow: Tensor, beyond: str = "zeros") -> Tensor:
    """`(N, C, H, W)` read at each sample's place plus `flow` `(N, 2, H, W)`; as fp32 inside.

    Places in a large picture are too fine for less. `beyond` the edges are "zeros" or the
    "border"'s samples.
    """
    height, width = x.shape[-2:]
    places = flow.float()
    columns = torch.arange(width, device=x.device) + places[:, 0]
    rows = torch.arange(height, device=x.device)[:, None] + places[:, 1]
    grid = torch.stack((_scaled(columns, width), _scaled(rows, height)), -1)
    return F.grid_sample(x.float(), grid, "bilinear", beyond, align_corners=True).to(x.dtype)


def _scaled(places: Tensor, length: int) -> Tensor:
    """Sample numbers as `grid_sample` counts: -1 the first, 1 the last."""
    return 2 * places / max(length - 1, 1) - 1


def _grown(flow: Tensor, size: tuple[int, ...]) -> Tensor:
    """The flow for twice the size; the one before the first is nothing at all."""
    if flow.shape[-1] == 1:
        return flow.new_zeros(*flow.shape[:2], *size)
    return 2 * F.interpolate(flow, scale_factor=2.0, mode="bilinear", align_corners=True)
