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

ALIKE, COARSE_ALIKE = 0.7, 1.0
"""Differences to the middle frame, over what noise alone makes, up to which a neighbour is trusted
fully: sample by sample, where less than 1 is left as reading between samples averages noise, and
at a quarter of the size, where noise hides less."""
DOUBT, COARSE_DOUBT = 3.0, 1.0
"""How fast trust falls beyond."""
FRESH = 0.5
"""Difference, over what noise makes, below which two frames have some of their noise in common:
one stands in for a missing other, or the codec copied what did not move. That teaches nothing."""

NEARBY = (0, 1, 3, 4)
"""Places of the neighbours among the five frames."""


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
    frames = x[:, :15].float().reshape(len(x), 5, 3, *x.shape[-2:])
    level = x[:, 15:16].float()
    middle, power = frames[:, 2], level.square()
    total, weights, left = middle, torch.ones_like(level), torch.ones_like(level)
    for number, motion in zip(NEARBY, _motions(frames, power), strict=True):
        near, known = frames[:, number], frames[:, number + (1 if number < 2 else -1)]
        moved = read(near, motion, "bicubic")
        trust = trusted(middle, moved, power) * fresh(known, near, power)
        total, weights, left = total + trust * moved, weights + trust, left + trust.square()
    return torch.cat((total / weights, level * left.sqrt() / weights), 1)


def _motions(frames: Tensor, power: Tensor) -> tuple[Tensor, ...]:
    """Where what the middle frame shows is in each neighbour; found for all at once."""
    count, nearby = len(frames), len(NEARBY)
    near = torch.cat([frames[:, number] for number in NEARBY])
    middle = frames[:, 2].repeat(nearby, 1, 1, 1)
    found = motion_between(middle, near, power.repeat(nearby, 1, 1, 1))
    return found.reshape(nearby, count, *found.shape[1:]).unbind(0)


def trusted(middle: Tensor, moved: Tensor, power: Tensor) -> Tensor:
    """How far a moved neighbour shows what the middle frame shows, 0 to 1: `(N, 1, H, W)`."""
    difference = moved - middle
    doubt = (_share(difference, power) - ALIKE).clamp(min=0)
    coarse = _share(F.avg_pool2d(difference, 4), F.avg_pool2d(power, 4) / 16)
    coarse = (coarse - COARSE_ALIKE).clamp(min=0)
    grown = F.interpolate(coarse, scale_factor=4.0, mode="bilinear", align_corners=False)
    return torch.exp(-DOUBT * doubt - COARSE_DOUBT * grown)


def fresh(known: Tensor, near: Tensor, power: Tensor) -> Tensor:
    """How far a frame's noise is its own, 0 to 1: `(N, 1, H, W)`."""
    return (_share(near - known, power) / FRESH).clamp(max=1)


def _share(difference: Tensor, power: Tensor) -> Tensor:
    """Differences, over five by five samples, as a multiple of what noise of that power makes."""
    return box(difference.square().mean(1, keepdim=True), 2) / (2 * power + 1e-6)


def build(config: Mapping[str, object]) -> ReelDenoiseTemporal:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelDenoiseTemporal(read_config(DenoiseConfig, config))
