"""How much memory is taken right now, for people to look at."""

from __future__ import annotations

import re
from pathlib import Path
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


_OWN = Path("/proc/self")


class PeakMemory:
    """The most memory that is taken from now on, beyond what is taken now.

    On a GPU what this process reserves there; else what this process takes of the computer's
    memory, whichever thread asks for it. Linux alone tells the latter (proc(5), `VmHWM`).
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        if device.type == "cuda":
            torch.cuda.reset_peak_memory_stats(device)
            self._before = torch.cuda.memory_allocated(device)
        else:
            self._before = _restart_high_water()

    def taken(self) -> int:
        """Bytes; 0 where nobody tells."""
        if self._device.type == "cuda":
            return torch.cuda.max_memory_allocated(self._device) - self._before
        return max(0, _status("VmHWM") - self._before) if self._before else 0


def _restart_high_water() -> int:
    """Let the kernel note the highest use anew; gives the present one, 0 where it cannot."""
    try:
        (_OWN / "clear_refs").write_text("5")
    except OSError:
        return 0
    return _status("VmRSS")


def _status(key: str) -> int:
    """A line of this process's status, in bytes; 0 where there is none."""
    try:
        found = re.search(rf"^{key}:\s+(\d+) kB$", (_OWN / "status").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0
