"""The built-in painter: redraws pictures in one of several learnt styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_framing import pad_to_multiple, working_dtype

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class StyleConfig:
    """Sizes of a `ReelStyle`: its styles, channels at 1, 1/2 and 1/4 of the size, and blocks."""

    styles: int = bounded(4, 1, 32)
    fine: int = bounded(16, 4, 64)
    middle: int = bounded(32, 4, 128)
    coarse: int = bounded(64, 4, 128)
    blocks: int = bounded(4, 1, 16)


FLATTEST = 0.03
"""Added to the variance of a picture in -2..2, so that noise in a clear sky stays noise."""

GAIN = 4.0
"""What the numbers of the styles are multiplied by: they learn so much faster than the shared ones,
of which every step sees all."""


class StyledConv(nn.Module):
    """A convolution whose outputs every style scales and shifts in its own way.

    Conditional instance normalisation (Dumoulin et al. 2017) without the normalisation: a pixel
    then depends on its surroundings alone, never on the whole frame, so that a part of a frame
    looks as it does in the whole and brightness elsewhere in the picture cannot make it flicker.
    """

    def __init__(self, inputs: int, outputs: int, styles: int, stride: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(
            inputs, outputs, 3, stride, padding=1, padding_mode="reflect", bias=False
        )
        nn.init.kaiming_normal_(self.conv.weight)  # keeps the signal's size without normalisation
        self.scale = nn.Parameter(torch.full((styles, outputs), 1 / GAIN))
        self.shift = nn.Parameter(torch.zeros(styles, outputs))

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """`(N, inputs, H, W)` and style numbers `(N,)` -> `(N, outputs, H / stride, …)`."""
        scale, shift = (GAIN * each[style][:, :, None, None] for each in (self.scale, self.shift))
        return torch.addcmul(shift, self.conv(x), scale)


class StyledBlock(nn.Module):
    """Two styled convolutions beside the identity."""

    def __init__(self, channels: int, styles: int) -> None:
        super().__init__()
        self.first = StyledConv(channels, channels, styles)
        self.second = StyledConv(channels, channels, styles)
        nn.init.constant_(self.second.scale, 0.3 / GAIN)  # blocks begin near the identity

    def forward(self, x: Tensor, style: Tensor) -> Tensor:
        """`(N, C, H, W)` in, the same shape out."""
        result: Tensor = x + self.second(F.relu(self.first(x, style)), style)
        return result


def evened(x: Tensor) -> Tensor:
    """`(N, 3, H, W)` less its local mean, over its local contrast; H and W multiples of 4.

    So that fog and sunshine get strokes of one strength. It is what instance normalisation does
    for a whole frame (Ulyanov et al. 2016), done with what is at most 22 pixels away.
    """
    mean = _around(x)
    luma = x.mean(1, keepdim=True)
    power = _around(luma.square()) - _around(luma).square()
    return (x - mean) / (power.clamp(min=0) + FLATTEST).sqrt()


def _around(x: Tensor) -> Tensor:
    """Means over 28 x 28 pixels or so, on a grid of four, smoothly back at full size."""
    coarse = F.avg_pool2d(x, 4)
    edge = F.pad(coarse, (3, 3, 3, 3), mode="replicate")
    wide = F.avg_pool2d(F.avg_pool2d(edge, (7, 1), 1), (1, 7), 1)
    return F.interpolate(wide, scale_factor=4.0, mode="bilinear", align_corners=False)


class ReelStyle(nn.Module):
    """Paints: `(N, 4, H, W)` -> `(N, 3, H, W)` in [0, 1].

    The input is R'G'B' in [0, 1] and a plane that holds the style's number over 255; numbers beyond
    the last style mean the last. The form is that of Johnson et al. 2016: down to a quarter,
    residual blocks, up again by repetition and convolution, which leaves no checkerboard.

    Attributes:
        scale: 1.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    scale = 1
    mixed = True

    def __init__(self, config: StyleConfig) -> None:
        super().__init__()
        fine, middle, coarse, styles = config.fine, config.middle, config.coarse, config.styles
        self.styles = styles
        self.head = StyledConv(6, fine, styles)
        self.halve = StyledConv(fine, middle, styles, 2)
        self.quarter = StyledConv(middle, coarse, styles, 2)
        self.blocks = nn.ModuleList(StyledBlock(coarse, styles) for _ in range(config.blocks))
        self.rise = StyledConv(coarse, middle, styles)
        self.restore = StyledConv(middle, fine, styles)
        self.tail = StyledConv(fine, 3, styles)
        nn.init.constant_(self.tail.scale, 0.3 / GAIN)
        # the picture's own share of the result, before the sigmoid
        self.own = nn.Parameter(torch.full((styles, 3), 1 / GAIN))
        # at full size head and tail, at half one each way, at a quarter the blocks; and the grid
        self.receptive_field = 2 + 3 + 4 + 8 * config.blocks + 3 + 19

    def forward(self, x: Tensor) -> Tensor:
        """Paint; any size from 8x8."""
        height, width = x.shape[-2:]
        style = (x[:, 3, 0, 0].float() * 255).round().long().clamp(0, self.styles - 1)
        # times 4: about unit deviation, and the sigmoid's slope of 1/4 undone
        centred = (pad_to_multiple(x[:, :3], 4) - 0.5) * 4
        y = torch.cat((centred, evened(centred)), 1).to(working_dtype(self))
        for layer in (self.head, self.halve, self.quarter):
            y = F.relu(layer(y, style))
        for block in self.blocks:
            y = block(y, style)
        for layer in (self.rise, self.restore):
            y = F.relu(layer(F.interpolate(y, scale_factor=2.0, mode="nearest"), style))
        own = GAIN * self.own[style][:, :, None, None].to(x.dtype)
        painted = torch.sigmoid(torch.addcmul(self.tail(y, style).to(x.dtype), centred, own))
        return painted[..., :height, :width]


def build(config: Mapping[str, object]) -> ReelStyle:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelStyle(read_config(StyleConfig, config))
