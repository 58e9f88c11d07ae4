"""Knowing who started a thread, and failing when one outlives its test."""

from __future__ import annotations

import threading
import time
import traceback

import pytest

PATIENCE = 3.0
"""Seconds a thread gets to finish after its test: long work ends at the next frame."""

_start = threading.Thread.start


def note_starts() -> None:
    """From now on every thread remembers where it was started."""

    def start(self: threading.Thread) -> None:
        vars(self)["started_at"] = "".join(traceback.format_stack(limit=8)[:-1])
        _start(self)

    threading.Thread.start = start  # type: ignore[method-assign]


def check_no_threads(before: set[threading.Thread], patience: float = PATIENCE) -> None:
    """Fail with the name and birthplace of the first thread that is new and still alive."""
    deadline = time.monotonic() + patience
    for thread in threading.enumerate():
        # Qt's own threads show up as dummies; they cannot be joined from here.
        if thread in before or isinstance(thread, threading._DummyThread):
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            place = getattr(thread, "started_at", "(unknown)")
            pytest.fail(
                f"The test leaves the thread “{thread.name}” running; stop and join it before the "
                f"end. It was started here:\n{place}",
                pytrace=False,
            )
