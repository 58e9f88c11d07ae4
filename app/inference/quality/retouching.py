"""How near networks come to a picture that was darkened, dulled or hidden in haze by us."""

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
METRICS = ("PSNR dB",)
GAIN = ("PSNR dB", "PSNR gain dB")

STOPS = (2, 4)
"""By how much less light a picture is taken: a quarter of it, and a sixteenth."""

NOISE = 1.0
"""Standard deviation in 8-bit steps, before rounding."""

AIR = 0.85
"""Of the haze, R'G'B' in [0, 1]."""

CLEAREST, THICKEST = 0.9, 0.35
"""Share of the picture that comes through at its lower edge, which is near, and its upper one."""

LIGHT, CONTRAST, COLOURS = 0.5, 0.7, 0.6
"""What is left in a dull picture, as a camera gives it before anybody graded it: of the light, of
the distance from its mean gray, and of the distance from gray."""


def darkened_measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' once the light is back."""
    condition = f"sRGB, noise of sigma {NOISE:g}, 8 bits, seed {SEED}"
    return tuple(
        Measure(SETS, partial(brightened, stops), METRICS, condition, f"darkened {stops} stops")
        for stops in STOPS
    )


def hazed_measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' once the haze is gone."""
    condition = f"{THICKEST:g} to {CLEAREST:g} coming through from top to bottom, air {AIR:g}"
    return (Measure(SETS, cleared, METRICS, condition, "hazed"),)


def dulled_measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' once it was graded, and how much of it is gained.

    A retoucher's taste is no truth, so what is judged is whether good pictures come back.
    """
    condition = f"light × {LIGHT:g}, contrast × {CONTRAST:g}, saturation × {COLOURS:g}, 8 bits"
    return (Measure(SETS, graded, GAIN, condition, "dulled"),)


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


def graded(card: ModelCard, network: Network, picture: Picture, number: int) -> tuple[float, float]:
    """PSNR in dB of what is made of a dull picture, and how many dB better that is."""
    dull = dulled(picture / 255.0)
    before = psnr(np.rint(dull * 255), picture.astype(np.float64))
    after = _score(network, dull, picture)
    return after, after - before


def dulled(values: Values) -> Values:
    """A picture `(H, W, 3)` in [0, 1] with less light, contrast and colour."""
    dark = encoded(linear(values) * LIGHT)
    gray = (dark @ np.array([0.2126, 0.7152, 0.0722]))[..., None]
    pale = gray + COLOURS * (dark - gray)
    return np.asarray((gray.mean() + CONTRAST * (pale - gray.mean())).clip(0, 1))


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
