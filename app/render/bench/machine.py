"""The machine in words: what explains a figure, and nothing that names a person or a place."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from pathlib import Path

import torch

from app.base.text import format_bytes

LIBRARIES = ("torch", "av", "numpy", "spandrel", "opencv-python-headless")


def machine() -> dict[str, object]:
    """Processor, cores, memory, GPU, system, versions, and how busy others kept it."""
    return {
        "processor": _processor(),
        "cores": cores(),
        "memory": _memory(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "system": _system(),
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "load_before": _load(),
    }


def cores() -> int:
    """Those this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    """Its trade name; Linux keeps it in a text file only."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _memory() -> str | None:
    try:
        return format_bytes(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, ValueError, OSError):
        return _memory_by_psutil()


def _memory_by_psutil() -> str | None:
    try:
        import psutil
    except ImportError:
        return None
    return format_bytes(psutil.virtual_memory().total)


def _system() -> str:
    try:
        name = platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        name = f"{platform.system()} {platform.release()}"
    return f"{name}, {platform.machine()}"


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _load() -> float | None:
    """Processes that wanted a core in the last minute; well above 0 the figures are too low."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None
