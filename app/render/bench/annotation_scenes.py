"""Clips with exact truth for the annotation benchmark, made on the spot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.tracker import Detection
from app.annotations.shapes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH, HEIGHT = 640, 360


@dataclass(frozen=True)
class Crowd:
    """Things that walk about, and what a detector of middling quality sees of them.

    Attributes:
        known: The true boxes of each frame, by identity.
        seen: Detections of each frame.
        walls: What they walk behind.
    """

    known: list[dict[int, Box]]
    seen: list[list[Detection]]
    walls: tuple[Box, ...] = ()


def crowd(count: int, length: int, seed: int, walls: tuple[Box, ...] = ()) -> Crowd:
    """Boxes on slightly curved ways that pass each other.

    One in twenty is missed, one in ten is seen unsurely, what is covered by another by more than
    half is seen unsurely or not at all; every fifth frame has a false alarm. What a wall covers by
    more than half is not seen.
    """
    dice = np.random.default_rng(seed)
    places = dice.uniform((60, 60), (WIDTH - 60, HEIGHT - 60), (count, 2))
    speeds = dice.normal(0, 2.5, (count, 2))
    sizes = dice.uniform((24, 40), (48, 90), (count, 2))
    known, seen = [], []
    for _ in range(length):
        speeds += dice.normal(0, 0.08, speeds.shape)
        places += speeds
        outside = (places < 0) | (places > (WIDTH, HEIGHT))
        speeds[outside] *= -1
        boxes = {n: _box(places[n], sizes[n]) for n in range(count)}
        known.append(boxes)
        seen.append(_seen(boxes, dice, walls))
    return Crowd(known, seen, walls)


def _box(place: NDArray[np.float64], size: NDArray[np.float64]) -> Box:
    (x, y), (w, h) = (place, size / 2)
    return Box(float(x - w), float(y - h), float(x + w), float(y + h))


def _seen(
    boxes: dict[int, Box], dice: np.random.Generator, walls: tuple[Box, ...]
) -> list[Detection]:
    found = []
    for n, box in boxes.items():
        covered = max((_covered(box, other) for m, other in boxes.items() if m > n), default=0.0)
        lot = dice.random() + (0.6 if covered > 0.5 else 0.0)
        if lot > 0.95 + (0.2 if covered > 0.5 else 0.0):
            continue
        if any(_covered(box, wall) > 0.5 for wall in walls):
            continue
        score = dice.uniform(0.2, 0.45) if lot > 0.85 else dice.uniform(0.6, 0.95)
        shift = dice.normal(0, 0.04, 4) * np.array([box.x1 - box.x0, box.y1 - box.y0] * 2)
        x0, y0, x1, y1 = (float(a + b) for a, b in zip(box.edges, shift, strict=True))
        found.append(Detection(Box(x0, y0, max(x0, x1), max(y0, y1)), "thing", float(score)))
    if dice.random() < 0.2:
        place = dice.uniform((0, 0), (WIDTH, HEIGHT))
        found.append(Detection(_box(place, np.array([30.0, 50.0])), "thing", 0.65))
    return found


def _covered(box: Box, other: Box) -> float:
    across = min(box.x1, other.x1) - max(box.x0, other.x0)
    down = min(box.y1, other.y1) - max(box.y0, other.y0)
    return max(0.0, across) * max(0.0, down) / box.area


def walking_disc(length: int, seed: int) -> tuple[list[NDArray[np.uint8]], list[NDArray[np.bool_]]]:
    """Pictures of a textured disc that walks over a textured ground, and its true masks."""
    dice = np.random.default_rng(seed)
    ground = _texture(dice, HEIGHT, WIDTH, (60, 160))
    cloth = _texture(dice, 160, 160, (120, 255)) * np.array([1.0, 0.6, 0.3])
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    pictures, masks = [], []
    for n in range(length):
        x, y = 160 + 6 * n, 180 + round(30 * float(np.sin(n / 5)))
        mask = (columns - x) ** 2 + (rows - y) ** 2 < 60**2
        picture = ground.copy()
        picture[mask] = cloth[(rows - y + 80) % 160, (columns - x + 80) % 160][mask]
        noisy = picture + dice.normal(0, 3, picture.shape)
        pictures.append(np.clip(noisy, 0, 255).astype(np.uint8))
        masks.append(mask)
    return pictures, masks


def _texture(
    dice: np.random.Generator, height: int, width: int, levels: tuple[int, int]
) -> NDArray[np.float64]:
    cells = dice.uniform(*levels, (height // 12 + 1, width // 12 + 1, 3))
    fine: NDArray[np.float64] = cells.repeat(12, 0).repeat(12, 1)[:height, :width]
    return fine
