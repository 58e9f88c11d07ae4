"""Pictures that wait for their moment."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.time import Time
    from app.ui.preview.preview_image import PreviewImage

DEPTH = 8
"""Pictures decoded ahead: a quarter of a second of 30 per second."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is to be seen from a place of the route on.

    Attributes:
        place: Seconds of timeline passed when it is due.
        lasts: Seconds of timeline it is to be seen.
        time: Where it stands on the timeline.
        images: Source, and result where there is one.
    """

    place: float
    lasts: float
    time: Time
    images: tuple[PreviewImage, ...]


class FrameQueue:
    """Between the thread that decodes and the one that shows. Thread-safe.

    Attributes:
        dropped: How many were passed over, here or by the decoding thread.
        finished: Whether nothing more comes.
    """

    def __init__(self, depth: int = DEPTH) -> None:
        self._depth = depth
        self._waiting: deque[Waiting] = deque()
        self._change = threading.Condition()
        self._closed = False
        self.dropped = 0
        self.finished = False

    def put(self, waiting: Waiting) -> bool:
        """Add one, when there is room; False when nobody wants it any more."""
        with self._change:
            self._change.wait_for(lambda: self._closed or len(self._waiting) < self._depth)
            if self._closed:
                return False
            self._waiting.append(waiting)
            return True

    def take(self, place: float) -> Waiting | None:
        """The newest that is due at `place`; those before it are dropped. None while none is."""
        with self._change:
            taken: Waiting | None = None
            while self._waiting and self._waiting[0].place <= place:
                self.dropped += taken is not None
                taken = self._waiting.popleft()
            if taken is not None:
                self._change.notify()
            return taken

    def drop(self) -> None:
        """Count one that was late before it got here."""
        with self._change:
            self.dropped += 1

    def finish(self) -> None:
        """Say that nothing more comes."""
        self.finished = True

    def close(self) -> None:
        """Nobody wants any more."""
        with self._change:
            self._closed = True
            self._waiting.clear()
            self._change.notify()

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return self._closed

    @property
    def ready(self) -> bool:
        """Whether showing may begin: some wait, or there is nothing to wait for."""
        return self.finished or len(self._waiting) >= min(3, self._depth)

    @property
    def next_place(self) -> float | None:
        """When the next one is due."""
        with self._change:
            return self._waiting[0].place if self._waiting else None

    @property
    def empty(self) -> bool:
        """Whether none waits."""
        return not self._waiting
