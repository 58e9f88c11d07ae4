"""EfficientNet-Lite0: Tan and Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural
Networks", ICML 2019, without squeeze and excitation and with ReLU6, as its authors published it for
small devices in 2020.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 224
"""Of the square pictures it was trained on."""

FEATURES, CLASSES = 1280, 1000

MEAN, DEVIATION = 127 / 255, 128 / 255
"""Of R'G'B' in [0, 1], as it was trained."""

STAGES = (
    (1, 16, 1, 1, 3), (6, 24, 2, 2, 3), (6, 40, 2, 2, 5), (6, 80, 3, 2, 3), (6, 112, 3, 1, 5),
    (6, 192, 4, 2, 5), (6, 320, 1, 1, 3),
)  # fmt: skip
"""How many times wider it gets inside, channels, blocks, stride of the first, size of kernels."""


class SameConvolution(nn.Conv2d):
    """Padded as TensorFlow does: where that is uneven, more at the right and the bottom."""

    def __init__(
        self, inputs: int, outputs: int, size: int, stride: int = 1, groups: int = 1
    ) -> None:
        super().__init__(inputs, outputs, size, stride, groups=groups, bias=False)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, ceil(H / stride), ceil(W / stride))`."""
        size, stride = self.kernel_size[0], self.stride[0]
        down, across = (
            max(0, (-(-side // stride) - 1) * stride + size - side) for side in features.shape[-2:]
        )
        edges = (across // 2, across - across // 2, down // 2, down - down // 2)
        return super().forward(F.pad(features, edges))


def _norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class Block(nn.Module):
    """Widen, look around in each channel by itself, narrow."""

    def __init__(self, inputs: int, outputs: int, times: int, stride: int, size: int) -> None:
        super().__init__()
        inside = times * inputs
        if times > 1:
            self._expand_conv, self._bn0 = SameConvolution(inputs, inside, 1), _norm(inside)
        self._depthwise_conv = SameConvolution(inside, inside, size, stride, groups=inside)
        self._bn1 = _norm(inside)
        self._project_conv, self._bn2 = SameConvolution(inside, outputs, 1), _norm(outputs)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, H, W)` to `(N, outputs, H / stride, W / stride)`."""
        wide = features
        if hasattr(self, "_expand_conv"):
            wide = F.relu6(self._bn0(self._expand_conv(wide)))
        wide = F.relu6(self._bn1(self._depthwise_conv(wide)))
        result: Tensor = self._bn2(self._project_conv(wide))
        return features + result if self.adds else result


class EfficientNetLite0(nn.Module):
    """Which of ImageNet's thousand things a picture shows."""

    def __init__(self) -> None:
        super().__init__()
        self._conv_stem, self._bn0 = SameConvolution(3, 32, 3, 2), _norm(32)
        blocks, width = [], 32
        for times, channels, count, stride, size in STAGES:
            for number in range(count):
                blocks.append(Block(width, channels, times, 1 if number else stride, size))
                width = channels
        self._blocks = nn.ModuleList(blocks)
        self._conv_head, self._bn1 = SameConvolution(width, FEATURES, 1), _norm(FEATURES)
        self._fc = nn.Linear(FEATURES, CLASSES)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, SIDE, SIDE)` R'G'B' in [0, 1] to probabilities `(N, CLASSES)`."""
        features = F.relu6(self._bn0(self._conv_stem((pictures - MEAN) / DEVIATION)))
        for block in self._blocks:
            features = block(features)
        seen = F.relu6(self._bn1(self._conv_head(features))).mean((2, 3))
        probabilities: Tensor = self._fc(seen).softmax(1)
        return probabilities
