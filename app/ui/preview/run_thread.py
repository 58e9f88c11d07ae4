"""A thread that works for one play after the other; the newest one wins."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stoppable(Protocol):
    """A play that can be told that nobody wants it any more; from any thread, even twice."""

    def stop(self) -> None:
        """Let whoever works for it come to an end soon."""


Run = TypeVar("Run", bound=Stoppable)


class RunThread(ABC, Generic[Run]):
    """Started with the first run, joined by `close`; what it does is said by `_work`."""

    def __init__(self, name: str) -> None:
        """Start nothing yet; `name` is the thread's."""
        self._name = name
        self._change = threading.Condition()
        self._next: Run | None = None
        self._current: Run | None = None
        self._closed = False
        self._thread: threading.Thread | None = None

    def play(self, run: Run) -> None:
        """Work for a run in the place of the one before; returns at once."""
        self._put(run)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Work no more until the next run; returns at once."""
        self._put(None)

    def close(self) -> None:
        """Stop and join the thread."""
        with self._change:
            self._closed = True
        self._put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    @abstractmethod
    def _work(self) -> None:
        """On the thread: serve `_runs` until they end, then let everything go."""

    def _runs(self) -> Iterator[Run]:
        """The runs to work for, on the thread; waits for each, and ends when closed."""
        while True:
            with self._change:
                self._change.wait_for(lambda: self._closed or self._next is not None)
                run, self._next = self._next, None
            if run is None or self._closed:
                return
            yield run

    def _put(self, run: Run | None) -> None:
        with self._change:
            if self._current is not None:
                self._current.stop()
            self._next = self._current = run
            self._change.notify()
