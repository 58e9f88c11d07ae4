"""Which frame begins when: from frames to rounded times and back to the same frames.

Files count seconds from the first frame. A time is written rounded to the nearest unit (a
millisecond, say) and read as the nearest beginning of a frame. That gives the same frame back as
long as frames are longer than a unit, whatever their rate and however uneven they are. Where they
are shorter, reading what was read once gives the same again.
"""

from __future__ import annotations

from bisect import bisect_left
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import MediaFacts
    from app.base.time import Time

MILLISECONDS = Fraction(1000)
"""Units per second."""

_FILM = (24, 30, 48, 60, 120)
STANDARD_RATES = (
    *map(Fraction, (25, 50, 100, 240)),
    *map(Fraction, _FILM),
    *(Fraction(1000 * rate, 1001) for rate in _FILM),
)
"""Frames per second of cinema and television."""


class FrameClock:
    """The beginnings of a clip's frames and the end of the last one, `count` + 1 times in all.

    Args:
        media: A clip whose frames have times.
    """

    def __init__(self, media: MediaFacts) -> None:
        self._base = media.time_base
        last = media.pts[-1] - media.pts[-2] if len(media.pts) > 1 else 1
        self._ticks = (*media.pts, media.pts[-1] + last) if media.pts else (0,)
        self.count = len(self._ticks) - 1

    def at(self, frame: int) -> Time:
        """When a frame in [0, count] begins, in seconds from the first one."""
        return (self._ticks[frame] - self._ticks[0]) * self._base

    @property
    def length(self) -> Time:
        """Of the clip, in seconds."""
        return self.at(self.count)

    def nearest(self, time: Time) -> int:
        """The frame in [0, count] whose beginning is nearest; of two, the earlier."""
        ticks = time / self._base + self._ticks[0]
        after = bisect_left(self._ticks, ticks)
        if after == 0:
            return 0
        if after > self.count:
            return self.count
        return after if self._ticks[after] - ticks < ticks - self._ticks[after - 1] else after - 1

    def units(self, frame: int, per_second: Fraction = MILLISECONDS) -> int:
        """When a frame begins, in whole units, rounded to the nearest, half ones up."""
        return (2 * self.at(frame) * per_second + 1) // 2

    def span(
        self, start: Time | int, stop: Time | int, per_second: Fraction = MILLISECONDS
    ) -> tuple[int, int]:
        """The frames `[start, stop)`, at least one, meant by a span of units."""
        first = min(self.nearest(start / per_second), self.count - 1)
        end = self.nearest(stop / per_second)
        if end <= first:
            end = first + 1
            # Where several frames begin in one unit, the one that reading would choose.
            end = max(end, self.nearest(self.units(end, per_second) / per_second))
        return first, end

    def settled(
        self, start: int, stop: int, per_second: Fraction = MILLISECONDS
    ) -> tuple[int, int]:
        """The frames that will be read when `[start, stop)` is written in these units."""
        return self.span(self.units(start, per_second), self.units(stop, per_second), per_second)

    def cuts(self, places: Iterable[int], per_second: Fraction = MILLISECONDS) -> tuple[int, ...]:
        """The frames at edges of shots, given in units; the clip's own ends are none."""
        end = self.units(self.count, per_second)
        inside = {place for place in places if 0 < place < end}
        return tuple(sorted({self.nearest(place / per_second) for place in inside}))

    def even_rate(self) -> Fraction | None:
        """Frames per second, if each frame k begins nearest to k / rate; a standard one first."""
        length = self.length
        if not length:
            return None
        average = self.count / length
        standard = min(STANDARD_RATES, key=lambda rate: abs(rate - average))
        return next((rate for rate in (standard, average) if self._is_even(rate)), None)

    def _is_even(self, rate: Fraction) -> bool:
        step = self._base * rate
        above, below = 2 * step.numerator, step.denominator
        first = self._ticks[0]
        return all(
            abs((tick - first) * above - 2 * frame * below) < below
            for frame, tick in enumerate(self._ticks)
        )
