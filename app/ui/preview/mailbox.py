"""What the preview thread is to do next: tasks in order, and only the newest request."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken

if TYPE_CHECKING:
    from app.ui.preview.preview_request import PreviewRequest

    Wanted = tuple[PreviewRequest, CancelToken]

Task = Callable[[], None]


class Mailbox:
    """Thread-safe. A new request cancels the one before it, waiting or at work.

    Tasks are short, and go before requests: what is at work makes room, and is taken up again
    after them (what it has found by then is kept) unless a newer request has come.
    """

    def __init__(self) -> None:
        self._change = threading.Condition()
        self._tasks: deque[Task] = deque()
        self._request: PreviewRequest | None = None
        self._served: PreviewRequest | None = None
        self._cancel = CancelToken()
        self.closed = False

    def request(self, request: PreviewRequest) -> None:
        """Put a request into the one place there is."""
        with self._change:
            self._cancel.cancel()
            self._request = request
            self._change.notify()

    def do(self, task: Task) -> None:
        """Add a task."""
        with self._change:
            self._tasks.append(task)
            self._cancel.cancel()
            self._request = self._request or self._served
            self._change.notify()

    def forget(self) -> None:
        """Nobody wants the last request any more."""
        with self._change:
            self._cancel.cancel()
            self._request = self._served = None

    def close(self) -> None:
        """Cancel what is at work; nothing more comes out."""
        with self._change:
            self.closed = True
            self._cancel.cancel()
            self._change.notify()

    def next(
        self, *, wait: float | None
    ) -> tuple[Task | None, tuple[PreviewRequest, CancelToken] | None]:
        """A task, or a request with its token; neither when closed, or when none came.

        Args:
            wait: Seconds to wait for one; None without end.
        """
        with self._change:
            self._served = None
            self._change.wait_for(lambda: self.closed or self._tasks or self._request, wait)
            if self.closed:
                return None, None
            if self._tasks:
                return self._tasks.popleft(), None
            if self._request is None:
                return None, None
            request, self._request = self._request, None
            self._served = request
            self._cancel = CancelToken()
            return None, (request, self._cancel)
