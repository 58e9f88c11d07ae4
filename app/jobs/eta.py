"""How long still: estimates a person can trust, because they do not jump about.

Pure arithmetic on the clock it is given. The rules: nothing in the first seconds or frames; the
median of recent speeds, so that one slow frame changes nothing; a new figure at most once a
second; and never one that is more than a fifth higher without admitting it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Literal

WARM_UP_SECONDS = 3.0
WARM_UP_UNITS = 5
REFRESH_SECONDS = 1.0
LARGEST_JUMP = 1.2
FEW_SECONDS = 5.0
"""Below it no number is said, so none can jump."""
ADMITTED_SECONDS = 10.0
"""How long "Slower than expected" stays, so that it can be read."""

_SAMPLE_SECONDS = 0.25
_SAMPLES = 25

Unit = Literal["few", "seconds", "minutes", "hours"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What to show.

    Attributes:
        seconds: Still to go; None means "Estimating".
        slower: Whether it takes longer than was said before.
    """

    seconds: float | None = None
    slower: bool = False


class RemainingTime:
    """Watches one run of one job, from its start to its end or its pause. One thread at a time."""

    def __init__(self) -> None:
        self._began: tuple[float, int] | None = None
        self._mark = (0.0, 0)
        self._paces: deque[float] = deque(maxlen=_SAMPLES)
        self._shown = Estimate()
        self._shown_at = 0.0
        self._slow_until = float("-inf")

    def update(self, now: float, done: int, total: int | None) -> Estimate:
        """Note that `done` of `total` units are finished at `now` seconds, and estimate."""
        if self._began is None or done < self._mark[1]:
            self._begin(now, done)
        self._sample(now, done)
        if self._warming_up(now, done) or total is None or not self._paces:
            return self._shown
        if self._shown.seconds is None or now - self._shown_at >= REFRESH_SECONDS:
            self._show(now, self._left(now, max(0, total - done)))
        return self._shown

    def _begin(self, now: float, done: int) -> None:
        self._began = self._mark = (now, done)
        self._paces.clear()

    def _sample(self, now: float, done: int) -> None:
        elapsed, units = now - self._mark[0], done - self._mark[1]
        if units > 0 and elapsed >= _SAMPLE_SECONDS:
            self._paces.append(elapsed / units)
            self._mark = (now, done)

    def _warming_up(self, now: float, done: int) -> bool:
        if self._shown.seconds is not None or self._began is None:
            return False
        began, first = self._began
        return now - began < WARM_UP_SECONDS or done - first < WARM_UP_UNITS

    def _left(self, now: float, units: int) -> float:
        """Between two slow units the clock runs down, but never by more than one of them."""
        pace = median(self._paces)
        credit = min(now - self._mark[0], pace)
        return max(0.0, pace * units - credit)

    def _show(self, now: float, seconds: float) -> None:
        before = self._shown.seconds
        if before is not None and seconds > max(before, FEW_SECONDS) * LARGEST_JUMP:
            self._slow_until = now + ADMITTED_SECONDS
        self._shown = Estimate(seconds, slower=now < self._slow_until)
        self._shown_at = now


def in_words(seconds: float) -> tuple[Unit, int]:
    """The unit and the number a person would say; coarser the longer it is.

    Under 5 s no number is worth saying; seconds up to 90 s, minutes up to 90 min, then hours.
    """
    if seconds < FEW_SECONDS:
        return "few", 0
    if seconds <= 90:
        return "seconds", round(seconds)
    if seconds <= 90 * 60:
        return "minutes", round(seconds / 60)
    return "hours", round(seconds / 3600)
