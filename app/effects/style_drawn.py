"""Styles drawn by arithmetic, without a network: pencil and halftone.

Patterns are fixed to the frame's corner and repeat after `size` samples both ways, so a part of a
frame that begins at a multiple of `size` is drawn as it is in the whole.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from app.effects.sharpen import blurred

if TYPE_CHECKING:
    from torch import Tensor

SOFTEST = 0.04
"""Added below the fraction line of the pencil's edges: darkness has no lines of its own."""

SHADES = (0.62, 0.36)
"""Lightness below which the first and the second direction of hatching begin."""

HATCHING = 0.55
"""How dark a line of hatching is."""


def pencil(luma: Tensor, size: int) -> Tensor:
    """A pencil drawing of a luma plane: outlines and crossed hatching in the shades.

    Outlines come from dividing by the surroundings ("colour dodge"), which only shows where a
    picture is darker than what is around it, however light or dark that is.

    Args:
        luma: `(H, W)` in [0, 1].
        size: Distance of the hatching's lines, in samples, at least 2.

    Returns:
        `(H, W)` in [0, 1], white paper.
    """
    around = blurred(luma, pencil_radius(size))
    outline = ((luma + SOFTEST) / (around + SOFTEST)).clamp(max=1).square()
    drawing = outline
    for shade, sign in zip(SHADES, (1, -1), strict=True):
        darkness = ((shade - around) / shade).clamp(0, 1)
        drawing = drawing * (1 - HATCHING * _hatching(darkness, size, sign))
    return drawing


def pencil_radius(size: int) -> float:
    """Standard deviation in samples of the blur that a pencil's line stands out from."""
    return size / 2


def halftone(luma: Tensor, size: int) -> Tensor:
    """Black dots of growing size on white, in rows at 45 degrees, as a newspaper prints.

    Args:
        luma: `(H, W)` in [0, 1].
        size: Side in samples of the square that holds two dots, at least 2.

    Returns:
        `(H, W)` in [0, 1].
    """
    threshold = _repeated(_dots(size).to(luma), luma)
    grey = blurred(luma, halftone_radius(size))
    return ((grey - threshold) * (size / 2) + 0.5).clamp(0, 1)


def halftone_radius(size: int) -> float:
    """Standard deviation in samples of the blur before the dots: one dot has one shade."""
    return size / 6


def _hatching(darkness: Tensor, size: int, sign: int) -> Tensor:
    """Diagonal lines, as broad as `darkness` (0 to 1) says; 1 on a line."""
    rows, columns = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    phase = ((columns + sign * rows) % size).float() / size
    ridge = _repeated((2 * phase - 1).abs().to(darkness), darkness)
    edge = size / 3
    return ((darkness - ridge) * edge + 0.5).clamp(0, 1) * (darkness * 2 * edge).clamp(max=1)


def _dots(size: int) -> Tensor:
    """Thresholds `(size, size)` in (0, 1), each as often as any other: a grey keeps its mean."""
    phase = (torch.arange(size) + 0.5) * (2 * math.pi / size)
    hills = torch.cos(phase)[:, None] * torch.cos(phase)[None, :]
    ranks = torch.empty(size * size)
    ranks[hills.flatten().argsort(stable=True)] = torch.arange(size * size, dtype=torch.float32)
    return ((ranks + 0.5) / (size * size)).view(size, size)


def _repeated(tile: Tensor, like: Tensor) -> Tensor:
    """A tile laid side by side over the size of `like`."""
    height, width = like.shape
    size = len(tile)
    return tile.repeat(-(-height // size), -(-width // size))[:height, :width]
