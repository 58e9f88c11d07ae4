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
        # A long list of segments asks a million times: whole numbers are ten times as quick.
        self._above, self._below = media.time_base.numerator, media.time_base.denominator
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
        return self._nearest(time.numerator, time.denominator)

    def units(self, frame: int, per_second: Fraction = MILLISECONDS) -> int:
        """When a frame begins, in whole units, rounded to the nearest, half ones up."""
        ticks = self._ticks[frame] - self._ticks[0]
        whole = self._below * per_second.denominator
        return (2 * ticks * self._above * per_second.numerator + whole) // (2 * whole)

    def span(
        self, start: Time | int, stop: Time | int, per_second: Fraction = MILLISECONDS
    ) -> tuple[int, int]:
        """The frames `[start, stop)`, at least one, meant by a span of units."""
        first = min(self._nearest_unit(start, per_second), self.count - 1)
        end = self._nearest_unit(stop, per_second)
        if end <= first:
            end = first + 1
            # Where several frames begin in one unit, the one that reading would choose.
            end = max(end, self._nearest_unit(self.units(end, per_second), per_second))
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
        return tuple(sorted({self._nearest_unit(place, per_second) for place in inside}))

    def even_rate(self) -> Fraction | None:
        """Frames per second, if each frame k begins nearest to k / rate; a standard one first."""
        length = self.length
        if not length:
            return None
        average = self.count / length
        standard = min(STANDARD_RATES, key=lambda rate: abs(rate - average))
        return next((rate for rate in (standard, average) if self._is_even(rate)), None)

    def _nearest_unit(self, place: Time | int, per_second: Fraction) -> int:
        above, below = per_second.numerator, per_second.denominator
        return self._nearest(place.numerator * below, place.denominator * above)

    def _nearest(self, seconds: int, parts: int) -> int:
        """Of `seconds / parts`, a fraction in any terms, `parts` above 0."""
        below = parts * self._above
        ticks = seconds * self._below + self._ticks[0] * below
        # The first frame at or after a place is the first at or after the next whole tick.
        after = bisect_left(self._ticks, -(-ticks // below))
        if after == 0:
            return 0
        if after > self.count:
            return self.count
        later, sooner = self._ticks[after] * below, self._ticks[after - 1] * below
        return after if later - ticks < ticks - sooner else after - 1

    def _is_even(self, rate: Fraction) -> bool:
        step = self._base * rate
        above, below = 2 * step.numerator, step.denominator
        first = self._ticks[0]
        return all(
            abs((tick - first) * above - 2 * frame * below) < below
            for frame, tick in enumerate(self._ticks)
        )
