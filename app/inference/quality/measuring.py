"""The figures of a card, measured anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.quality import denoising, held_out, retouching, steadiness, upscaling

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.catalogue import Figure, ModelCard
    from app.inference.network import Network
    from app.inference.quality.measure import Measure

MEASURES: dict[str, Callable[[ModelCard], tuple[Measure, ...]]] = {
    "upscale": upscaling.measures,
    "denoise": denoising.measures,
    "style": steadiness.measures,
    "interpolate": held_out.measures,
    "lowlight": retouching.darkened_measures,
    "dehaze": retouching.hazed_measures,
}
"""By task of a model."""


def measure(card: ModelCard, network: Network, images: Path) -> list[Figure]:
    """Quality on the benchmark sets that are in `images` (`Set5/`, `Set14/`, `CBSD68_12/`).

    Raises:
        ModelError: the task has no such measure, or no picture is there.
    """
    if card.task not in MEASURES:
        raise ModelError(f"There is no quality measure for {card.task} models like {card.id}.")
    measures = MEASURES[card.task](card)
    names = list(dict.fromkeys(name for each in measures for name in each.sets))
    there = [name for name in names if (images / name).is_dir()]
    if not there:
        raise ModelError(f"{images} has none of the folders {', '.join(names)}.")
    return [
        each.figure(card, network, images / name)
        for name in there
        for each in measures
        if name in each.sets
    ]
