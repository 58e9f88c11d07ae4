"""The built-in temporal denoiser: five frames in, the middle one out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.reel_config import read_config
from app.inference.nets.reel_denoise import DenoiseConfig
from app.inference.nets.reel_framing import fade, pad_to_multiple, working_dtype
from app.inference.nets.reel_motion import MARGIN, box, motion_between, read
from app.inference.nets.reel_unet import UNet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

ALIKE = 0.7
"""Difference to the middle frame, over what noise alone makes, up to which a neighbour is trusted
fully; less than 1, since reading between samples averages noise."""
DOUBT = 4.0
"""How fast trust falls beyond."""
LEFT = 0.75
"""Share of a neighbour's noise power that is left by reading it between samples."""


class ReelDenoiseTemporal(nn.Module):
    """Denoises a frame with two neighbours on each side: `(N, 16, H, W)` -> `(N, 3, H, W)`.

    The channels are five frames in time order, R'G'B' in [0, 1], then the map of the noise's
    standard deviation over 255. Where a neighbour is missing (a cut, an end) the caller repeats
    the nearest frame. Neighbours are moved onto the middle frame and averaged with it as far as
    they agree with it (block matching and shrinkage by agreement, as in VBM3D, Dabov et al.
    2007); the network of `ReelDenoise` then removes the noise that is left, of which it gets a
    map. The given map fades the correction, so a map of zeros gives the middle frame back.

    Attributes:
        scale: 1.
        past, future: Neighbours wanted before and after.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    scale = 1
    mixed = True
    past = 2
    future = 2

    def __init__(self, config: DenoiseConfig) -> None:
        super().__init__()
        self.unet = UNet(16, 12, config.width, config.deep, config.outer, config.inner)
        self.receptive_field = 2 * self.unet.receptive_field + 1 + MARGIN

    def forward(self, x: Tensor) -> Tensor:
        """Denoise; any size from 8x8."""
        height, width = x.shape[-2:]
        merged = merge(pad_to_multiple(x, 4))
        coarse = F.pixel_unshuffle(merged, 2).to(working_dtype(self))
        noise = F.pixel_shuffle(self.unet(coarse), 2).to(x.dtype)
        cleaned = (merged[:, :3].to(x.dtype) - noise)[..., :height, :width]
        return x[:, 6:9] + fade(x[:, 15:16]) * (cleaned - x[:, 6:9])


@torch.no_grad()
def merge(x: Tensor) -> Tensor:
    """The five frames as one, and what noise is left in it: `(N, 16, H, W)` -> `(N, 4, H, W)`.

    Computes and answers in fp32: places in a large picture are too fine for less.
    """
    frames, level = x[:, :15].float().unflatten(1, (5, 3)), x[:, 15:16].float()
    middle, power = frames[:, 2], level.square()
    total, weights, left = middle, torch.ones_like(level), torch.ones_like(level)
    for near in (frames[:, 0], frames[:, 1], frames[:, 3], frames[:, 4]):
        moved = read(near, motion_between(middle, near, power), "bicubic")
        trust = trusted(middle, moved, power)
        total, weights = total + trust * moved, weights + trust
        left = left + LEFT * trust.square()
    return torch.cat((total / weights, level * left.sqrt() / weights), 1)


def trusted(middle: Tensor, moved: Tensor, power: Tensor) -> Tensor:
    """How far a moved neighbour shows what the middle frame shows, 0 to 1: `(N, 1, H, W)`."""
    difference = box((moved - middle).square().mean(1, keepdim=True), 2)
    excess = difference / (2 * power + 1e-6) - ALIKE
    return torch.exp(-DOUBT * excess.clamp(min=0))


def build(config: Mapping[str, object]) -> ReelDenoiseTemporal:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelDenoiseTemporal(read_config(DenoiseConfig, config))
