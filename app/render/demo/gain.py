"""How much better, as a number. There is no clean original of a user's clip, so we make one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import torch

from app.base.colour import LUMA_WEIGHTS, Matrix
from app.base.frame import Frame
from app.base.parameter import complete
from app.effects.noise_estimate import noise_level
from app.effects.registry import find_effect
from app.effects.resampling import resample
from app.inference.transfer import upload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.base.cancel import CancelToken
    from app.base.picture import Picture
    from app.media.video_format import VideoFormat
    from app.project.model import EffectSpec
    from app.render.resources import RenderResources


@dataclass(frozen=True, slots=True)
class Gain:
    """Upscaling, measured on a clip that was made smaller first.

    Attributes:
        ours, bicubic: Y-PSNR against the clip itself, in dB.
        factor: By how much it was made smaller and larger again.
        frames: How many were looked at.
    """

    ours: float
    bicubic: float
    factor: int
    frames: int

    def __str__(self) -> str:
        size = "halved" if self.factor == 2 else f"at 1/{self.factor} size"
        return (
            f"on this clip, {size}: {self.ours - self.bicubic:+.2f} dB over bicubic "
            f"({self.ours:.2f} against {self.bicubic:.2f} dB Y-PSNR, {self.frames} frames)"
        )


@dataclass(frozen=True, slots=True)
class NoiseLevels:
    """Estimated standard deviations of the noise, in 8-bit steps."""

    before: float
    after: float

    def __str__(self) -> str:
        levels = f"{self.before:.1f} before, {self.after:.1f} after"
        return f"{levels} (noisiest frame, of 255 steps, estimated)"


class DemoMeasures:
    """Measures on some frames of a clip.

    Args:
        pictures: Frames of the clip.
        format_: Of the clip.
        resources: Device and networks.
        cancel: Checked once per frame.
    """

    def __init__(
        self,
        pictures: Sequence[Picture],
        format_: VideoFormat,
        resources: RenderResources,
        cancel: CancelToken,
    ) -> None:
        self._frames = [upload(picture, resources.device)[:3].clamp(0, 1) for picture in pictures]
        self._format = format_
        self._resources = resources
        self._cancel = cancel

    def gain(self, upscale: EffectSpec) -> Gain:
        """Each frame is made smaller (antialiased, 8 bit), enlarged, and compared with itself.

        Y-PSNR is that of the mean squared error over all frames, of full-range Y' by the clip's
        own matrix.
        """
        kind = find_effect(upscale.name)
        effect = kind.make(complete(kind.parameters, dict(upscale.settings), kind.title))
        factor = effect.output_format(self._format).width // self._format.width
        wholes = [_multiple_of(factor, pixels) for pixels in self._frames]
        smalls = [_smaller(pixels, factor) for pixels in wholes]
        ours = self._applied(upscale, smalls)
        height, width = wholes[0].shape[-2:]
        cubic = [resample(pixels, width, height, "bicubic") for pixels in smalls]
        return Gain(self._y_psnr(wholes, ours), self._y_psnr(wholes, cubic), factor, len(wholes))

    def noise(self, denoise: EffectSpec) -> NoiseLevels:
        """Of the noisiest frame, in the clip's own size, before and after denoising."""
        noisiest = max(self._frames, key=noise_level)
        (cleaned,) = self._applied(denoise, [noisiest])
        return NoiseLevels(noise_level(noisiest), noise_level(cleaned))

    def _applied(self, spec: EffectSpec, pictures: Sequence[Tensor]) -> list[Tensor]:
        """Pictures through an effect, as any render runs it."""
        kind = find_effect(spec.name)
        effect = kind.make(complete(kind.parameters, dict(spec.settings), kind.title))
        height, width = pictures[0].shape[-2:]
        times = (Fraction(number, 25) for number in range(len(pictures)))
        frames = (
            Frame(pixels, time, Fraction(1, 25))
            for pixels, time in zip(pictures, times, strict=False)
        )
        context = self._resources.context(Fraction(0), self._cancel)
        done = effect.apply(frames, self._format.resized(width, height), context)
        return [frame.pixels.clamp(0, 1) for frame in done]

    def _y_psnr(self, truths: Sequence[Tensor], others: Sequence[Tensor]) -> float:
        matrix = self._format.colour.resolved(*self._format.size).matrix
        kr, kb = LUMA_WEIGHTS.get(matrix, LUMA_WEIGHTS[Matrix.BT709])
        weights = torch.tensor([kr, 1 - kr - kb, kb], device=truths[0].device)
        errors = [
            float(torch.einsum("c,chw->hw", weights, a - b.clamp(0, 1)).square().mean())
            for a, b in zip(truths, others, strict=True)
        ]
        error = math.fsum(errors) / len(errors)
        return -10 * math.log10(error) if error else math.inf


def _multiple_of(factor: int, pixels: Tensor) -> Tensor:
    """The picture without the last rows and columns that a smaller one could not stand for."""
    height, width = (side // factor * factor for side in pixels.shape[-2:])
    return pixels[:, :height, :width]


def _smaller(pixels: Tensor, factor: int) -> Tensor:
    """Bicubic, widened against aliasing, and rounded to 8 bits as a file would be."""
    height, width = (side // factor for side in pixels.shape[-2:])
    return resample(pixels, width, height, "bicubic").clamp(0, 1).mul(255).round().div(255)
