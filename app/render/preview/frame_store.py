"""Pictures in memory, found by what they are of and when they are shown."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from app.render.preview.shown_times import ShownTimes

if TYPE_CHECKING:
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Span, Time

Key = tuple[str, "Time"]


class FrameStore:
    """Keeps frames of many streams within a budget of bytes; the least recently used go first.

    A stream is a name for all frames of one source, or of one source through one chain; its
    frames do not overlap in time. Thread-safe.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._frames: OrderedDict[Key, Frame[Picture]] = OrderedDict()
        self._times: dict[str, ShownTimes] = {}
        self._lock = threading.Lock()
        self.nbytes = 0

    def put(self, stream: str, frame: Frame[Picture]) -> None:
        """Keep a frame; it stays even if it is larger than the budget, alone then."""
        key = (stream, frame.time)
        with self._lock:
            self._drop(key)
            self._frames[key] = frame
            self._times.setdefault(stream, ShownTimes()).add(frame.time, frame.duration)
            self.nbytes += frame.pixels.nbytes
            self._shrink()

    def get(self, stream: str, time: Time) -> Frame[Picture] | None:
        """The frame of a stream that is on screen at a time, freshly used, or None."""
        with self._lock:
            times = self._times.get(stream)
            found = times.at(time) if times else None
            if found is None:
                return None
            key = (stream, found[0])
            self._frames.move_to_end(key)
            return self._frames[key]

    def around(self, stream: str, time: Time) -> list[Frame[Picture]]:
        """The frames of a stream that are shown last before a time and first after it."""
        with self._lock:
            times = self._times.get(stream)
            return [self._frames[stream, t] for t in times.around(time)] if times else []

    def spans(self, stream: str) -> tuple[Span, ...]:
        """When frames of a stream are shown, neighbours joined."""
        with self._lock:
            times = self._times.get(stream)
            return times.spans() if times else ()

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
        times.remove(time)
        if not times:
            del self._times[stream]
