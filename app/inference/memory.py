"""How much of a picture a device takes at once: measured, not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.inference.host_memory import total_memory
from app.inference.live_memory import taken_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

CPU_PIXELS = 2_100_000
"""Input pixels at once without a GPU: 1080p in one piece."""

CPU_SHARE = 0.25
"""Part of the computer's memory, free or not, so that a render is cut into the same tiles when it
goes on another day."""

PROBE = 128
"""Side of the picture that memory is measured with where there is no GPU; smaller ones fit."""

SHARE = 0.8
"""Part of the free memory one network may fill."""

INDEXABLE = 2**31 // 64
"""Output pixels whose 64 channels of features still have 32-bit indices, as cuDNN wants."""


def first_limit(forward: Callable[[Tensor], Tensor], probe: Tensor, scale: int) -> int:
    """Most input pixels of one call, from a small run whose memory is measured.

    Args:
        forward: The network.
        probe: A small input `(1, C, h, w)` on the network's device.
        scale: Output size over input size.
    """
    if probe.device.type != "cuda":
        return _limit_without_gpu(forward, probe[..., :PROBE, :PROBE])
    per_pixel = bytes_per_pixel(forward, probe)
    free, _total = torch.cuda.mem_get_info(probe.device)
    cached = torch.cuda.memory_reserved(probe.device) - torch.cuda.memory_allocated(probe.device)
    fits = int(SHARE * (free + cached) / per_pixel)
    return max(1, min(fits, INDEXABLE // (scale * scale)))


def _limit_without_gpu(forward: Callable[[Tensor], Tensor], probe: Tensor) -> int:
    """A wide network takes 8 kB a pixel: 17 GB for 1080p in one piece."""
    try:
        per_pixel = bytes_per_pixel(forward, probe)
    except (RuntimeError, MemoryError) as error:
        if not is_out_of_memory(error):
            raise
        return CPU_PIXELS  # whoever runs pictures halves it until they fit
    return max(1, min(CPU_PIXELS, int(CPU_SHARE * total_memory() / per_pixel)))


def bytes_per_pixel(forward: Callable[[Tensor], Tensor], probe: Tensor) -> float:
    """Peak memory of one call over its input pixels; the weights do not count."""
    if probe.device.type == "cuda":
        forward(probe)  # the first call also sets up libraries and their workspaces
    peak = taken_by(lambda: forward(probe), probe.device)
    return max(1.0, peak / (probe.shape[-2] * probe.shape[-1]))


def is_out_of_memory(error: Exception) -> bool:
    """Whether this is a device saying that it is full, in any of the ways they say it."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    words = ("out of memory", "can't allocate memory", "not enough memory", "ALLOC_FAILED")
    return any(word in str(error) for word in words)


def free_cache(device: torch.device) -> None:
    """Give memory that torch keeps for later back to the device."""
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()
