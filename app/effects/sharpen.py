"""Bring out fine detail by unsharp masking."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.streams import beside_alpha, each_frame
from app.inference.transfer_codes import luma_weights

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Sharpen:
    """Adds what a blur would take away. Works on luma, so that no colour noise is raised.

    Attributes:
        amount: How much of the detail is added; 0 changes nothing.
        radius: Standard deviation of the blur, in samples.
        threshold: Detail up to this many 8-bit steps counts as noise and is left alone.
    """

    amount: Setting
    radius: Setting
    threshold: Setting

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Sharpened frames; the given ones while the amount is 0."""
        weights = luma_weights(source.colour.resolved(source.width, source.height).matrix)

        def change(pixels: Tensor, time: Time) -> Tensor:
            amount = float(value_at(self.amount, time))
            radius, threshold = (float(value_at(s, time)) for s in (self.radius, self.threshold))
            if amount == 0:
                return pixels
            return beside_alpha(
                pixels, lambda rgb: rgb + amount * _detail(rgb, weights, radius, threshold / 255)
            )

        return each_frame(frames, context, change)


def _detail(
    rgb: Tensor, weights: tuple[float, float, float], radius: float, threshold: float
) -> Tensor:
    """`(1, H, W)`: luma less its blur, pulled towards 0 by the threshold without a jump."""
    luma = sum(weight * channel for weight, channel in zip(weights, rgb, strict=True))
    assert isinstance(luma, torch.Tensor)
    detail = luma - blurred(luma, radius)
    return (F.softshrink(detail, threshold) if threshold else detail)[None]


def blurred(plane: Tensor, sigma: float) -> Tensor:
    """`(H, W)` after a Gaussian of standard deviation `sigma` samples, edges held."""
    reach = max(1, math.ceil(3 * sigma))
    at = torch.arange(-reach, reach + 1, dtype=torch.float32)
    kernel = torch.exp(-(at**2) / (2 * sigma**2))
    kernel = (kernel / kernel.sum()).to(plane)[None, None, None]
    padded = F.pad(plane[None, None], (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(padded, kernel), kernel.mT)[0, 0]


def _make(settings: dict[str, Setting]) -> Sharpen:
    return Sharpen(settings["amount"], settings["radius"], settings["threshold"])


SHARPEN = EffectKind(
    name="sharpen",
    title="Sharpen",
    summary="Brings out fine detail by unsharp masking of the luma.",
    parameters=(
        Parameter(
            "amount", "Amount", "number", 0.5, 0, 5, "times", animated=True,
            help="How much of the fine detail is added; 0 changes nothing.",
        ),
        Parameter(
            "radius", "Radius", "number", 1.0, 0.2, 20, "px", animated=True,
            help="The size of what counts as fine.",
        ),
        Parameter(
            "threshold", "Threshold", "number", 0.0, 0, 64, "8-bit steps", animated=True,
            main=False, help="Detail weaker than this is taken for noise and not raised.",
        ),
    ),
    make=_make,
)  # fmt: skip
