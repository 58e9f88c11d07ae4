"""Clips with exact masks for the annotation benchmark: a made one, and people on real ones."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.nn import functional as F

from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of
from app.render.bench.annotation_scenes import HEIGHT, WIDTH

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

    from app.base.picture import Picture

AREA = 16000
"""Pixels of what is pasted, about."""


@dataclass(frozen=True)
class MaskedClip:
    """Pictures `(360, 640, 3)` uint8 and the true mask of each, `(360, 640)`."""

    pictures: list[NDArray[np.uint8]]
    masks: list[NDArray[np.bool_]]


@dataclass(frozen=True)
class Way:
    """How something goes across a clip.

    Attributes:
        start: Where its middle begins, in pixels.
        speed: Pixels across for each frame.
        turn: Radians that it sways.
        wave: How far its outline is bent, in pixels.
    """

    start: tuple[float, float]
    speed: float
    turn: float
    wave: float


def breathing_ellipse(length: int, seed: int) -> MaskedClip:
    """An ellipse of soft patches over a ground of no texture.

    It changes its size and its patches do not, so no motion tells where its edge goes.
    """
    dice = np.random.default_rng(seed)
    ground = _smooth(dice.uniform(60, 170, (3, 4, 3)), HEIGHT, WIDTH)
    cloth = _smooth(dice.uniform(80, 255, (17, 17, 3)), 200, 200) * dice.uniform(0.4, 1, 3)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    pictures, masks = [], []
    for n in range(length):
        x, y = columns - (140 + 7 * n), rows - (180 + round(50 * float(np.sin(n / 6))))
        mask = x**2 + (1.3 * y) ** 2 < (55 + 15 * np.sin(n / 9)) ** 2
        shown = np.where(mask[..., None], cloth[(y + 100) % 200, (x + 100) % 200], ground)
        pictures.append(_noisy(shown, dice))
        masks.append(mask)
    return MaskedClip(pictures, masks)


def pasted(
    picture: Path, mask: NDArray[np.bool_], ground: Path, length: int, way: Way
) -> MaskedClip:
    """What a mask cuts out of a picture, swaying and bending across a real clip."""
    dice = np.random.default_rng(1)
    with VideoReader(picture) as reader:
        cutout = _planes(next(iter(reader.frames())).pixels)
    layers = torch.cat([cutout, torch.from_numpy(mask)[None].float() * 255])
    with VideoReader(ground) as reader:
        behind = [_fitted(_planes(each.pixels)) for each in islice(reader.frames(), length)]
    pictures, masks = [], []
    for n in range(length):
        moved = _looked_up(layers, _places(mask, n, length, way))
        edge = F.avg_pool2d(moved[None, 3:] / 255, 3, 1, 1)[0]  # as soft as a camera's
        shown = behind[n % len(behind)] * (1 - edge) + moved[:3] * edge
        pictures.append(_noisy(shown.permute(1, 2, 0).numpy(), dice))
        masks.append((moved[3] > 127.5).numpy())
    return MaskedClip(pictures, masks)


def _places(mask: NDArray[np.bool_], n: int, length: int, way: Way) -> tuple[Tensor, Tensor]:
    """Where each pixel of the clip lies in the picture that the mask is of."""
    ys, xs = np.nonzero(mask)
    share = n / (length - 1)
    scale = float(np.sqrt(AREA / len(ys))) * (1 + 0.25 * np.sin(3 * share))
    angle = way.turn * np.sin(4 * share)
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    x = columns - (way.start[0] + way.speed * n)
    y = rows - (way.start[1] + 40 * np.sin(5 * share))
    across = (x * np.cos(angle) + y * np.sin(angle)) / scale
    down = (y * np.cos(angle) - x * np.sin(angle)) / scale
    bent = across + way.wave * np.sin(down / 25 + n / 5) + xs.mean()
    return torch.from_numpy(bent), torch.from_numpy(down + ys.mean())


def _looked_up(layers: Tensor, places: tuple[Tensor, Tensor]) -> Tensor:
    height, width = layers.shape[1:]
    grid = torch.stack([2 * places[0] / (width - 1) - 1, 2 * places[1] / (height - 1) - 1], -1)
    return F.grid_sample(layers[None], grid[None].float(), align_corners=True)[0]


def _planes(picture: Picture) -> Tensor:
    return torch.from_numpy(rgb_of(picture)).permute(2, 0, 1).float()


def _fitted(planes: Tensor) -> Tensor:
    return F.interpolate(planes[None], (HEIGHT, WIDTH), mode="area")[0]


def _smooth(cells: NDArray[np.float64], height: int, width: int) -> NDArray[np.float64]:
    planes = torch.from_numpy(cells).permute(2, 0, 1)[None]
    large = F.interpolate(planes, (height, width), mode="bicubic", align_corners=True)
    return np.asarray(large[0].permute(1, 2, 0).numpy())


def _noisy(picture: NDArray[np.floating], dice: np.random.Generator) -> NDArray[np.uint8]:
    return np.clip(picture + dice.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
