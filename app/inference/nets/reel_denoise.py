"""The built-in spatial restorer: removes noise or compression artefacts of a given strength."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch.nn.functional as F
from torch import nn

from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_framing import fade, pad_to_multiple, working_dtype
from app.inference.nets.reel_unet import UNet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class DenoiseConfig:
    """Sizes of a `ReelDenoise`: channels at 1/2 and 1/4 of the picture's size, blocks at each."""

    width: int = bounded(48, 8, 128)
    deep: int = bounded(80, 8, 256)
    outer: int = bounded(2, 1, 16)
    inner: int = bounded(2, 1, 16)


class ReelDenoise(nn.Module):
    """Restores pictures: `(N, 4, H, W)` -> `(N, 3, H, W)`, unclamped.

    The input is R'G'B' in [0, 1] and a map of the strength of what to remove: the noise's standard
    deviation over 255, or the compression strength in [0, 1] (FFDNet, Zhang et al. 2018, whose
    half-size trunk this keeps). The map also fades the correction, so a map of zeros gives the
    picture back unchanged.

    Attributes:
        scale: 1.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    scale = 1
    mixed = True

    def __init__(self, config: DenoiseConfig) -> None:
        super().__init__()
        self.unet = UNet(16, 12, config.width, config.deep, config.outer, config.inner)
        self.receptive_field = 2 * self.unet.receptive_field + 1

    def forward(self, x: Tensor) -> Tensor:
        """Restore; any size from 8x8."""
        height, width = x.shape[-2:]
        coarse = F.pixel_unshuffle(pad_to_multiple(x, 4), 2).to(working_dtype(self))
        noise = F.pixel_shuffle(self.unet(coarse), 2)[..., :height, :width]
        return x[:, :3] - fade(x[:, 3:4]) * noise.to(x.dtype)


def build(config: Mapping[str, object]) -> ReelDenoise:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelDenoise(read_config(DenoiseConfig, config))
