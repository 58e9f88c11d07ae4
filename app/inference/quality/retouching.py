"""How near networks come to a picture that was darkened, or hidden in haze, in a known way."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.inference.quality.denoising import SEED
from app.inference.quality.measure import Measure
from app.inference.quality.pictures import psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture, Values

SETS = ("CBSD68_12",)
METRIC = "PSNR dB"

STOPS = (2, 4)
"""By how much less light a picture is taken: a quarter of it, and a sixteenth."""

NOISE = 1.0
"""Standard deviation in 8-bit steps, before rounding."""

AIR = 0.85
"""Of the haze, R'G'B' in [0, 1]."""

CLEAREST, THICKEST = 0.9, 0.35
"""Share of the picture that comes through at its lower edge, which is near, and its upper one."""


def darkened_measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' once the light is back."""
    condition = f"sRGB, noise of sigma {NOISE:g}, 8 bits, seed {SEED}"
    return tuple(
        Measure(SETS, partial(brightened, stops), METRIC, condition, f"darkened {stops} stops")
        for stops in STOPS
    )


def hazed_measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' once the haze is gone."""
    condition = f"{THICKEST:g} to {CLEAREST:g} coming through from top to bottom, air {AIR:g}"
    return (Measure(SETS, cleared, METRIC, condition, "hazed"),)


def brightened(
    stops: int, card: ModelCard, network: Network, picture: Picture, number: int
) -> float:
    """PSNR in dB of what is made of a picture taken with less light."""
    random = np.random.default_rng(SEED + number)
    dark = encoded(linear(picture / 255.0) * 2.0**-stops)
    noisy = dark + random.normal(0.0, NOISE / 255.0, dark.shape)
    return _score(network, noisy, picture)


def cleared(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """PSNR in dB of what is made of a picture in haze (Koschmieder 1924; thicker further up)."""
    clear = np.linspace(THICKEST, CLEAREST, picture.shape[0])[:, None, None]
    return _score(network, picture / 255.0 * clear + AIR * (1 - clear), picture)


def linear(values: Values) -> Values:
    """Light of R'G'B' in [0, 1] (IEC 61966-2-1)."""
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def encoded(light: Values) -> Values:
    """The way back."""
    return np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)


def _score(network: Network, given: Values, truth: Picture) -> float:
    rounded = np.rint(given.clip(0, 1) * 255) / 255
    made = to_picture(network(to_tensor(rounded, network)))
    return psnr(made.astype(np.float64), truth.astype(np.float64))
