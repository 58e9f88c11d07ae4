"""Who makes which segments next, when several devices make one export."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST = 8
"""Segments taken at a time: half a minute that a device works on without going back in the source,
and the most that lies unfinished between finished segments when somebody stops."""


class Shares:
    """Segments still to be made, the first ones first. Thread-safe.

    A share shrinks with what is left, so that all are done at about the same time, however quick
    each is (guided self-scheduling: Polychronopoulos and Kuck 1987).

    Args:
        missing: Numbers of the segments.
        workers: How many take shares; each works on one at a time.
    """

    def __init__(self, missing: Iterable[int], workers: int) -> None:
        self._missing = sorted(missing)
        self._workers = workers
        self._at_work = 0
        self._stopped = False
        self._changed = threading.Condition()

    @property
    def left(self) -> int:
        """Segments that nobody has taken, or that came back."""
        return len(self._missing)

    def take(self) -> range | None:
        """Neighbouring segments to make, to be followed by `leave`; None when there are no more.

        Waits while all are taken: what another one cannot make comes back.
        """
        with self._changed:
            while not self._missing and self._at_work and not self._stopped:
                self._changed.wait()
            if not self._missing or self._stopped:
                return None
            self._at_work += 1
            return self._first_share()

    def leave(self, undone: Iterable[int] = ()) -> None:
        """The share is finished, but for some segments, which others make."""
        with self._changed:
            self._at_work -= 1
            self._missing = sorted({*self._missing, *undone})
            self._changed.notify_all()

    def stop(self) -> None:
        """There is nothing more to take."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def _first_share(self) -> range:
        if self._workers == 1:
            most = len(self._missing)
        else:
            most = min(MOST, -(-len(self._missing) // (2 * self._workers)))
        first = self._missing[0]
        count = 1
        while count < most and self._missing[count] == first + count:
            count += 1
        del self._missing[:count]
        return range(first, first + count)
