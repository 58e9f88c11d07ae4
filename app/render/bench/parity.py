"""How far a network's quick ways are off the slow one: number formats, tiles, batches."""

from __future__ import annotations

import contextlib
import math
import time as clock
from functools import partial
from typing import TYPE_CHECKING

import torch

from app.inference.device import DTYPES
from app.inference.overlap import transfer_for
from app.inference.runner import TorchNetwork, parity
from app.inference.transfer import upload
from app.render.bench.cases import SIGMA

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.base.picture import Picture
    from app.inference.compiling import Compiler
    from app.inference.device import Precision

SIDE = 256
"""Samples of the middle of each frame that are compared."""

PATIENCE = 240.0
"""Seconds that compiling a network may take."""

BATCH = 3
EQUAL_DB = 120.0
"""Told where nothing differs at all: files of figures have no infinity."""


NO_CUDA = "not run: no CUDA"
NOT_RECORDED = "not run: this network's work cannot be recorded, or that is turned off"
NOT_COMPILED = "not run: nobody asked for it, or it is done at another size"
NOT_IN_TIME = "not run: it could not be compiled (the log says why), or not in time"
TURNED_OFF = "not run: turned off"
NOT_USED = "not run: this network never works in it"
NO_NUMBERS = "not run: the results are no numbers, and fp32 takes over"

FORMATS: tuple[Precision, ...] = ("fp16", "bf16")


def parity_figures(
    network: TorchNetwork, frames: Sequence[Tensor], compiler: Compiler | None = None
) -> dict[str, float | str]:
    """What `DEFINITIONS` calls parity; in place of what could not be measured, why.

    Args:
        network: As it works.
        frames: `BATCH` neighbouring frames `(3, H, W)` in [0, 1] on its device.
        compiler: What compiles it, waited for; None leaves that out.
    """
    traits = network.traits
    sigma = SIGMA if traits.noise_map else None
    window = traits.past + 1 + traits.future
    middle = [_middle(frame.float()) for frame in frames[:BATCH]]
    fed = [each if window == 1 else each.expand(window, *each.shape) for each in middle]
    exact, given = network.in_full_precision(), torch.stack(fed)
    whole = torch.cat([exact(each[None], sigma) for each in fed])
    cut = partial(_cut, network, fed[0].shape[-1] * fed[0].shape[-2] // 2)
    return {
        "working_precision_db": _finite(parity(network, fed[0][None], sigma)),
        **{f"{name}_db": _in_format(network, name, fed[0], whole[0], sigma) for name in FORMATS},
        "batched_db": _decibels(_plain(network)(given, sigma), whole),
        "tiled_db": _decibels(cut(network.dtype)(fed[0][None], sigma), whole[:1]),
        "batch_largest_255": _largest(exact(given, sigma), whole),
        "tiles_largest_255": _largest(cut(torch.float32)(fed[0][None], sigma), whole[:1]),
        "graphed_db": _graphed(network, fed, whole, sigma),
        "compiled_db": _compiled(network, compiler, fed, whole, sigma),
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


def _in_format(
    network: TorchNetwork, name: Precision, given: Tensor, whole: Tensor, sigma: float | None
) -> float | str:
    """PSNR of a number format, whether or not it is the one that is worked in."""
    traits = network.traits
    if not (traits.half if name == "fp16" else traits.bfloat16):
        return NOT_USED
    made = _cut(network, network.pixel_limit, DTYPES[name])
    result = made(given[None], sigma)
    return _decibels(result, whole[None]) if made.dtype == DTYPES[name] else NO_NUMBERS


def _plain(network: TorchNetwork) -> TorchNetwork:
    """The same in its working precision, by plain calls."""
    return _cut(network, network.pixel_limit, network.dtype)


def _cut(
    network: TorchNetwork,
    pixels: int | None,
    dtype: torch.dtype,
    compiler: Compiler | None = None,
) -> TorchNetwork:
    """The same, never recorded, by calls of so many pixels at the most."""
    name: Precision = next((name for name in FORMATS if DTYPES[name] == dtype), "fp32")
    loaded, device, cancel = network.loaded, network.device, network.cancel
    return TorchNetwork(loaded, device, name, cancel, pixels, None, compiler)


def _graphed(
    network: TorchNetwork, fed: Sequence[Tensor], whole: Tensor, sigma: float | None
) -> float | str:
    """PSNR of replays of a recording; the first calls with a shape make it."""
    results = [network(each[None], sigma) for each in (*fed, *fed)][-len(fed) :]
    if not network.recordings:
        return NOT_RECORDED if network.device.type == "cuda" else NO_CUDA
    return _decibels(torch.cat(results), whole)


def _compiled(
    network: TorchNetwork,
    compiler: Compiler | None,
    fed: Sequence[Tensor],
    whole: Tensor,
    sigma: float | None,
) -> float | str:
    """PSNR of what is compiled, if it is there in time."""
    if compiler is None:
        return NOT_COMPILED if network.device.type == "cuda" else NO_CUDA
    made = _cut(network, network.pixel_limit, network.dtype, compiler)
    end = clock.monotonic() + PATIENCE
    while made.compilations == 0 and clock.monotonic() < end:
        made(fed[0][None], sigma)
        clock.sleep(0.02)  # not all of a core, which the compiler needs
    if not made.compilations:
        return NOT_IN_TIME
    return _decibels(torch.cat([made(each[None], sigma) for each in fed]), whole)


def _middle(frame: Tensor) -> Tensor:
    height, width = frame.shape[-2:]
    top, left = max(0, (height - SIDE) // 2), max(0, (width - SIDE) // 2)
    return frame[:, top : top + SIDE, left : left + SIDE]


def _decibels(found: Tensor, exact: Tensor) -> float:
    error = (found - exact).double().square().mean().item()
    return _finite(math.inf if error == 0 else -10 * math.log10(error))


def _finite(decibels: float) -> float:
    return round(min(decibels, EQUAL_DB), 1) if not math.isnan(decibels) else 0.0


def _largest(a: Tensor, b: Tensor) -> float:
    return round(255 * float((a - b).abs().max()), 4)
