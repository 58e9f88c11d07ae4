"""The built-in brightener: finds how many stops of light are missing, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.guided import Guided
from app.inference.nets.place import Place
from app.inference.nets.reel_config import bounded, read_config
from app.inference.nets.reel_framing import working_dtype

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Tensor

SIDE = 96
"""Of the square copy that is looked at as a whole; one cell of the grid has eight of its pixels."""

DARKEST = 11.0
"""Stops below white that are told from black."""

MOST, APART = 6.5, 1.5
"""Stops that a whole picture may gain, and those by which a part of it may differ from that."""

FAINT = 1e-4
"""Light that may gain more than `MOST`, so that nothing is divided by 0."""

STEEPEST = 0.7
"""Share of the stops between two shades by which the brighter one may gain less."""

LEVELS = (0.05, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1.0)
"""Shares of the copy's pixels; the brightness that each of them stays below may become white."""


@dataclass(frozen=True, slots=True)
class LowLightConfig:
    """Sizes of a `ReelLowLight`.

    Attributes:
        width: Channels that look at the whole picture, at an eighth of the copy's size.
        shades: Cells of the grid from dark to bright.
    """

    width: int = bounded(32, 8, 128)
    shades: int = bounded(6, 2, 16)


class ReelLowLight(Guided):
    """Brightens pictures: `(N, 3, H, W)` in [0, 1] to the same shape, unclamped.

    The exposure of the whole makes white what the network takes for the brightest thing that is
    lit, lamps being brighter. Parts of the picture get more or less light by a coarse grid over
    place and brightness, which follows edges (Gharbi et al., "Deep Bilateral Learning for
    Real-Time Image Enhancement", 2017). Light is multiplied: black stays black, and so do hues
    until a channel is full, and noise.

    Attributes:
        scale: 1.
        receptive_field: A pixel knows no neighbours; what is around was seen in the small copy.
        place: Where a tile lies, set by the runner.
        mixed: Takes pictures in a finer number format than its weights have.
    """

    scale = 1
    receptive_field = 0
    mixed = True

    def __init__(self, config: LowLightConfig) -> None:
        super().__init__()
        self.light = Light(config.width, config.shades)
        self.place = Place()

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Stops of the whole `(N, 1, 1, 1)`, and grid `(N, 1, shades, h, w)` of those to add."""
        small = F.interpolate(pictures.float(), (SIDE, SIDE), mode="area")
        exposure, grid = self.light(_stops(small), working_dtype(self))
        return exposure.float(), grid.float()

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape."""
        exposure, grid = guide
        light = linear(pictures.float())
        brightest = light.amax(1, keepdim=True)
        shade = encoded((brightest * exposure.exp2()).clamp(max=1))
        stops = exposure + self._sliced(grid, shade)
        return encoded(_multiplied(light, brightest, stops)).to(pictures.dtype)

    def _sliced(self, grid: Tensor, shade: Tensor) -> Tensor:
        """The grid's value for each pixel, `(N, 1, H, W)`, by its place and its shade."""
        height, width = shade.shape[-2:]
        top, left = self.place.origin or (0, 0)
        tall, wide = self.place.size if self.place.origin is not None else (height, width)
        rows, columns = (
            (2 * (torch.arange(length, device=shade.device) + first) + 1) / whole - 1
            for length, first, whole in ((height, top, tall), (width, left, wide))
        )
        places = torch.stack(
            (
                columns.expand(len(shade), height, width),
                rows[:, None].expand(len(shade), height, width),
                2 * shade[:, 0] - 1,
            ),
            -1,
        )
        found: Tensor = F.grid_sample(
            grid, places[:, None], padding_mode="border", align_corners=False
        )
        return found.squeeze(2)


class Light(nn.Module):
    """Looks at the whole picture."""

    def __init__(self, width: int, shades: int) -> None:
        super().__init__()
        half = width // 2
        self.down = nn.ModuleList(
            nn.Conv2d(taken, given, 3, stride=2, padding=1)
            for taken, given in ((3, half), (half, half), (half, width))
        )
        self.deep = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(3))
        self.whole = nn.Linear(width + len(LEVELS), width)
        self.white = nn.Linear(width, len(LEVELS))
        self.offset = nn.Linear(width, 1)
        self.told = nn.Linear(width, width)
        self.grid = nn.Conv2d(width, shades, 3, padding=1)
        for layer in (self.offset, self.grid):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(cast("Tensor", layer.bias))

    def forward(self, stops: Tensor, dtype: torch.dtype) -> tuple[Tensor, Tensor]:
        """`(N, 3, SIDE, SIDE)` of `_stops` to exposure and grid, in stops; computes in `dtype`."""
        features = stops.to(dtype)
        for layer in self.down:
            features = F.leaky_relu(layer(features), 0.1)
        for layer in self.deep:
            features = features + F.leaky_relu(layer(features), 0.1)
        levels = _levels(stops).to(dtype)
        known = torch.cat((features.mean((2, 3)), levels), 1)
        known = F.leaky_relu(self.whole(known), 0.1)
        white = (self.white(known).softmax(1) * levels).sum(1, keepdim=True)
        exposure = (DARKEST * (1 - white) + self.offset(known)).clamp(0, MOST)
        grid = self.grid(F.leaky_relu(features + self.told(known)[..., None, None], 0.1))
        return exposure[..., None, None], _rising(APART * torch.tanh(grid))[:, None]


def _multiplied(light: Tensor, brightest: Tensor, stops: Tensor) -> Tensor:
    """Light with more stops, at most 1: its hue stays to the first full channel, then fades."""
    gain = stops.clamp(min=0).exp2()
    kept = light * torch.minimum(gain, 1 / brightest.clamp(min=FAINT))
    clipped = (light * gain).clamp(max=1)
    return torch.lerp(clipped, kept, 1 / (brightest * gain).clamp(min=1))


def linear(values: Tensor) -> Tensor:
    """Light of R'G'B' in [0, 1] (IEC 61966-2-1)."""
    bent = ((values.clamp(min=0.04045) + 0.055) / 1.055) ** 2.4
    return torch.where(values <= 0.04045, values / 12.92, bent)


def encoded(light: Tensor) -> Tensor:
    """The way back."""
    bent = 1.055 * light.clamp(min=0.0031308) ** (1 / 2.4) - 0.055
    return torch.where(light <= 0.0031308, 12.92 * light, bent)


def _stops(pictures: Tensor) -> Tensor:
    """Light on a scale on which each doubling is as far: 0 is black, 1 is white."""
    return (torch.log2(linear(pictures) + 2**-DARKEST) + DARKEST) / DARKEST


def _rising(stops: Tensor) -> Tensor:
    """At least so many stops `(N, shades, h, w)` that what is brighter also comes out brighter.

    Otherwise rings would lie around lamps.
    """
    shades = (torch.arange(stops.shape[1], device=stops.device) + 0.5) / stops.shape[1]
    slack = STEEPEST * torch.log2(linear(shades)).to(stops)[:, None, None]
    return (stops + slack).cummax(1).values - slack


def _levels(stops: Tensor) -> Tensor:
    """`(N, len(LEVELS))`: the distribution of the brightest channel."""
    brightest = stops.amax(1).flatten(1).sort(1).values
    last = brightest.shape[1] - 1
    return torch.stack([brightest[:, round(share * last)] for share in LEVELS], 1)


def build(config: Mapping[str, object]) -> ReelLowLight:
    """The network for the `config` in a weights file's metadata; ModelError if it is not sane."""
    return ReelLowLight(read_config(LowLightConfig, config))
