"""How noisy a picture is, told from the picture alone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

_BLOCK = 16
_ACROSS, _DOWN = 32, 20  # blocks looked at, about
_FLATTEST = 0.08
_CLIPPED = 1.5 / 255
_LAPLACIAN_MEAN = 6 * math.sqrt(2 / math.pi)
"""Mean magnitude of the residual for noise of deviation 1: its weights' norm is 6."""


def noise_level(pixels: Tensor) -> float:
    """Standard deviation of white noise in `(3|4, H, W)` R'G'B', in 8-bit units (0..255).

    Immerkaer's estimate (“Fast noise variance estimation”, 1996): the mean magnitude of a
    Laplacian that is blind to slopes; taken over blocks of 16x16, of which only the flattest
    count, so that texture is not taken for noise, and none with clipped samples, which hide it.
    The mean of the channels: right for noise of its own in each of them, as on a sensor, and for
    noise in the luma alone. 0 for pictures too small to tell. Waits for the device.
    """
    height, width = pixels.shape[-2:]
    if min(height, width) < _BLOCK + 2:
        return 0.0
    blocks = _blocks(pixels[:3]).float()
    levels, structure, hidden = _residual(blocks), _structure(blocks), _clipped(blocks)
    # Flattest first; blocks that hide their noise only when there are no others.
    order = (structure + 1e3 * hidden).argsort()
    usable = max(1, int((~hidden).sum()))
    chosen = order[: max(1, math.ceil(_FLATTEST * usable))]
    return 255 * float(levels[chosen].median())


def _blocks(rgb: Tensor) -> Tensor:
    """`(3, n, 18, 18)`: blocks spread over the picture, each with a border of one sample."""
    side = _BLOCK + 2
    height, width = rgb.shape[-2:]
    down = max(_BLOCK, height // _DOWN)
    across = max(_BLOCK, width // _ACROSS)
    return rgb.unfold(1, side, down).unfold(2, side, across).flatten(1, 2)


def _residual(blocks: Tensor) -> Tensor:
    """`(n,)`: Immerkaer's estimate in each block, mean of the channels."""
    rows = blocks[..., :-2] - 2 * blocks[..., 1:-1] + blocks[..., 2:]
    both = rows[..., :-2, :] - 2 * rows[..., 1:-1, :] + rows[..., 2:, :]
    return both.abs().mean((0, 2, 3)) / _LAPLACIAN_MEAN


def _structure(blocks: Tensor) -> Tensor:
    """`(n,)`: variance between the means of 4x4 samples, which noise hardly moves."""
    inner = blocks[..., 1:-1, 1:-1]
    means = inner.reshape(*inner.shape[:2], 4, 4, 4, 4).mean((3, 5))
    return means.flatten(2).var(2).mean(0)


def _clipped(blocks: Tensor) -> Tensor:
    """`(n,)`: whether more than a twentieth of the samples sit at black or white."""
    inside = (blocks > _CLIPPED) & (blocks < 1 - _CLIPPED)
    return inside.float().mean((0, 2, 3)) < 0.95
