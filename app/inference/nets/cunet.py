"""CUNet: two U-Nets one after the other, of waifu2x (N. Nagadomi, 2018) and Real-CUGAN (2022).

Convolutions do not pad: each U-Net eats the edges of what it is given, and what it had skipped is
cropped to fit. Channels are weighted by squeeze and excitation (Hu et al., CVPR 2018), which looks
at the whole picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.guided import Guided
from app.inference.nets.samples import samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    Gates = Callable[["Excitation", Tensor], Tensor]
    """The weights `(N, C)` of an excitation for its features `(N, C, H, W)`."""

MARGINS = {1: 28, 2: 18, 3: 14, 4: 19}
"""Input pixels that a network of a scale eats on each side."""

FIELDS = {1: 31, 2: 19, 3: 16, 4: 20}
"""Radius in input pixels that an output pixel depends on, once the excitations are known."""

MULTIPLES = {1: 4, 2: 2, 3: 4, 4: 2}
"""What height and width must be multiples of for the strided layers to meet again."""


def _activated(features: Tensor) -> Tensor:
    return F.leaky_relu(features, 0.1)


class Excitation(nn.Module):
    """Weights in (0, 1) for channels, from their means."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.squeeze = nn.Linear(channels, channels // 8)
        self.excite = nn.Linear(channels // 8, channels)

    def forward(self, means: Tensor) -> Tensor:
        """`(N, C)` to the same shape."""
        return torch.sigmoid(self.excite(F.relu(self.squeeze(means))))


class Double(nn.Module):
    """Two convolutions that eat 2 pixels on each side, and perhaps an excitation."""

    def __init__(self, taken: int, inner: int, given: int, *, excited: bool = True) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(taken, inner, 3)
        self.conv2 = nn.Conv2d(inner, given, 3)
        self.excitation = Excitation(given) if excited else None

    def forward(self, features: Tensor, gates: Gates) -> Tensor:
        """`(N, taken, H, W)` to `(N, given, H - 4, W - 4)`."""
        made = _activated(self.conv2(_activated(self.conv1(features))))
        if self.excitation is None:
            return made
        return made * gates(self.excitation, made)[..., None, None]


class Level(nn.Module):
    """Layers at half the size, beside a skip."""

    def __init__(self, channels: int, *inside: nn.Module, given: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, channels, 2, stride=2)
        self.inside = nn.ModuleList(inside)
        self.up = nn.ConvTranspose2d(given, channels, 2, stride=2)

    def forward(self, features: Tensor, gates: Gates) -> Tensor:
        """`(N, channels, H, W)` to the same, smaller by twice what the layers inside eat."""
        deep = _activated(self.down(features))
        for layer in self.inside:
            deep = layer(deep, gates)
        deep = _activated(self.up(deep))
        return cropped(features, (features.shape[-1] - deep.shape[-1]) // 2) + deep


class UNet(nn.Module):
    """A level between convolutions."""

    def __init__(self, taken: int, level: Level, bottom: nn.Module) -> None:
        super().__init__()
        self.head = Double(taken, 32, 64, excited=False)
        self.level = level
        self.tail = nn.Conv2d(64, 64, 3)
        self.bottom = bottom

    def forward(self, features: Tensor, gates: Gates) -> Tensor:
        """`(N, taken, H, W)` to what the last layer makes of it."""
        deep = self.level(self.head(features, gates), gates)
        result: Tensor = self.bottom(_activated(self.tail(deep)))
        return result


class CUNet(Guided):
    """The first U-Net enlarges, the second corrects what the first made.

    Attributes:
        grid: Tiles must begin at multiples of it for the strides to fall on the same pixels.
    """

    grid = 4

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale
        between = 64 if scale == 4 else 3
        small = Level(64, Double(64, 128, 64), given=64)
        middle = Level(128, Double(128, 256, 128), given=128)
        deep = Level(64, Double(64, 64, 128), middle, Double(128, 64, 64), given=64)
        self.first = UNet(3, small, _enlarging(scale, between))
        self.second = UNet(between, deep, nn.Conv2d(64, between, 3))
        self.final = nn.Conv2d(64, 12, 3) if scale == 4 else None

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """The weights of all excitations, `(N, C)` each, from samples of the pictures."""
        found: list[Tensor] = []
        pieces = samples(self._padded(pictures), self.grid)
        each = len(pieces) // len(pictures)

        def look(excitation: Excitation, features: Tensor) -> Tensor:
            means = features.mean((2, 3)).reshape(-1, each, features.shape[1]).mean(1)
            weights: Tensor = excitation(means)
            found.append(weights)
            return weights.repeat_interleave(each, 0)

        self._run(pieces, look)
        return tuple(found)

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to `(N, 3, scale*H, scale*W)`."""
        known = iter(guide)
        height, width = pictures.shape[-2:]
        result = self._run(self._padded(pictures), lambda _excitation, _features: next(known))
        if self.final is not None:
            result = F.pixel_shuffle(cropped(self.final(result), 1), 2)
        result = result[..., : self.scale * height, : self.scale * width]
        if self.scale < 4:
            return result
        return result + F.interpolate(pictures, scale_factor=4.0, mode="nearest")

    def _run(self, padded: Tensor, gates: Gates) -> Tensor:
        large = self.first(padded, gates)
        finer: Tensor = self.second(large, gates)
        return cropped(large, (large.shape[-1] - finer.shape[-1]) // 2) + finer

    def _padded(self, pictures: Tensor) -> Tensor:
        """With all that is eaten around it, the edge pixels repeated."""
        margin, multiple = MARGINS[self.scale], MULTIPLES[self.scale]
        height, width = (side + 2 * margin for side in pictures.shape[-2:])
        below, right = (margin + -side % multiple for side in (height, width))
        return F.pad(pictures, (margin, right, margin, below), mode="replicate")


def _enlarging(scale: int, channels: int) -> nn.Module:
    if scale == 1:
        return nn.Conv2d(64, channels, 3)
    if scale == 3:
        return nn.ConvTranspose2d(64, channels, 5, stride=3, padding=2)
    return nn.ConvTranspose2d(64, channels, 4, stride=2, padding=3)


def cropped(features: Tensor, by: int) -> Tensor:
    """Without `by` pixels on each side."""
    return F.pad(features, (-by, -by, -by, -by)) if by else features
