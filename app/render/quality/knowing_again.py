"""How well things are known again by their looks: pieces of pictures, seen a second time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.appearance import open_appearance
from app.annotations.shapes import Box
from app.base.errors import ModelError
from app.inference.quality.measure import figure
from app.inference.quality.pictures import pictures_in, read_picture

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import Figure, ModelCard

    Looks = Callable[[NDArray[np.uint8], Sequence[Box]], NDArray[np.float32]]

SET = "Kodak24"
ACROSS, DOWN = 4, 2
"""Pieces of each picture."""

WIDTH, HEIGHT = 90, 180
"""Of a piece, in pixels: about as a standing person."""

MOVED, SIZED = 0.15, 1.2
"""How far a box lies off the second time, in its sides, and how many times as large it is drawn at
the most, or as small."""

LIGHT, NOISE = (0.6, 1.4), 6.0
"""What all samples are multiplied by, and the standard deviation of the noise, in 8-bit steps."""

SEED = 2024


def known_again(card: ModelCard, media: Path) -> list[Figure]:
    """Rank-1 of the cumulative match curve (D. Gray et al., PETS 2007; L. Zheng et al., 2015).

    Raises:
        ModelError: weights or pictures are missing.
    """
    folder = media / "images" / SET
    if not folder.is_dir():
        raise ModelError(f"There is no {folder}, which quality is measured on; name its folder.")
    pictures = [read_picture(path) for path in pictures_in(folder)]
    value = rank_one(open_appearance(card.id), pictures)
    count = ACROSS * DOWN * len(pictures)
    condition = (
        f"{count} pieces of {WIDTH} × {HEIGHT}, seen again up to {MOVED:.0%} off, {SIZED:g} times "
        f"as large or small, in other light and noise; seed {SEED}"
    )
    return [figure(f"{SET} pieces", "rank-1", value, condition)]


def rank_one(looks: Looks, pictures: Sequence[NDArray[np.uint8]]) -> float:
    """Share of pieces whose second look is nearer to their own first look than to any other."""
    random = np.random.default_rng(SEED)
    first, second = [], []
    for picture in pictures:
        boxes = _pieces(picture)
        first.append(looks(picture, boxes))
        second.append(looks(_lit(picture, random), [_moved(box, random) for box in boxes]))
    alike = np.concatenate(second) @ np.concatenate(first).T
    return float((alike.argmax(axis=1) == np.arange(len(alike))).mean())


def _pieces(picture: NDArray[np.uint8]) -> list[Box]:
    """Evenly over the picture, as far from its edges as they may move."""
    height, width = picture.shape[:2]
    across = np.linspace(0.25 * WIDTH, width - 1.25 * WIDTH, ACROSS)
    down = np.linspace(0.25 * HEIGHT, height - 1.25 * HEIGHT, DOWN)
    return [Box(x, y, x + WIDTH, y + HEIGHT) for y in down.tolist() for x in across.tolist()]


def _moved(box: Box, random: np.random.Generator) -> Box:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    x += float(random.uniform(-MOVED, MOVED)) * WIDTH
    y += float(random.uniform(-MOVED, MOVED)) * HEIGHT
    size = float(SIZED ** random.uniform(-1, 1)) / 2
    return Box(x - size * WIDTH, y - size * HEIGHT, x + size * WIDTH, y + size * HEIGHT)


def _lit(picture: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    light = picture * random.uniform(*LIGHT) + random.normal(0, NOISE, picture.shape)
    return np.asarray(np.rint(light.clip(0, 255)), np.uint8)
