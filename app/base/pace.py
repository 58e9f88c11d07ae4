"""When to do again what is done beside the work, and gets slower the further the work is."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Pace:
    """Spaces turns out so far that they never take more than a share of the time.

    A turn that takes as long as what it looks at is long would make the whole work quadratic;
    turns that come the later the longer the last one took do not.

    Args:
        seconds: Least time to the first turn, and from the end of one to the next.
        share: Most of all time that turns may take, in (0, 1).
        now: A clock in seconds.
    """

    def __init__(
        self, seconds: float, share: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._seconds, self._share, self._now = seconds, share, now
        self._next = now() + seconds

    @property
    def due(self) -> bool:
        """Whether it is time for a turn."""
        return self._now() >= self._next

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Time one turn; the next is put off accordingly."""
        begin = self._now()
        try:
            yield
        finally:
            end = self._now()
            self._next = end + max(self._seconds, (end - begin) / self._share)
