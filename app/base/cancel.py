"""Asking long work to stop, from any thread."""

from __future__ import annotations

import threading

from app.base.errors import Cancelled


class CancelToken:
    """Set once by whoever wants the work to end; checked once per frame and per tile."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop. Safe from any thread and from a signal handler."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if somebody asked."""
        if self._event.is_set():
            raise Cancelled("Cancelled.")
