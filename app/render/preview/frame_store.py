"""Pictures in memory, found by what they are of and when they are shown."""

from __future__ import annotations

import threading
from bisect import bisect_right, insort
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.base.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time

Key = tuple[str, "Time"]


class FrameStore:
    """Keeps frames of many streams within a budget of bytes; the least recently used go first.

    A stream is a name for all frames of one source, or of one source through one chain; its
    frames do not overlap in time. Thread-safe.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._frames: OrderedDict[Key, Frame[Picture]] = OrderedDict()
        self._times: dict[str, list[Time]] = {}
        self._lock = threading.Lock()
        self.nbytes = 0

    def put(self, stream: str, frame: Frame[Picture]) -> None:
        """Keep a frame; it stays even if it is larger than the budget, alone then."""
        key = (stream, frame.time)
        with self._lock:
            self._drop(key)
            self._frames[key] = frame
            insort(self._times.setdefault(stream, []), frame.time)
            self.nbytes += frame.pixels.nbytes
            self._shrink()

    def get(self, stream: str, time: Time) -> Frame[Picture] | None:
        """The frame of a stream that is on screen at a time, freshly used, or None."""
        with self._lock:
            times = self._times.get(stream, [])
            place = bisect_right(times, time) - 1
            if place < 0:
                return None
            key = (stream, times[place])
            frame = self._frames[key]
            if time >= frame.time + frame.duration:
                return None
            self._frames.move_to_end(key)
            return frame

    def spans(self, stream: str) -> tuple[Span, ...]:
        """When frames of a stream are shown, neighbours joined."""
        with self._lock:
            frames = [self._frames[stream, time] for time in self._times.get(stream, [])]
            return joined((frame.time, frame.time + frame.duration) for frame in frames)

    def set_budget(self, budget: int) -> None:
        """Another limit, in bytes."""
        with self._lock:
            self._budget = budget
            self._shrink()

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._frames.clear()
            self._times.clear()
            self.nbytes = 0

    def _shrink(self) -> None:
        while self.nbytes > self._budget and len(self._frames) > 1:
            self._drop(next(iter(self._frames)))

    def _drop(self, key: Key) -> None:
        gone = self._frames.pop(key, None)
        if gone is None:
            return
        self.nbytes -= gone.pixels.nbytes
        stream, time = key
        times = self._times[stream]
        times.pop(bisect_right(times, time) - 1)
        if not times:
            del self._times[stream]


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
