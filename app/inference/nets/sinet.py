"""SINet: Park et al., "SINet: Extreme Lightweight Portrait Segmentation Networks", WACV 2020."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 224
"""Of the square picture it was trained on."""

Branch = tuple[int, int]
"""Size of a kernel, and how many times smaller the picture is that it works on."""

SHALLOW: tuple[tuple[Branch, Branch], ...] = (((3, 1), (5, 1)), ((3, 1), (3, 1)))
DEEP: tuple[tuple[Branch, Branch], ...] = (
    ((3, 1), (5, 1)), ((3, 1), (3, 1)), ((5, 1), (3, 2)), ((5, 2), (3, 4)),
    ((3, 1), (3, 1)), ((5, 1), (5, 1)), ((3, 2), (3, 4)), ((3, 1), (5, 2)),
)  # fmt: skip
"""Branches of the blocks at a quarter and at an eighth of the size (the paper's table 1)."""

MEAN = (132.35703, 115.69884, 107.304565)
DEVIATION = (68.29726, 65.1337, 63.97182)
"""Of R'G'B' in 0 to 255, over the pictures it was trained on."""


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


def _depthwise(channels: int, size: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(
        channels, channels, size, stride, padding=size // 2, groups=channels, bias=False
    )


def _larger(features: Tensor, times: int) -> Tensor:
    return F.interpolate(features, scale_factor=float(times), mode="bilinear", align_corners=True)


class Activated(nn.Module):
    """Norm and activation, after a convolution where there is one."""

    def __init__(self, channels: int, convolution: nn.Module | None = None) -> None:
        super().__init__()
        if convolution is not None:
            self.conv = convolution
        self.bn = _norm(channels)
        self.act = nn.PReLU(channels)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to `(N, channels, H/stride, W/stride)`."""
        if hasattr(self, "conv"):
            features = self.conv(features)
        result: Tensor = self.act(self.bn(features))
        return result


class Squeeze(nn.Module):
    """Weighs each channel by what the whole picture holds of all."""

    def __init__(self, channels: int, divide: int) -> None:
        super().__init__()
        few = channels // divide
        layers: list[nn.Module] = [nn.Linear(channels, few), nn.PReLU(few)]
        if divide > 1:
            layers += [nn.Linear(few, channels), nn.PReLU(channels)]
        self.dense = nn.Sequential(*layers)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to the same shape."""
        weights: Tensor = self.dense(features.mean((2, 3)))
        return features * weights[..., None, None]


def _halving(inputs: int, outputs: int, divide: int) -> Activated:
    layers = (
        _depthwise(inputs, 3, 2), Squeeze(inputs, divide), nn.Conv2d(inputs, outputs, 1, bias=False)
    )  # fmt: skip
    return Activated(outputs, nn.Sequential(*layers))


class SpatialSqueeze(nn.Module):
    """One branch: a depthwise convolution of a smaller copy, brought back to size."""

    def __init__(self, inputs: int, outputs: int, branch: Branch) -> None:
        super().__init__()
        size, self.smaller = branch
        self.conv = nn.Sequential(_depthwise(inputs, size), _norm(inputs))
        self.act_conv1x1 = nn.Sequential(
            nn.PReLU(inputs), nn.Conv2d(inputs, outputs, 1, bias=False)
        )
        self.bn = _norm(outputs)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, H, W)`; sides are multiples of `smaller`."""
        if self.smaller > 1:
            features = F.avg_pool2d(features, self.smaller)
        features = self.act_conv1x1(self.conv(features))
        if self.smaller > 1:
            features = _larger(features, self.smaller)
        result: Tensor = self.bn(features)
        return result


class Grouped(nn.Module):
    """A convolution of one pixel in groups, whose outputs are then mixed between them."""

    def __init__(self, inputs: int, outputs: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 1, groups=2, bias=False)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, H, W)`."""
        return F.channel_shuffle(self.conv(features), 2)


class SpatialModule(nn.Module):
    """Two branches that look at different scales, side by side."""

    def __init__(self, inputs: int, outputs: int, branches: tuple[Branch, Branch]) -> None:
        super().__init__()
        half = outputs // 2
        self.c1 = Grouped(inputs, half)
        self.d1 = SpatialSqueeze(half, half, branches[0])
        self.d2 = SpatialSqueeze(half, half, branches[1])
        self.BR = Activated(outputs)
        self.adds = inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, H, W)`."""
        mixed = self.c1(features)
        seen = torch.cat((self.d1(mixed), self.d2(mixed)), 1)
        result: Tensor = self.BR(features + seen if self.adds else seen)
        return result


def _modules(inputs: int, outputs: int, table: tuple[tuple[Branch, Branch], ...]) -> nn.Sequential:
    widths = [inputs] + [outputs] * (len(table) - 1)
    return nn.Sequential(
        *(SpatialModule(width, outputs, row) for width, row in zip(widths, table, strict=True))
    )


class Encoder(nn.Module):
    """Features at a quarter of the size, and classes at an eighth."""

    def __init__(self) -> None:
        super().__init__()
        self.level1 = Activated(12, nn.Conv2d(3, 12, 3, 2, padding=1, bias=False))
        self.level2_0 = _halving(12, 16, 1)
        self.level2 = _modules(16, 48, SHALLOW)
        self.BR2 = Activated(64)
        self.level3_0 = _halving(64, 48, 2)
        self.level3 = _modules(48, 96, DEEP)
        self.BR3 = Activated(144)
        self.classifier = nn.Sequential()
        self.classifier.add_module("conv", nn.Conv2d(144, 2, 1, bias=False))

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """Normalised `(N, 3, H, W)` to `(N, 48, H/4, W/4)` and `(N, 2, H/8, W/8)`."""
        narrow = self.level2_0(self.level1(pictures))
        features = self.level2(narrow)
        small = self.level3_0(self.BR2(torch.cat((narrow, features), 1)))
        deep = self.BR3(torch.cat((small, self.level3(small)), 1))
        return features, self.classifier(deep)


class SINet(nn.Module):
    """People against what is behind them."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.bn_3 = _norm(2)
        self.level2_C = Activated(2, nn.Conv2d(48, 2, 1, bias=False))
        self.bn_2 = _norm(2)
        self.classifier = nn.Sequential(nn.Identity(), nn.Conv2d(2, 2, 3, padding=1, bias=False))

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, SIDE, SIDE)` in [0, 1] to how surely each pixel is a person, `(N, 1, …)`."""
        features, coarse = self.encoder(_normalised(pictures))
        first = self.bn_3(_larger(coarse, 2))
        # Fine features count where the coarse ones are not sure.
        unsure = 1 - first.softmax(1).amax(1, keepdim=True)
        second = self.bn_2(_larger(self.level2_C(features) * unsure + first, 2))
        scores = self.classifier(_larger(second, 2))
        person: Tensor = scores.softmax(1)[:, 1:]
        return person


def _normalised(pictures: Tensor) -> Tensor:
    """As in training: blue first, and divided once more by 255."""
    mean, deviation = (pictures.new_tensor(row)[:, None, None] for row in (MEAN, DEVIATION))
    return ((255 * pictures - mean) / deviation / 255).flip(1)
