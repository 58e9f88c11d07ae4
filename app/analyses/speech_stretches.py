"""From how likely each window is speech to stretches of it, as soon as they are certain.

With two thresholds (a Schmitt trigger): speech begins where it is likely and ends where it has not
even been half likely for a while, so that breath and stops between words do not cut it up.
"""

from __future__ import annotations

from dataclasses import dataclass

HYSTERESIS, LOWEST = 0.15, 0.01
"""Speech ends this far below where it begins, but never below the other."""


@dataclass(frozen=True, slots=True)
class SpeechRules:
    """What counts; lengths in samples.

    Attributes:
        sure: Probability in [0, 1] from which a window is speech.
        shortest: Stretches must be longer.
        pause: Silence that ends a stretch.
        padding: How much is added before and after, as far as it reaches into no other stretch
            and no longer than a pause.
    """

    sure: float
    shortest: int
    pause: int
    padding: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody speaks in the samples `[start, stop)`.

    Attributes:
        start, stop: Samples from the beginning.
        score: Mean probability of its windows, in [0, 1].
    """

    start: int
    stop: int
    score: float


class SpeechStretches:
    """Takes probabilities one by one.

    Args:
        rules: What counts.
        window: Samples of each.
    """

    def __init__(self, rules: SpeechRules, window: int) -> None:
        self._rules, self._window = rules, window
        self._place = 0
        self._start: int | None = None
        self._silent: int | None = None
        self._likely: list[float] = []
        self._told = 0

    def feed(self, likely: float) -> Stretch | None:
        """The stretch that is over with the next window's probability."""
        rules, here = self._rules, self._place
        self._place += self._window
        if likely >= rules.sure:
            self._silent = None
            self._start = here if self._start is None else self._start
        if self._start is None:
            return None
        self._likely.append(likely)
        if likely < max(rules.sure - HYSTERESIS, LOWEST):
            self._silent = here if self._silent is None else self._silent
            if here - self._silent >= rules.pause:
                return self._over(self._silent, here)
        return None

    def finish(self, length: int) -> Stretch | None:
        """The stretch that is still going on, after `length` samples in all."""
        if self._start is None:
            return None
        end = length if self._silent is None else self._silent
        return self._over(min(end, length), length)

    def _over(self, end: int, heard: int) -> Stretch | None:
        """The stretch up to `end`, if it is long enough; `heard` is where we are."""
        rules, start = self._rules, self._start
        assert start is not None
        likely = self._likely[: max(1, (end - start) // self._window)]
        self._start = self._silent = None
        self._likely = []
        if end - start <= rules.shortest:
            return None
        begin = max(start - rules.padding, self._told)
        self._told = min(end + min(rules.padding, rules.pause), heard)
        return Stretch(begin, self._told, sum(likely) / len(likely))
