"""Compact (SRVGGNet): Wang et al., "Real-ESRGAN", ICCVW 2021; the small network of its releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor


class Compact(nn.Module):
    """Plain 3×3 convolutions with PReLU, a pixel shuffle, and the enlarged input added.

    Attributes:
        receptive_field: One pixel per convolution: exact.
    """

    def __init__(self, scale: int, channels: int = 64, convolutions: int = 16) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(3, channels, 3, padding=1), nn.PReLU(channels)]
        for _ in range(convolutions):
            layers += [nn.Conv2d(channels, channels, 3, padding=1), nn.PReLU(channels)]
        layers.append(nn.Conv2d(channels, 3 * scale * scale, 3, padding=1))
        self.body = nn.Sequential(*layers)
        self.scale = scale
        self.receptive_field = convolutions + 2

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to `(N, 3, scale*H, scale*W)`."""
        detail = F.pixel_shuffle(self.body(pictures), self.scale)
        return detail + F.interpolate(pictures, scale_factor=float(self.scale), mode="nearest")
