"""Which moments of the timeline playing passes, and when."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.time import Span, Time


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch played in one go.

    Attributes:
        place: Seconds of timeline passed before it.
        start, end: Where it leads from and to on the timeline; backwards if end < start.
    """

    place: Time
    start: Time
    end: Time

    @property
    def length(self) -> Time:
        """Seconds of timeline."""
        return abs(self.end - self.start)


@dataclass(frozen=True, slots=True)
class Route:
    """From a moment on, forwards or backwards, once or round and round.

    Attributes:
        start: Where playing begins.
        span: Bounded: what is played. Playing that starts outside of it first goes to its edge.
        loop: Whether to go on at the other edge.
        backwards: Whether time runs down.
    """

    start: Time
    span: Span
    loop: bool = False
    backwards: bool = False

    def legs(self, place: Time = Fraction(0)) -> Iterator[Leg]:
        """All stretches from `place` seconds of timeline on."""
        first, last = self._edges()
        head = Leg(Fraction(0), self.start, last)
        if head.length > place and self._leads_on(head):
            moment = self.start - place if self.backwards else self.start + place
            yield Leg(place, moment, last)
        length = abs(last - first)
        if not self.loop or length == 0:
            return
        begins = head.length if self._leads_on(head) else Fraction(0)
        begins += max(0, (place - begins) // length) * length
        while True:
            skipped = max(Fraction(0), place - begins)
            if skipped < length:
                moment = first - skipped if self.backwards else first + skipped
                yield Leg(begins + skipped, moment, last)
            begins += length

    def _edges(self) -> tuple[Time, Time]:
        end = self.span.end
        assert end is not None
        return (end, self.span.start) if self.backwards else (self.span.start, end)

    def _leads_on(self, leg: Leg) -> bool:
        return leg.end < leg.start if self.backwards else leg.end > leg.start
