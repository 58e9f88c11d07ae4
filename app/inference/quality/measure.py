"""What one figure of a card is: of which pictures, by which judge, under which conditions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.inference.catalogue import Figure, ModelCard
from app.inference.quality.pictures import pictures_in, read_picture

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

Judge = Callable[["ModelCard", "Network", "Picture", int], float]
"""Figure of one picture, whose number seeds what is random."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure.

    Attributes:
        sets: Folders of pictures; each gives a figure of its own.
        judge: Figure of one picture; the mean of all is told.
        metric: What it is, ending in its unit.
        condition: What else it depends on.
        manner: Said behind the name of the set, as "panned".
    """

    sets: tuple[str, ...]
    judge: Judge
    metric: str
    condition: str
    manner: str = ""

    def figure(self, card: ModelCard, network: Network, folder: Path) -> Figure:
        """Of the pictures of one set.

        Raises:
            ModelError: no picture is there, or one cannot be read.
        """
        values = [
            self.judge(card, network, read_picture(path), number)
            for number, path in enumerate(pictures_in(folder))
        ]
        name = f"{folder.name} {self.manner}".rstrip()
        return Figure(name, self.metric, round(float(np.mean(values)), 2), self.condition)


def frames_seen(card: ModelCard) -> int:
    """How many frames a network looks at for one."""
    return card.input.past + 1 + card.input.future


def seen_words(card: ModelCard) -> str:
    """The same in words, for conditions."""
    frames = frames_seen(card)
    return f"{frames} frames seen" if frames > 1 else "one frame seen"
