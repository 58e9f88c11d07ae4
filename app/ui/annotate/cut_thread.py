"""Cuts objects out on a thread of its own."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from app.ui.annotate.cutting import CutRequest


class CutThread(QObject):
    """Answers the newest request only. GUI thread only; the thread starts with the first one.

    Signals:
        found(number, Mask or None): of the request that `ask` gave this number.
    """

    found = Signal(int, object)
    _done = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._wanted: queue.SimpleQueue[tuple[int, CutRequest] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._number = 0
        self._done.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def ask(self, request: CutRequest) -> int:
        """Have something cut out; what was asked for before is not told any more."""
        self._number += 1
        self._wanted.put((self._number, request))
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="cut out", daemon=True)
            self._thread.start()
        return self._number

    def forget(self) -> None:
        """Nobody wants the answer any more."""
        self._number += 1

    def close(self) -> None:
        """End the thread and wait for it: for one search at most, about a second."""
        self.forget()
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        from app.ui.annotate.cutting import cut_out

        while (wanted := self._wanted.get()) is not None:
            number, request = wanted
            if number == self._number:
                self._done.emit(number, cut_out(request))

    def _tell(self, number: int, mask: object) -> None:
        if number == self._number:
            self.found.emit(number, mask)
