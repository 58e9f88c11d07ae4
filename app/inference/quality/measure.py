"""What one figure of a card is: of which pictures, by which judge, under which conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.inference.catalogue import Figure, ModelCard
from app.inference.quality.pictures import pictures_in, read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

Judge = Callable[["ModelCard", "Network", "Picture", int], float | tuple[float, ...]]
"""Figures of one picture, whose number seeds what is random."""


def pictures_of(folder: Path) -> Iterable[Picture]:
    """Those of one set, by name.

    Raises:
        ModelError: none is there, or one cannot be read.
    """
    return (read_picture(path) for path in pictures_in(folder))


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure, or some that are found together.

    Attributes:
        sets: Folders of pictures; each gives figures of its own.
        judge: Figures of one picture; the mean of all is told.
        metrics: What they are, each ending in its unit, or in the name of a share of 1.
        condition: What else they depend on.
        manner: Said behind the name of the set, as "panned".
        material: Makes what is judged of the folder of a set.
    """

    sets: tuple[str, ...]
    judge: Judge
    metrics: tuple[str, ...]
    condition: str
    manner: str = ""
    material: Callable[[Path], Iterable[Picture]] = pictures_of

    def name(self, folder: str) -> str:
        """What its figures of one set are called."""
        return f"{folder} {self.manner}".rstrip()

    def figures(self, card: ModelCard, network: Network, folder: Path) -> list[Figure]:
        """Of the pictures of one set.

        Raises:
            ModelError: no picture is there, or one cannot be read.
        """
        found = [
            np.atleast_1d(self.judge(card, network, picture, number))
            for number, picture in enumerate(self.material(folder))
        ]
        values = np.mean(found, axis=0)
        return [
            figure(self.name(folder.name), metric, float(value), self.condition)
            for metric, value in zip(self.metrics, values, strict=True)
        ]


def figure(name: str, metric: str, value: float, condition: str) -> Figure:
    """As cards have it: decibels to a hundredth, shares of 1 to a thousandth."""
    digits = 2 if metric.endswith("dB") else 3
    return Figure(name, metric, round(value, digits), condition)


def frames_seen(card: ModelCard) -> int:
    """How many frames a network looks at for one."""
    return card.input.past + 1 + card.input.future


def seen_words(card: ModelCard) -> str:
    """The same in words, for conditions."""
    frames = frames_seen(card)
    return f"{frames} frames seen" if frames > 1 else "one frame seen"
