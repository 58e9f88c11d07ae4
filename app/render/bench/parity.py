"""How far a network's quick ways are off the slow one: number formats, tiles, batches."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING

import torch

from app.inference.overlap import transfer_for
from app.inference.runner import TorchNetwork, parity
from app.inference.transfer import upload
from app.render.bench.cases import SIGMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.base.picture import Picture

SIDE = 256
"""Samples of the middle of each frame that are compared."""

BATCH = 3
EQUAL_DB = 120.0
"""Told where nothing differs at all: files of figures have no infinity."""


NO_CUDA = "not run: no CUDA"
NOT_RECORDED = "not run: this network's work cannot be recorded, or that is turned off"
NOT_COMPILED = "not run: networks are not compiled"
TURNED_OFF = "not run: turned off"


def parity_figures(network: TorchNetwork, frames: Sequence[Tensor]) -> dict[str, float | str]:
    """What `DEFINITIONS` calls parity; in place of what could not be measured, why.

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
        "graphed_db": _graphed(network, fed, whole, sigma),
        "compiled_db": NOT_COMPILED if network.device.type == "cuda" else NO_CUDA,
    }


def copies_parity(pictures: Sequence[Picture], device: torch.device) -> float | str:
    """Largest difference that copies beside the computing make to R'G'B', in 255ths."""
    transfer = transfer_for(device, len(pictures))
    if not transfer.overlaps:
        return NO_CUDA if device.type != "cuda" else TURNED_OFF
    with contextlib.closing(transfer):
        sent = [transfer.start_upload(picture) for picture in pictures]
        arrived = [transfer.finish_upload(each) for each in sent]
        plain = [upload(picture, device) for picture in pictures]
        return max(_largest(a, b) for a, b in zip(arrived, plain, strict=True))


def _graphed(
    network: TorchNetwork, fed: Sequence[Tensor], whole: Tensor, sigma: float | None
) -> float | str:
    """PSNR of replays of a recording; the first calls with a shape make it."""
    results = [network(each[None], sigma) for each in (*fed, *fed)][-len(fed) :]
    if not network.recordings:
        return NOT_RECORDED if network.device.type == "cuda" else NO_CUDA
    error = (torch.cat(results) - whole).double().square().mean().item()
    return _finite(math.inf if error == 0 else -10 * math.log10(error))


def _middle(frame: Tensor) -> Tensor:
    height, width = frame.shape[-2:]
    top, left = max(0, (height - SIDE) // 2), max(0, (width - SIDE) // 2)
    return frame[:, top : top + SIDE, left : left + SIDE]


def _finite(decibels: float) -> float:
    return round(min(decibels, EQUAL_DB), 1) if not math.isnan(decibels) else 0.0


def _largest(a: Tensor, b: Tensor) -> float:
    return round(255 * float((a - b).abs().max()), 4)
