"""How far a network's quick ways are off the slow one: number formats, tiles, batches."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import torch

from app.inference.runner import TorchNetwork, parity
from app.render.bench.cases import SIGMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

SIDE = 256
"""Samples of the middle of each frame that are compared."""

BATCH = 3
EQUAL_DB = 120.0
"""Told where nothing differs at all: files of figures have no infinity."""


def parity_figures(network: TorchNetwork, frames: Sequence[Tensor]) -> dict[str, float]:
    """What `DEFINITIONS` calls parity.

    Args:
        network: As it works.
        frames: `BATCH` neighbouring frames `(3, H, W)` in [0, 1] on its device.
    """
    traits = network.traits
    sigma = SIGMA if traits.noise_map else None
    window = traits.past + 1 + traits.future
    middle = [_middle(frame.float()) for frame in frames[:BATCH]]
    fed = [each if window == 1 else each.expand(window, *each.shape) for each in middle]
    exact = network.in_full_precision()
    whole = torch.cat([exact(each[None], sigma) for each in fed])
    together = exact(torch.stack(fed), sigma)
    pixels = fed[0].shape[-1] * fed[0].shape[-2] // 2
    cut = TorchNetwork(network.loaded, network.device, "fp32", network.cancel, pixels)
    tiled = cut(fed[0][None], sigma)
    return {
        "working_precision_db": _finite(parity(network, fed[0][None], sigma)),
        "batch_largest_255": _largest(together, whole),
        "tiles_largest_255": _largest(tiled, whole[:1]),
    }


def _middle(frame: Tensor) -> Tensor:
    height, width = frame.shape[-2:]
    top, left = max(0, (height - SIDE) // 2), max(0, (width - SIDE) // 2)
    return frame[:, top : top + SIDE, left : left + SIDE]


def _finite(decibels: float) -> float:
    return round(min(decibels, EQUAL_DB), 1) if not math.isnan(decibels) else 0.0


def _largest(a: Tensor, b: Tensor) -> float:
    return round(255 * float((a - b).abs().max()), 4)
