"""MobileNetV2: Sandler et al., "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018.

Without its classifier: what it gives is what things look like.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 224
"""Of the square pictures it was trained on."""

FEATURES = 1280

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of R'G'B' in [0, 1] over the pictures it was trained on (ImageNet)."""

STAGES = (
    (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2),
    (6, 320, 1, 1),
)  # fmt: skip
"""How many times wider it gets inside, channels, blocks, stride of the first (table 2)."""


def _layer(
    inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1
) -> list[nn.Module]:
    convolution = nn.Conv2d(
        inputs, outputs, size, stride, padding=size // 2, groups=groups, bias=False
    )
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU6()]


class InvertedResidual(nn.Module):
    """Widen, look around in each channel by itself, narrow."""

    def __init__(self, inputs: int, outputs: int, times: int, stride: int) -> None:
        super().__init__()
        inside = times * inputs
        layers = _layer(inputs, inside, 1) if times > 1 else []
        layers += _layer(inside, inside, 3, stride, groups=inside)
        layers += _layer(inside, outputs, 1)[:-1]  # the bottleneck is linear
        self.conv = nn.Sequential(*layers)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, H / stride, W / stride)`."""
        result: Tensor = self.conv(features)
        return features + result if self.adds else result


class MobileNetV2(nn.Module):
    """What a picture looks like, as one vector."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Sequential(*_layer(3, 32, 3, 2))]
        width = 32
        for times, channels, count, stride in STAGES:
            for number in range(count):
                step = stride if number == 0 else 1
                layers.append(InvertedResidual(width, channels, times, step))
                width = channels
        layers.append(nn.Sequential(*_layer(width, FEATURES, 1)))
        self.features = nn.Sequential(*layers)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` R'G'B' in [0, 1] to `(N, FEATURES)` of length 1."""
        mean, deviation = (pictures.new_tensor(row)[:, None, None] for row in (MEAN, DEVIATION))
        seen: Tensor = self.features((pictures - mean) / deviation)
        return F.normalize(seen.mean((2, 3)), dim=1)
