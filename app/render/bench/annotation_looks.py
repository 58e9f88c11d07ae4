"""The made crowd as pictures, for trackers that know things again by their looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.render.bench.annotation_scenes import HEIGHT, WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.annotations.shapes import Box
    from app.render.bench.annotation_scenes import Crowd

CLOTHES = (
    (40, 45, 60), (160, 40, 45), (220, 215, 205), (60, 110, 70), (70, 90, 160), (205, 170, 90),
)  # fmt: skip
SKIN = ((235, 200, 175), (190, 140, 105), (110, 75, 55))
WALL = np.array([[[150.0, 120.0, 100.0, 1.0]]])
CELL = 4
"""Samples of a piece of a pattern."""

SIDE = 48, 24
"""Rows and columns of a figure, before it is stretched into its box."""


def painted(scene: Crowd, seed: int) -> Iterator[NDArray[np.uint8]]:
    """One picture `(HEIGHT, WIDTH, 3)` for each frame; higher numbers stand in front.

    Six colours of clothes above, six below and three of skin, so that some look much the same.
    """
    dice = np.random.default_rng(seed)
    ground = _pattern(dice, (HEIGHT, WIDTH), (110, 115, 105), 25)
    figures = {number: _figure(dice) for number in sorted(scene.known[0])}
    for boxes in scene.known:
        picture = ground.copy()
        for number, box in sorted(boxes.items()):
            _paint(picture, figures[number], box)
        for wall in scene.walls:
            _paint(picture, WALL, wall)
        noisy = picture + dice.normal(0, 3, picture.shape)
        yield np.clip(noisy, 0, 255).astype(np.uint8)


def _figure(dice: np.random.Generator) -> NDArray[np.float64]:
    """`(*SIDE, 4)`: somebody, with how much of each sample is theirs."""
    rows, columns = SIDE
    above, below = (CLOTHES[n] for n in dice.integers(0, len(CLOTHES), 2))
    skin = SKIN[dice.integers(0, len(SKIN))]
    parts = ((0, 10, 7, skin), (10, 28, 0, above), (28, rows, 3, below))
    figure = np.zeros((rows, columns, 4))
    for top, bottom, margin, colour in parts:
        inside = figure[top:bottom, margin : columns - margin]
        inside[..., :3] = _pattern(dice, inside.shape[:2], colour, 12)
        inside[..., 3] = 1
    return figure


def _pattern(
    dice: np.random.Generator, size: tuple[int, ...], colour: tuple[int, int, int], spread: float
) -> NDArray[np.float64]:
    height, width = size
    cells = dice.normal(0, spread, (height // CELL + 1, width // CELL + 1, 1))
    fine = cells.repeat(CELL, 0).repeat(CELL, 1)[:height, :width]
    return np.asarray(np.array(colour, np.float64) + fine)


def _paint(picture: NDArray[np.float64], figure: NDArray[np.float64], box: Box) -> None:
    """Stretch a figure into its box, as far as that lies in the picture."""
    left, top, right, bottom = (round(edge) for edge in box.edges)
    rows = np.arange(max(0, top), min(HEIGHT, bottom))
    columns = np.arange(max(0, left), min(WIDTH, right))
    if not len(rows) or not len(columns):
        return
    y = (rows - top) * figure.shape[0] // (bottom - top)
    x = (columns - left) * figure.shape[1] // (right - left)
    shown = figure[np.ix_(y, x)]
    place = np.ix_(rows, columns)
    picture[place] += shown[..., 3:] * (shown[..., :3] - picture[place])
