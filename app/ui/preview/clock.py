"""How far playing has come."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable


class Clock(Protocol):
    """Counts seconds from its start; thread-safe, never runs backwards."""

    def start(self) -> None:
        """Begin to count."""

    def seconds(self) -> float:
        """Since the start; 0 before it."""


class SteadyClock:
    """The processor's clock, for playing without sound."""

    def __init__(self, now: Callable[[], float] = time.perf_counter) -> None:
        self._now = now
        self._started: float | None = None

    def start(self) -> None:
        """Begin to count."""
        self._started = self._now()

    def seconds(self) -> float:
        """Since the start; 0 before it."""
        return 0.0 if self._started is None else self._now() - self._started
