"""What long work tells about itself: how far, how fast, how long still."""

from __future__ import annotations

import time as clock
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A snapshot of running work.

    Attributes:
        done: Units finished, normally frames.
        total: Units in all, None while unknown.
        fps: Units per second over the last seconds, None before it can be told.
        seconds_left: Estimated from `fps`; None while unknown.
        stage: What is being done, in words for a person.
        limiting: The stage that the others wait for ("model", "encode", …), or "".
    """

    done: int
    total: int | None = None
    fps: float | None = None
    seconds_left: float | None = None
    stage: str = ""
    limiting: str = ""

    @property
    def fraction(self) -> float | None:
        """Share done in [0, 1]: never above 1, whatever a header claimed."""
        return min(1.0, self.done / self.total) if self.total else None


Report = Callable[[Progress], None]


def silent(progress: Progress) -> None:
    """A `Report` for those who do not care."""


class RateMeter:
    """Frames per second over a rolling window; paused time and warm-up do not count."""

    def __init__(self, window: int = 64, now: Callable[[], float] = clock.monotonic) -> None:
        self._now = now
        self._marks: deque[tuple[float, int]] = deque(maxlen=window)
        self._paused_at: float | None = None

    def mark(self, done: int) -> None:
        """Note that `done` units are finished by now."""
        self._marks.append((self._now(), done))

    def pause(self) -> None:
        """Stop the clock."""
        self._paused_at = self._now()

    def resume(self) -> None:
        """Start the clock again, as if no time had passed."""
        if self._paused_at is not None:
            gap = self._now() - self._paused_at
            self._marks = deque(((t + gap, n) for t, n in self._marks), self._marks.maxlen)
            self._paused_at = None

    @property
    def fps(self) -> float | None:
        """Units per second, None until two marks are a measurable time apart."""
        if len(self._marks) < 2:
            return None
        (first_time, first), (last_time, last) = self._marks[0], self._marks[-1]
        elapsed = last_time - first_time
        return (last - first) / elapsed if elapsed > 1e-6 and last > first else None

    def progress(
        self, done: int, total: int | None, stage: str = "", limiting: str = ""
    ) -> Progress:
        """A `Progress` with rate and remaining time filled in."""
        fps = self.fps
        left = max(0, total - done) / fps if fps and total is not None else None
        return Progress(done, total, fps, left, stage, limiting)
