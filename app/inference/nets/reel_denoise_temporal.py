"""The built-in temporal denoiser: five frames in, the middle one out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_framing import fade, pad_to_multiple, working_dtype
from app.inference.nets.reel_unet import UNet

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class DenoiseTemporalConfig:
    """Sizes of a `ReelDenoiseTemporal`, the same for both of its stages."""

    width: int = bounded(32, 8, 96)
    deep: int = bounded(64, 8, 192)
    outer: int = bounded(1, 1, 8)
    inner: int = bounded(2, 1, 8)


class ReelDenoiseTemporal(nn.Module):
    """Denoises a frame with two neighbours on each side: `(N, 16, H, W)` -> `(N, 3, H, W)`.

    The channels are five frames in time order, R'G'B' in [0, 1], then the map of the noise's
    standard deviation over 255. Where a neighbour is missing (a cut, an end) the caller repeats
    the middle frame. Two cascaded U-Nets that align implicitly, without optical flow (FastDVDnet,
    Tassano et al. 2020); the first one hands features, not pictures, to the second. The map
    fades the correction, so a map of zeros gives the middle frame back unchanged.

    Attributes:
        scale: 1.
        past, future: Neighbours wanted before and after.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    mixed = True

    scale = 1
    past = 2
    future = 2

    def __init__(self, config: DenoiseTemporalConfig) -> None:
        super().__init__()
        sizes = (config.width, config.deep, config.outer, config.inner)
        self.triplet = UNet(4 * 10, config.width, *sizes)
        self.merge = UNet(3 * config.width + 4 * 4, 12, *sizes)
        self.receptive_field = 2 * (self.triplet.receptive_field + self.merge.receptive_field) + 1

    def forward(self, x: Tensor) -> Tensor:
        """Denoise; any size from 8x8."""
        height, width = x.shape[-2:]
        padded = pad_to_multiple(x, 4)
        noise = self._noise(padded.to(working_dtype(self))).to(x.dtype)
        noise = F.pixel_shuffle(noise, 2)[..., :height, :width]
        return x[:, 6:9] - fade(x[:, 15:16]) * noise

    def _noise(self, x: Tensor) -> Tensor:
        """The noise's estimate, `(N, 12, H/2, W/2)`."""
        level = x[:, 15:16]
        triplets = [torch.cat((x[:, at : at + 9], level), 1) for at in (0, 3, 6)]
        # one batch of three, so that the shared first stage runs once
        features = self.triplet(F.pixel_unshuffle(torch.cat(triplets), 2))
        middle = F.pixel_unshuffle(torch.cat((x[:, 6:9], level), 1), 2)
        noise: Tensor = self.merge(torch.cat((*features.chunk(3), middle), 1))
        return noise


def build(config: Mapping[str, object]) -> ReelDenoiseTemporal:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelDenoiseTemporal(read_config(DenoiseTemporalConfig, config))
