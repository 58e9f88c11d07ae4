"""How much memory is taken right now, for people to look at."""

from __future__ import annotations

from typing import NamedTuple

import psutil
import pynvml
import torch


class MemoryUse(NamedTuple):
    """Bytes that are taken, and bytes there are."""

    used: int
    total: int


def process_memory() -> MemoryUse:
    """What this process takes of the computer's memory."""
    return MemoryUse(psutil.Process().memory_info().rss, psutil.virtual_memory().total)


def gpu_memory(device: torch.device) -> MemoryUse | None:
    """What all programs together take of a GPU's memory; None for a device without its own.

    Asks the driver, which costs about a millisecond; where it does not answer, what this process
    has reserved. Any thread.
    """
    if device.type != "cuda":
        return None
    total: int = torch.cuda.get_device_properties(device).total_memory
    try:
        return MemoryUse(torch.cuda.device_memory_used(device), total)
    except (RuntimeError, ImportError, pynvml.NVMLError):
        return MemoryUse(torch.cuda.memory_reserved(device), total)
