"""RLFN: Kong et al., "Residual Local Feature Network for Efficient Super-Resolution", 2022."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.place import Place

if TYPE_CHECKING:
    from torch import Tensor


GRID = 6
"""Step in pixels of the attention's strided view."""


class SpatialAttention(nn.Module):
    """Enhanced spatial attention: a gate from a coarse, strided view of the features.

    The coarse view is stretched to the size of the features by a factor that depends on the size
    of the whole picture; a tile therefore has to know its place to give the same values.
    """

    def __init__(self, channels: int, inner: int, place: Place) -> None:
        super().__init__()
        self.place = place
        self.conv1 = nn.Conv2d(channels, inner, 1)
        self.conv_f = nn.Conv2d(inner, inner, 1)
        self.conv2 = nn.Conv2d(inner, inner, 3, stride=2)
        self.conv3 = nn.Conv2d(inner, inner, 3, padding=1)
        self.conv4 = nn.Conv2d(inner, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, channels, H, W)`, H and W at least 15, to the same shape."""
        thin = self.conv1(features)
        coarse = self.conv3(F.max_pool2d(self.conv2(thin), kernel_size=7, stride=3))
        gate: Tensor = self.conv4(self._stretched(coarse, features) + self.conv_f(thin))
        return features * torch.sigmoid(gate)

    def _stretched(self, coarse: Tensor, features: Tensor) -> Tensor:
        """The coarse view `(N, inner, h, w)` at the size of the features, bilinearly."""
        size = features.shape[-2:]
        origin = self.place.origin
        if origin is None:
            return F.interpolate(coarse, size=size, mode="bilinear", align_corners=False)
        rows, columns = (
            stretching(coarse.shape[2 + axis], size[axis], origin[axis], self.place.size[axis])
            for axis in (0, 1)
        )
        stretched = torch.matmul(
            rows.to(coarse.device) @ coarse.float(), columns.T.to(coarse.device)
        )
        return stretched.to(coarse.dtype)


def coarse_length(length: int) -> int:
    """Samples that the strided convolution and the pooling leave of `length` pixels."""
    return (((length - 3) // 2 + 1) - 7) // 3 + 1


def stretching(coarse: int, length: int, origin: int, whole: int) -> Tensor:
    """Bilinear weights `(length, coarse)` that give a tile what the whole picture would get.

    Args:
        coarse: Samples of the tile's own coarse view, which begins at its origin.
        length: Pixels of the tile.
        origin: Its first pixel in the picture, a multiple of the grid.
        whole: Pixels of the picture along this axis.
    """
    pixels = origin + torch.arange(length, dtype=torch.float64)
    at = (pixels + 0.5) * coarse_length(whole) / whole - 0.5
    at = at.clamp(0, coarse_length(whole) - 1) - origin // GRID
    samples = torch.arange(coarse, dtype=torch.float64)
    distance = (at.clamp(0, coarse - 1)[:, None] - samples).abs()
    return (1 - distance).clamp(min=0).float()


class ResidualBlock(nn.Module):
    """Residual local feature block: three 3×3 convolutions, a skip, a 1×1 and the attention."""

    def __init__(self, channels: int, inner: int, place: Place) -> None:
        super().__init__()
        self.c1_r = nn.Conv2d(channels, channels, 3, padding=1)
        self.c2_r = nn.Conv2d(channels, channels, 3, padding=1)
        self.c3_r = nn.Conv2d(channels, channels, 3, padding=1)
        self.c5 = nn.Conv2d(channels, channels, 1)
        self.esa = SpatialAttention(channels, inner, place)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, channels, H, W)` to the same shape."""
        local = features
        for convolution in (self.c1_r, self.c2_r, self.c3_r):
            local = F.leaky_relu(convolution(local), 0.05)
        result: Tensor = self.esa(self.c5(local + features))
        return result


class RLFN(nn.Module):
    """Six residual blocks and a pixel shuffle; input and output R'G'B' in [0, 255].

    Attributes:
        minimum: Least height and width (the attention's strided view must not be empty).
        grid: Step of the strided view in pixels.
        place: Where the input lies in its picture.
    """

    minimum = 16
    grid = GRID
    receptive_field: int | None = None
    blocks = 6

    def __init__(self, scale: int, channels: int = 52, inner: int = 16) -> None:
        super().__init__()
        self.place = Place()
        self.conv_1 = nn.Conv2d(3, channels, 3, padding=1)
        for number in range(1, self.blocks + 1):
            self.add_module(f"block_{number}", ResidualBlock(channels, inner, self.place))
        self.conv_2 = nn.Conv2d(channels, channels, 3, padding=1)
        shuffled = nn.Conv2d(channels, 3 * scale * scale, 3, padding=1)
        self.upsampler = nn.Sequential(shuffled, nn.PixelShuffle(scale))

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` to `(N, 3, scale*H, scale*W)`."""
        shallow = self.conv_1(pictures)
        deep = shallow
        for number in range(1, self.blocks + 1):
            deep = self.get_submodule(f"block_{number}")(deep)
        result: Tensor = self.upsampler(self.conv_2(deep) + shallow)
        return result
