"""Which process a file belongs to, told so that another one can see whether that still runs."""

from __future__ import annotations

import os
from typing import Any

SAME_START = 2.0
"""Seconds by which two readings of a process' start may differ."""


def this_process() -> dict[str, Any]:
    """What `still_runs` asks for, of the process that calls."""
    return {"pid": os.getpid(), "started": _started(os.getpid())}


def still_runs(owner: dict[str, Any]) -> bool:
    """Whether a process still runs: numbers are used again, so its start counts.

    Raises:
        ValueError: this says no process.
    """
    pid, started = owner.get("pid"), owner.get("started")
    if type(pid) is not int or not isinstance(started, int | float):
        raise ValueError("no owner")
    now = _started(pid)
    return now is not None and abs(now - started) < SAME_START


def _started(pid: int) -> float | None:
    """When a process began, in seconds since 1970; None if it is none, or dead."""
    import psutil  # not needed to start the program

    try:
        process = psutil.Process(pid)
        # A killed child whose parent does not ask after it is still listed.
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except (psutil.Error, OSError, OverflowError, ValueError):
        return None
