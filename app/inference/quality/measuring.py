"""The figures of a card, measured anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.errors import ModelError
from app.inference.quality import (
    deblocking,
    denoising,
    held_out,
    matting,
    retouching,
    steadiness,
    upscaling,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Container
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
    "colour": retouching.dulled_measures,
    "deblock": deblocking.measures,
    "matte": matting.measures,
}
"""By task of a model."""


def measure(
    card: ModelCard,
    network: Network,
    images: Path,
    wanted: Container[str] | None = None,
    more: tuple[Measure, ...] = (),
) -> list[Figure]:
    """Quality on the benchmark sets that are in `images` (`Set5/`, `Set14/`, `CBSD68_12/` …).

    Args:
        card: Of the network.
        network: What is measured.
        images: Their folder; masks of people are in `masks/` beside it.
        wanted: Names of the figures that are asked for; all where None.
        more: Measures beside those of the task, of who can reach what those here cannot.

    Raises:
        ModelError: the task has no such measure, or no picture is there.
    """
    if card.task not in MEASURES:
        raise ModelError(f"There is no quality measure for {card.task} models like {card.id}.")
    measures = (*MEASURES[card.task](card), *more)
    names = list(dict.fromkeys(name for each in measures for name in each.sets))
    there = [folder for name in names if (folder := _folder(images, name)).is_dir()]
    if not there:
        raise ModelError(f"{images} has none of the folders {', '.join(names)}.")
    return [
        figure
        for folder in there
        for each in measures
        if folder in [_folder(images, name) for name in each.sets]
        and (wanted is None or each.name(folder.name) in wanted)
        for figure in each.figures(card, network, folder)
    ]


def _folder(images: Path, name: str) -> Path:
    """A set by its name, or by its place beside the pictures."""
    return images.parent / name if "/" in name else images / name
