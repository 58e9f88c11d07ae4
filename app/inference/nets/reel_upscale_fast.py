"""The built-in fast upscaler: a handful of narrow convolutions, for real time on a processor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from torch import nn

from app.inference.nets.bent import bent
from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_framing import shuffled_onto, working_dtype

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

SLOPE = 0.1


@dataclass(frozen=True, slots=True)
class UpscaleFastConfig:
    """Sizes of a `ReelUpscaleFast`; 16 channels are what a processor's vector units like best."""

    scale: int = bounded(2, 1, 4)
    channels: int = bounded(16, 8, 64)
    depth: int = bounded(5, 1, 16)


class ReelUpscaleFast(nn.Module):
    """Upscales pictures fast: `(N, 3, H, W)` -> `(N, 3, scale*H, scale*W)`, unclamped.

    Narrow 3x3 convolutions with a long skip (SESR, Bhardwaj et al. 2022), trained wider and
    folded to this form (ECBSR, Zhang et al. 2021), added to the repeated input pixels (ABPN, Du
    et al. 2021).

    Attributes:
        scale: Output size over input size.
        receptive_field: Radius in input pixels that one output pixel depends on.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    mixed = True

    def __init__(self, config: UpscaleFastConfig) -> None:
        super().__init__()
        width = config.channels
        self.scale = config.scale
        self.receptive_field = config.depth + 2
        self.head = nn.Conv2d(3, width, 3, padding=1)
        self.body = nn.ModuleList(
            nn.Conv2d(width, width, 3, padding=1) for _ in range(config.depth)
        )
        self.up = nn.Conv2d(width, 3 * config.scale**2, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Upscale; R'G'B' in [0, 1], any size."""
        skip = bent(self.head, x.to(working_dtype(self)), SLOPE)
        features = skip
        for layer in self.body:
            features = bent(layer, features, SLOPE)
        return shuffled_onto(x, self.up(features + skip), self.scale)


def build(config: Mapping[str, object]) -> ReelUpscaleFast:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelUpscaleFast(read_config(UpscaleFastConfig, config))
