"""How long each stage of a pipeline is really busy, waiting for others apart."""

from __future__ import annotations

import contextlib
import threading
import time
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

Item = TypeVar("Item")


class Stages:
    """Busy seconds by stage name. Each stage runs on one thread at a time; reading is safe."""

    def __init__(self) -> None:
        self.busy: dict[str, float] = {}
        self._thread = threading.local()

    @classmethod
    def sum_of(cls, several: Iterable[Stages]) -> Stages:
        """Those of pipelines side by side, together."""
        total = cls()
        for each in several:
            for name, seconds in list(each.busy.items()):
                total.busy[name] = total.busy.get(name, 0.0) + seconds
        return total

    def _waited(self) -> float:
        return getattr(self._thread, "waited", 0.0)

    @contextlib.contextmanager
    def waiting(self) -> Generator[None, None, None]:
        """Time spent here is another stage's, not that of the stage around it."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self._thread.waited = self._waited() + time.perf_counter() - start

    @contextlib.contextmanager
    def stage(self, name: str) -> Generator[None, None, None]:
        """Time spent here, less the waiting inside, belongs to `name`."""
        start, waited = time.perf_counter(), self._waited()
        try:
            yield
        finally:
            elapsed = time.perf_counter() - start
            inner = self._waited() - waited
            self.busy[name] = self.busy.get(name, 0.0) + elapsed - inner
            # A stage inside a stage on the same thread is not counted twice.
            self._thread.waited = waited + elapsed

    def measured(self, name: str, upstream: Iterator[Item]) -> Generator[Item, None, None]:
        """The same items; producing them counts as `name`."""
        try:
            while True:
                with self.stage(name):
                    item = next(upstream, None)
                if item is None:
                    return
                yield item
                del item
        finally:
            close = getattr(upstream, "close", None)
            if close is not None:
                close()

    @property
    def limiting(self) -> str:
        """The busiest stage, the one the others wait for; "" before anything ran."""
        return max(self.busy, key=lambda name: self.busy[name], default="")
