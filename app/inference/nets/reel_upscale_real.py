"""The built-in upscaler of real footage: cleans at the low resolution, then enlarges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import nn

from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_denoise import DenoiseConfig, ReelDenoise
from app.inference.nets.reel_upscale import ReelUpscale, UpscaleConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class RealConfig:
    """Sizes of a `ReelUpscaleReal`: those of its two parts."""

    width: int = bounded(32, 8, 128)
    deep: int = bounded(48, 8, 256)
    outer: int = bounded(1, 1, 16)
    inner: int = bounded(1, 1, 16)
    scale: int = bounded(2, 1, 4)
    channels: int = bounded(32, 8, 128)
    blocks: int = bounded(2, 1, 32)


class ReelUpscaleReal(nn.Module):
    """Upscales damaged pictures: `(N, 3, H, W)` -> `(N, 3, scale*H, scale*W)`, unclamped.

    A restorer and an upscaler that have learnt together: the first sees far around for little,
    as it works at a half and a quarter of the size, and need not end in a picture that pleases.

    Attributes:
        scale: Output size over input size.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    mixed = True

    def __init__(self, config: RealConfig) -> None:
        super().__init__()
        self.scale = config.scale
        self.clean = ReelDenoise(
            DenoiseConfig(config.width, config.deep, config.outer, config.inner)
        )
        self.enlarge = ReelUpscale(UpscaleConfig(config.scale, config.channels, config.blocks))
        self.receptive_field = self.clean.receptive_field + self.enlarge.receptive_field

    def forward(self, x: Tensor) -> Tensor:
        """Upscale; R'G'B' in [0, 1], any size from 8x8."""
        strength = torch.ones_like(x[:, :1])
        cleaned: Tensor = self.clean(torch.cat((x, strength), 1))
        enlarged: Tensor = self.enlarge(cleaned)
        return enlarged


def build(config: Mapping[str, object]) -> ReelUpscaleReal:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelUpscaleReal(read_config(RealConfig, config))
