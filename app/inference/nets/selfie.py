"""MediaPipe's selfie segmentation (2021): a small MobileNetV3 and a decoder of gated skips.

Howard et al., "Searching for MobileNetV3", ICCV 2019. It was trained with TensorFlow, whose strided
convolutions pad an even side behind only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

MULTIPLE = 16
"""Of its height and width."""


class Same(nn.Conv2d):
    """A convolution whose result is as large as its input over the stride, as TensorFlow pads."""

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` with H and W multiples of the stride."""
        (size, _), (stride, _) = self.kernel_size, self.stride
        total = size - stride if size > stride else 0
        before, after = total // 2, total - total // 2
        return super().forward(F.pad(features, (before, after, before, after)))


class Gate(nn.Module):
    """Weights in (0, 1) for channels, from their means over the picture."""

    def __init__(self, channels: int, inner: int) -> None:
        super().__init__()
        self.squeeze = nn.Conv2d(channels, inner, 1)
        self.excite = nn.Conv2d(inner, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to `(N, C, 1, 1)`."""
        return torch.sigmoid(self.excite(F.relu(self.squeeze(_mean(features)))))


class Bottleneck(nn.Module):
    """Widen, convolve each channel, weigh the channels, narrow; added to the input if it fits."""

    def __init__(
        self, taken: int, wide: int, given: int, *, size: int, stride: int = 1, inner: int = 0
    ) -> None:
        super().__init__()
        self.activated: Callable[[Tensor], Tensor] = F.hardswish if size == 5 else F.relu
        self.adds = stride == 1 and taken == given
        self.widen = nn.Conv2d(taken, wide, 1)
        self.each = Same(wide, wide, size, stride=stride, groups=wide)
        self.gate = Gate(wide, inner) if inner else None
        self.narrow = nn.Conv2d(wide, given, 1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, taken, H, W)` to `(N, given, H/stride, W/stride)`."""
        wide = self.activated(self.each(self.activated(self.widen(features))))
        if self.gate is not None:
            wide = wide * self.gate(wide)
        made: Tensor = self.narrow(wide)
        return features + made if self.adds else made


class Pyramid(nn.Module):
    """What is in the picture at all weighs what is at each place (R-ASPP)."""

    def __init__(self, taken: int, given: int) -> None:
        super().__init__()
        self.local = nn.Conv2d(taken, given, 1)
        self.whole = nn.Conv2d(taken, given, 1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, taken, H, W)` to `(N, given, H, W)`."""
        return F.relu(self.local(features)) * torch.sigmoid(self.whole(_mean(features)))


class Decoder(nn.Module):
    """Doubles the size and adds the skip, as much of each of its channels as helps."""

    def __init__(self, taken: int, channels: int) -> None:
        super().__init__()
        self.fit = nn.Conv2d(taken, channels, 1)
        self.gate = Gate(channels, channels)
        self.mix = nn.Conv2d(channels, channels, 1)
        self.each = Same(channels, channels, 3, groups=channels)

    def forward(self, coarse: Tensor, skip: Tensor) -> Tensor:
        """`(N, taken, H, W)` and `(N, channels, 2H, 2W)` to the shape of the second."""
        large = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
        fitted = self.fit(large)
        mixed = F.relu(self.mix(skip * self.gate(skip + fitted) + fitted))
        return mixed + F.relu(self.each(mixed))


class Selfie(nn.Module):
    """Where a person is; layers are in the order in which they work."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = Same(3, 16, 3, stride=2)
        self.quarter = Bottleneck(16, 16, 16, size=3, stride=2, inner=8)
        self.eighth = nn.Sequential(
            Bottleneck(16, 72, 24, size=3, stride=2), Bottleneck(24, 88, 24, size=3)
        )
        self.deep = nn.Sequential(
            Bottleneck(24, 96, 32, size=5, stride=2, inner=24),
            *(Bottleneck(32, 128, 32, size=5, inner=32) for _ in range(2)),
            *(Bottleneck(32, 96, 32, size=5, inner=24) for _ in range(2)),
            Pyramid(32, 128),
        )
        self.decoders = nn.ModuleList([Decoder(128, 24), Decoder(24, 16), Decoder(16, 16)])
        self.last = nn.ConvTranspose2d(16, 1, 2, stride=2)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to `(N, 1, H, W)` in [0, 1]; trained for 256 by 256."""
        skips = [F.hardswish(self.stem(pictures))]
        for layer in (self.quarter, self.eighth):
            skips.append(layer(skips[-1]))
        features = self.deep(skips[-1])
        for decoder in self.decoders:
            features = decoder(features, skips.pop())
        return torch.sigmoid(self.last(features))


def _mean(features: Tensor) -> Tensor:
    return features.mean((2, 3), keepdim=True)
