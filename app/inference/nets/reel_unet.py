"""A two-level U-Net trunk, shared by the built-in restoration networks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions beside the identity, without normalisation (EDSR, Lim et al. 2017)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=1)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """`(N, C, H, W)` in, the same shape out."""
        y: Tensor = self.second(F.relu(self.first(x)))
        return x + y


def blocks(channels: int, count: int) -> nn.Sequential:
    """A row of residual blocks."""
    return nn.Sequential(*(ResidualBlock(channels) for _ in range(count)))


class UNet(nn.Module):
    """`(N, inputs, H, W)` -> `(N, outputs, H, W)`, H and W even (DRUNet's form, Zhang et al. 2021).

    Attributes:
        receptive_field: Radius in its own input pixels, rounded up.
    """

    def __init__(
        self, inputs: int, outputs: int, width: int, deep: int, outer: int, inner: int
    ) -> None:
        super().__init__()
        # head, tail and 2 * outer blocks at full size; 2 * inner convolutions at half, and its grid
        self.receptive_field = 2 + 4 * outer + 4 * inner + 1
        self.head = nn.Conv2d(inputs, width, 3, padding=1)
        self.encode = blocks(width, outer)
        self.down = nn.Conv2d(width, deep, 2, stride=2)
        self.middle = blocks(deep, inner)
        self.up = nn.Conv2d(deep, 4 * width, 1)
        self.decode = blocks(width, outer)
        self.tail = nn.Conv2d(width, outputs, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """One pass down and up."""
        fine = self.encode(self.head(x))
        coarse = self.middle(self.down(fine))
        merged = fine + F.pixel_shuffle(self.up(coarse), 2)
        result: Tensor = self.tail(self.decode(merged))
        return result
