"""SCI: Ma et al., "Toward Fast, Flexible, and Robust Low-Light Image Enhancement", CVPR 2022."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

from app.inference.nets.edges import with_edges

if TYPE_CHECKING:
    from torch import Tensor

DARKEST = 1e-4
"""Least light the network may see: what it divides by."""


class Illumination(nn.Module):
    """How much light falls on each pixel: a few small convolutions added to the picture."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.in_conv = nn.Sequential(nn.Conv2d(3, channels, 3, padding=1), nn.ReLU())
        block = [nn.Conv2d(channels, channels, 3, padding=1), nn.BatchNorm2d(channels), nn.ReLU()]
        self.blocks = nn.ModuleList([nn.Sequential(*block)])
        self.out_conv = nn.Sequential(nn.Conv2d(channels, 3, 3, padding=1), nn.Sigmoid())

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to light in (0, 1]."""
        features: Tensor = self.in_conv(pictures)
        for block in self.blocks:
            features = features + block(features)
        light: Tensor = self.out_conv(features) + pictures
        return light.clamp(DARKEST, 1)


class SCI(nn.Module):
    """Divides the picture by its light. Only the first stage works; the others serve training.

    Attributes:
        receptive_field: One pixel per convolution: exact.
    """

    receptive_field = 3

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        self.enhance = Illumination(channels)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape."""
        light = with_edges(self.enhance, pictures, self.receptive_field)
        return pictures / light
