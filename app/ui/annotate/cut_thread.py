"""Looks for objects on a thread of its own."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled

if TYPE_CHECKING:
    from app.annotations.masks import Mask

Search = Callable[[CancelToken], "Mask | None"]


class CutThread(QObject):
    """Answers the newest question only. GUI thread only; the thread starts with the first one.

    Signals:
        found(number, Mask or None): of the question that `ask` gave this number.
        failed(number, sentence): it cannot be answered.
    """

    found = Signal(int, object)
    failed = Signal(int, str)
    _done = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: queue.SimpleQueue[tuple[int, Search, CancelToken] | None] = (
            queue.SimpleQueue()
        )
        self._thread: threading.Thread | None = None
        self._number = 0
        self._token = CancelToken()
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def ask(self, search: Search) -> int:
        """Have something looked for; what was asked for before is not told any more.

        A search that is on goes on: what it learns of the picture may serve the next one.
        """
        self._number += 1
        self._wanted.put((self._number, search, self._token))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cut out", daemon=True)
            self._thread.start()
        return self._number

    def forget(self) -> None:
        """Nobody wants the answer any more."""
        self._number += 1

    def stop(self) -> None:
        """Nor what is learnt on the way: searches that listen to their token end."""
        self.forget()
        self._token.cancel()
        self._token = CancelToken()

    def close(self) -> None:
        """End the thread and wait for it: about a second, for a search that does not listen."""
        self.stop()
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (wanted := self._wanted.get()) is not None:
            number, search, token = wanted
            if number != self._number:
                continue
            try:
                self._done.emit(number, search(token))
            except Cancelled:
                continue
            except AppError as error:
                self._done.emit(number, error)

    def _tell(self, number: int, answer: object) -> None:
        if number != self._number:
            return
        if isinstance(answer, AppError):
            self.failed.emit(number, str(answer))
        else:
            self.found.emit(number, answer)
