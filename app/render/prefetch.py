"""Moving the upstream half of a pipeline to a thread of its own."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from app.render.stages import Stages

Item = TypeVar("Item")

_POLL_SECONDS = 0.1
"""How long a full queue may keep the thread from noticing that nobody listens any more."""


class _End(Generic[Item]):
    """What the thread sends last: why it ended."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


def prefetch(
    upstream: Iterator[Item], stages: Stages, depth: int = 3, name: str = "prefetch"
) -> Generator[Item, None, None]:
    """Yield the items of `upstream`, which runs ahead by up to `depth` on another thread.

    An exception of `upstream` is raised here, after the items before it. Closing this generator
    (or dropping it) ends the thread and closes `upstream` on that thread before returning.
    """
    items: queue.Queue[Item | _End[Item]] = queue.Queue(depth)
    abandoned = threading.Event()
    thread = threading.Thread(
        target=_pump, args=(upstream, items, abandoned), name=name, daemon=True
    )
    thread.start()
    try:
        while True:
            with stages.waiting():
                item = items.get()
            if isinstance(item, _End):
                if item.error is not None:
                    raise item.error
                return
            yield item
            del item
    finally:
        abandoned.set()
        thread.join()


def _pump(
    upstream: Iterator[Item], items: queue.Queue[Item | _End[Item]], abandoned: threading.Event
) -> None:
    error: BaseException | None = None
    try:
        with contextlib.closing(_closable(upstream)) as source:
            for item in source:
                if not _put(items, item, abandoned):
                    return
    except BaseException as raised:  # noqa: BLE001 - handed to the consumer, whatever it is
        error = raised
    _put(items, _End(error), abandoned)


def _closable(upstream: Iterator[Item]) -> Generator[Item, None, None]:
    try:
        yield from upstream
    finally:
        close = getattr(upstream, "close", None)
        if close is not None:
            close()


def _put(
    items: queue.Queue[Item | _End[Item]], item: Item | _End[Item], abandoned: threading.Event
) -> bool:
    """Wait for room; False when the consumer has gone."""
    while not abandoned.is_set():
        try:
            items.put(item, timeout=_POLL_SECONDS)
        except queue.Full:
            continue
        return True
    return False
