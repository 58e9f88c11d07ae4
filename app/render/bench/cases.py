"""What the benchmark measures: models, picture sizes and number formats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.project.model import EffectSpec

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.device import Precision

BUILTIN = ("reel-upscale-x2-tiny", "reel-upscale-x2", "reel-denoise")
OTHERS = ("rlfn-x2", "compact-animevideov3-x4")
LOOPED = "compact-animevideov3-x4"
"""The model that the loop by hand runs too: spandrel, which that loop loads it with, knows it."""

SIGMA = 10.0
"""Noise level given to denoisers, so that estimating it is not part of what is measured."""


@dataclass(frozen=True, slots=True)
class BenchCase:
    """One model on one size of picture.

    Attributes:
        model: Id of a card.
        width, height: Of the clip; even, for its 4:2:0.
        precisions: As for `--precision`; two that come to the same are measured once.
        frames: Length of the clip; None finds one that takes some seconds.
        encoders: Codecs of the whole pipeline; “null” drops the finished frames.
        by_hand: Whether the loop one would write by hand is timed as well.
    """

    model: str
    width: int
    height: int
    precisions: tuple[Precision, ...] = ("fp32", "auto")
    frames: int | None = None
    encoders: tuple[str, ...] = ("libx264",)
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case whose weights are on this machine."""

    case: BenchCase
    card: ModelCard
    weights: Path

    @property
    def effect(self) -> EffectSpec:
        """The step of a chain that runs the model and does nothing else."""
        if self.card.scale > 1:
            return EffectSpec("upscale", (("model", self.card.id),))
        return EffectSpec("denoise", (("model", self.card.id), ("sigma", SIGMA)))


def default_cases(device: str) -> tuple[BenchCase, ...]:
    """What `reelwright bench` measures on a device of the kind “cpu”, “cuda” or “mps”."""
    both = ("libx264", "null")
    if device == "cpu":
        small = (BenchCase(model, 640, 360, encoders=both) for model in BUILTIN)
        smaller = (BenchCase(model, 320, 180, by_hand=model == LOOPED) for model in OTHERS)
        return (*small, *smaller)
    sizes = ((640, 360), (1280, 720), (1920, 1080))
    return tuple(
        BenchCase(model, *size, _on_gpu(size[1]), None, both, model == LOOPED and size[1] == 720)
        for size in sizes
        for model in (*BUILTIN, *OTHERS)
        if model in BUILTIN or size[1] >= 720
    )


def _on_gpu(height: int) -> tuple[Precision, ...]:
    """Full precision once, where it says most: the time of a GPU machine is dear."""
    return ("fp32", "auto") if height == 720 else ("auto",)


def tiny(case: BenchCase) -> BenchCase:
    """The same in a size that takes no time: to see that everything works."""
    return replace(case, width=64, height=48, frames=6)


def found_cases(cases: Iterable[BenchCase]) -> tuple[list[FoundCase], list[str]]:
    """The cases that can run here, and a sentence for each model whose weights are missing."""
    catalogue, store = Catalogue.load(), WeightsStore()
    known = {card.id: card for card in catalogue.all()}
    found: list[FoundCase] = []
    missing: dict[str, str] = {}
    for case in cases:
        card = known.get(case.model)
        weights = store.find(card) if card else None
        if card and weights:
            found.append(FoundCase(case, card, weights))
        else:
            missing[case.model] = f"{case.model} is left out: its weights are not on this machine."
    return found, list(missing.values())
