"""How much memory the computer itself has."""

from __future__ import annotations

import os


def total_memory() -> int:
    """Bytes, taken or not."""
    try:
        import psutil
    except ImportError:  # the benchmark also runs where torch is and little else
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return int(psutil.virtual_memory().total)
