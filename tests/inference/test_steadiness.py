"""The figure of a painter: how much of a pan's result merely moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from app.inference.network import NetworkTraits
from app.inference.quality.steadiness import steadiness

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.catalogue import ModelCard
    from app.inference.quality.pictures import Picture

NO_CARD = cast("ModelCard", None)


class Painter:
    """Gives the picture back, with a pattern over it that stays on the screen."""

    def __init__(self, pattern: float, styles: int = 1) -> None:
        self.traits = NetworkTraits(noise_map=True, styles=styles)
        self.pattern = pattern
        self.asked: list[float | None] = []

    def __call__(self, pictures: Tensor, sigma: float | None = None) -> Tensor:
        self.asked.append(sigma)
        stripes = torch.arange(pictures.shape[-1]) % 7 / 7 - 0.5
        return (pictures + self.pattern * stripes).clamp(0, 1)


def scene() -> Picture:
    rows, columns = np.mgrid[0:80, 0:96]
    plane = 128 + 60 * np.sin(rows / 9) * np.cos(columns / 7)
    return np.repeat(plane[..., None], 3, 2).astype(np.uint8)


def test_what_moves_along_leaves_only_the_noise() -> None:
    figure = steadiness(NO_CARD, Painter(0.0), scene(), 0)
    assert 38 < figure < 40  # two pictures with noise of 2 steps each differ by 2 * sqrt(2)


def test_what_stays_on_the_screen_costs() -> None:
    mild, strong = (steadiness(NO_CARD, Painter(each), scene(), 0) for each in (0.1, 0.4))
    assert strong < mild < 33


def test_every_style_counts_and_the_figure_repeats() -> None:
    painter = Painter(0.1, styles=3)
    assert steadiness(NO_CARD, painter, scene(), 5) == steadiness(NO_CARD, painter, scene(), 5)
    assert painter.asked == [0, 0, 1, 1, 2, 2] * 2
