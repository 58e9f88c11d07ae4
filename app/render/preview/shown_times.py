"""When the frames of one stream are on screen."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from app.base.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.base.time import Time


class ShownTimes:
    """Start and duration of frames that do not overlap; found in O(log n). Not thread-safe."""

    def __init__(self) -> None:
        self._starts: list[Time] = []
        self._durations: dict[Time, Time] = {}
        self._spans: tuple[Span, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self._starts)

    def add(self, start: Time, duration: Time) -> None:
        """Another frame, or another duration of one."""
        if start not in self._durations:
            insort(self._starts, start)
        self._durations[start] = duration
        self._spans = None

    def remove(self, start: Time) -> None:
        """Forget the frame that starts then; nothing happens if there is none."""
        if self._durations.pop(start, None) is not None:
            self._starts.pop(bisect_left(self._starts, start))
            self._spans = None

    def at(self, time: Time) -> tuple[Time, Time] | None:
        """Start and duration of the frame that is on screen at a time."""
        place = bisect_right(self._starts, time) - 1
        if place < 0:
            return None
        start = self._starts[place]
        duration = self._durations[start]
        return (start, duration) if time < start + duration else None

    def around(self, time: Time) -> list[Time]:
        """Starts of the last frame that starts by a time, and of the first one after it."""
        place = bisect_right(self._starts, time)
        return self._starts[max(0, place - 1) : place + 1]

    def spans(self) -> tuple[Span, ...]:
        """When frames are shown, neighbours joined; made once per change."""
        if self._spans is None:
            self._spans = joined((time, time + self._durations[time]) for time in self._starts)
        return self._spans


def joined(pieces: Iterable[tuple[Time, Time]]) -> tuple[Span, ...]:
    """Intervals in rising order as spans, those that touch or overlap made one."""
    spans: list[Span] = []
    for start, end in pieces:
        if end <= start:
            continue
        last = spans[-1] if spans else None
        if last is not None and last.end is not None and start <= last.end:
            spans[-1] = Span(last.start, max(last.end, end))
        else:
            spans.append(Span(start, end))
    return tuple(spans)


def uncovered(span: Span, covered: Iterable[Span]) -> tuple[Span, ...]:
    """The parts of a bounded span that none of `covered` (bounded, rising) lies over."""
    assert span.end is not None
    left: list[Span] = []
    place = span.start
    for each in covered:
        assert each.end is not None
        if each.start > place and place < span.end:
            left.append(Span(place, min(each.start, span.end)))
        place = max(place, each.end)
    if place < span.end:
        left.append(Span(place, span.end))
    return tuple(left)
