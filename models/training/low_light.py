"""Giving light back: photographs taken with less of it, unevenly, with noise and in 8 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.inference.nets.reel_lowlight import encoded, linear
from models.training.crops import chance, uniform
from models.training.degrade import add_noise
from models.training.quality import colour_psnr
from models.training.resampling import to_8_bits
from models.training.tasks import Case, chosen, fixed_noise, picture

if TYPE_CHECKING:
    from torch import Tensor

    from models.training.crops import Tiles
    from models.training.tasks import Benchmarks, Pair

DARKEST = 5.5
"""Most stops that are missing."""

GRAIN = 2.5
"""Strongest noise before rounding, in 8-bit steps."""

WHITE = 0.999
"""Share of the samples that stay below what counts as a photograph's white."""

MIDDLE = 0.35
"""Light of the middle sample up to which a photograph is brightened."""


class LowLight:
    """Give back the light that is missing."""

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Pictures exposed well, and the same in the dark: some lit unevenly, some with lamps."""
        shown = min(2 * crop, *tiles.pixels.shape[1:3])
        light = well_exposed(linear(joined(reduced(tiles.crops(batch, shown), crop))))
        lamps = blobs(batch, crop, self.device) * chance(batch, 0.15, self.device)
        missing = self._missing(batch, crop)
        dark = encoded((light * (-missing).exp2() + lamps).clamp(0, 1))
        noisy = to_8_bits(add_noise(dark, uniform(batch, 0, GRAIN, self.device)))
        return noisy, encoded((light + lamps).clamp(0, 1))

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """CBSD68_12 with 4, 2 and no stops missing."""
        clean = [picture(each, self.device, 1) for each in chosen(pictures, "CBSD68_12")]
        return {
            f"CBSD68_12 darkened {stops} stops": [_case(each, stops) for each in clean]
            for stops in (4, 2, 0)
        }

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Colour PSNR."""
        return colour_psnr(result, truth)

    def _missing(self, batch: int, side: int) -> Tensor:
        """`(N, 1, H, W)` stops, 0 or more; none or uneven in some."""
        level = uniform(batch, 0, DARKEST, self.device)[:, None, None, None]
        coarse = torch.randn(batch, 1, 4, 4, device=self.device) * 0.5
        uneven = F.interpolate(coarse, (side, side), mode="bicubic", align_corners=True)
        uneven = uneven * chance(batch, 0.15, self.device)
        some = chance(batch, 0.9, self.device)
        return ((level + uneven) * some).clamp(0, DARKEST + 1)


def _case(truth: Tensor, stops: int) -> Case:
    dark = encoded(linear(truth) * 2.0**-stops)
    given = to_8_bits(fixed_noise(dark, 1.0))
    return Case(given, truth, given)


def well_exposed(light: Tensor) -> Tensor:
    """With a white that is nearly white, or a middle that is gray where nothing is white.

    A part of a photograph need not have either.

    Args:
        light: `(N, 3, H, W)`, linear.
    """
    ordered = light.amax(1)[:, ::2, ::2].flatten(1).sort(1).values.clamp(min=1e-3)
    white, middle = (ordered[:, round(x * (ordered.shape[1] - 1))] for x in (WHITE, 0.5))
    whitest = uniform(len(light), 0.95, 1.05, light.device) / white
    gain = torch.minimum(whitest, (MIDDLE / middle).clamp(min=1)).clamp(0.9, 4)
    return (light * gain[:, None, None, None]).clamp(0, 1)


def reduced(pictures: Tensor, side: int) -> Tensor:
    """Smaller, so that a crop shows more of the scene."""
    return F.interpolate(pictures, (side, side), mode="area")


def joined(pictures: Tensor) -> Tensor:
    """Some with part of another: what lies in one view is often not lit alike."""
    count, _, side, _ = pictures.shape
    line = torch.arange(side, device=pictures.device) / side
    place = uniform(count, 0.2, 0.8, pictures.device)[:, None, None, None]
    share = torch.sigmoid((line - place) * 40) * chance(count, 0.3, pictures.device)
    return torch.lerp(pictures, pictures.roll(1, 0), share)


def blobs(count: int, side: int, device: torch.device) -> Tensor:
    """`(N, 3, H, W)` light of one lamp each, warm or white, up to twice as bright as white."""
    line = torch.arange(side, device=device) / side
    down, across = (uniform(count, 0, 1, device)[:, None, None] for _ in range(2))
    width = uniform(count, 0.01, 0.08, device)[:, None, None]
    distance = (line[:, None] - down) ** 2 + (line - across) ** 2
    lamp = 2 * torch.exp(-distance / (2 * width**2))
    warmth = uniform(count, 0, 1, device)
    colour = torch.stack((torch.ones_like(warmth), 1 - 0.4 * warmth, 1 - 0.8 * warmth), 1)
    return lamp[:, None] * colour[:, :, None, None]
