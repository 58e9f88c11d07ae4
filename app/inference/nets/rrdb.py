"""RRDB network: Wang et al., "ESRGAN", ECCVW 2018; the generator of Real-ESRGAN."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor


def _activated(features: Tensor) -> Tensor:
    return F.leaky_relu(features, 0.2)


class DenseBlock(nn.Module):
    """Five convolutions, each seeing all earlier features; the residual is scaled by 0.2."""

    def __init__(self, channels: int, growth: int) -> None:
        super().__init__()
        for number in range(1, 5):
            width = channels + (number - 1) * growth
            self.add_module(f"conv{number}", nn.Conv2d(width, growth, 3, padding=1))
        self.conv5 = nn.Conv2d(channels + 4 * growth, channels, 3, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, channels, H, W)` to the same shape."""
        seen = features
        for number in range(1, 5):
            fresh = _activated(self.get_submodule(f"conv{number}")(seen))
            seen = torch.cat((seen, fresh), 1)
        residual: Tensor = self.conv5(seen)
        return features + 0.2 * residual


class ResidualInResidual(nn.Module):
    """Three dense blocks in a row inside one more scaled residual."""

    def __init__(self, channels: int, growth: int) -> None:
        super().__init__()
        self.rdb1 = DenseBlock(channels, growth)
        self.rdb2 = DenseBlock(channels, growth)
        self.rdb3 = DenseBlock(channels, growth)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, channels, H, W)` to the same shape."""
        residual: Tensor = self.rdb3(self.rdb2(self.rdb1(features)))
        return features + 0.2 * residual


class RRDB(nn.Module):
    """Dense residual blocks, then two nearest-neighbour doublings.

    Args:
        scale: 4, or 2 or 1, which first fold the input by 2 or 4 (pixel unshuffle).
        channels: Width of the trunk.
        growth: Features each dense convolution adds.
        blocks: Number of residual-in-residual blocks.

    Attributes:
        multiple: Height and width must be multiples of it.
        receptive_field: Hundreds of pixels in theory, few dozens in effect: left unknown.
    """

    receptive_field: int | None = None

    def __init__(
        self, scale: int = 4, channels: int = 64, growth: int = 32, blocks: int = 23
    ) -> None:
        super().__init__()
        self.multiple = 4 // scale
        self.conv_first = nn.Conv2d(3 * self.multiple**2, channels, 3, padding=1)
        self.body = nn.Sequential(*(ResidualInResidual(channels, growth) for _ in range(blocks)))
        self.conv_body = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv_up1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv_up2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv_hr = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv_last = nn.Conv2d(channels, 3, 3, padding=1)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to `(N, 3, scale*H, scale*W)`."""
        folded = F.pixel_unshuffle(pictures, self.multiple) if self.multiple > 1 else pictures
        shallow = self.conv_first(folded)
        features = shallow + self.conv_body(self.body(shallow))
        for convolution in (self.conv_up1, self.conv_up2):
            doubled = F.interpolate(features, scale_factor=2.0, mode="nearest")
            features = _activated(convolution(doubled))
        result: Tensor = self.conv_last(_activated(self.conv_hr(features)))
        return result
