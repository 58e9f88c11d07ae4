"""How steady a painted video is: the warping error of a pan, which is known to the pixel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.inference.quality.denoising import SEED
from app.inference.quality.measure import Measure
from app.inference.quality.pictures import psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

ACROSS, DOWN = 3, 2
"""Pixels that the picture moves: whole, so that nothing is resampled, and on no network's grid."""

SIGMA = 2.0
"""Noise in 8-bit steps, anew in either frame, as a camera's after compression."""

BORDER = 16
"""Pixels left out on each side, where a network makes up what is beyond the edge."""

METRICS = ("steadiness PSNR dB",)
CONDITION = f"moved by {ACROSS} and {DOWN} pixels, sigma {SIGMA:g}, seed {SEED}, mean of all styles"


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """The one there is."""
    return (Measure(("CBSD68_12",), steadiness, METRICS, CONDITION),)


def steadiness(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """PSNR in dB of one frame's result against the other's, both seen where they overlap.

    The mean over the network's styles. The warping error (Gupta et al. 2017) of a pure pan, on a
    scale on which more is better and the noise alone gives 39 dB.
    """
    truth = picture.astype(np.float64) / 255.0
    random = np.random.default_rng(SEED + number)
    still, moved = (
        np.clip(truth + random.normal(0.0, SIGMA / 255.0, truth.shape), 0, 1) for _ in range(2)
    )
    moved = moved[DOWN:, ACROSS:]
    found = []
    for style in range(max(1, network.traits.styles)):
        one, other = (to_picture(network(to_tensor(x, network), style)) for x in (still, moved))
        inner = slice(BORDER, -BORDER), slice(BORDER, -BORDER)
        pair = one[DOWN:, ACROSS:][inner], other[inner]
        found.append(psnr(*(each.astype(np.float64) for each in pair)))
    return float(np.mean(found))
