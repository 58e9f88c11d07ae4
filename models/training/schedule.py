"""How far a training is, and what the learning rate is there."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Budget:
    """What a training may take: seconds, or steps where they are given.

    Attributes:
        seconds: Of this run.
        steps: In all, earlier runs counted in; None for by time.
        before: Seconds that earlier runs took.
        loading: Seconds of this run before its first real step.
    """

    seconds: float
    steps: int | None = None
    before: float = 0.0
    loading: float = 0.0
    started: float = field(default_factory=time.monotonic)

    def elapsed(self) -> float:
        """Seconds trained, earlier runs counted in."""
        return self.before + time.monotonic() - self.started

    def progress(self, step: int) -> float:
        """0 at the start, 1 or more when used up."""
        if self.steps is not None:
            return step / self.steps
        whole = max(self.before + self.seconds - self.loading, 1e-3)
        return max(self.elapsed() - self.loading, 0.0) / whole

    def begin(self) -> None:
        """Progress counts from here: loading and capturing must not eat up the warm-up."""
        self.loading = time.monotonic() - self.started


def rate_at(progress: float, peak: float) -> float:
    """Linear warm-up over 2 %, then a cosine to almost nothing (Loshchilov and Hutter 2017)."""
    if progress < 0.02:
        return peak * (progress + 0.0005) / 0.0205
    share = min((progress - 0.02) / 0.98, 1.0)
    return peak * max(0.5 * (1 + math.cos(math.pi * share)), 0.002)


def average_weight(step: int) -> float:
    """Weight of the newest parameters in their moving average: 0.001, more at the start."""
    return max(0.001, 9 / (10 + step))


def squared_share(progress: float, start: float) -> float:
    """Weight of the squared error: from 0 at `start` to 1 within 2 % of the training."""
    return min(max((progress - start) / 0.02, 0.0), 1.0)
