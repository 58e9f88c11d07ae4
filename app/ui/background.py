"""Slow questions, answered one after the other on a thread of its own."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable


class Background(QObject):
    """One worker thread with a list of questions, at most one waiting for each key.

    Made, asked and closed on the GUI thread. A question runs on the worker and must not touch
    Qt widgets. An `AppError` is an answer too; anything else is a bug and goes to the excepthook
    of threads.

    Signals:
        answered(key, answer): queued to the GUI thread.
    """

    answered = Signal(object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: OrderedDict[Hashable, Callable[[], object]] = OrderedDict()
        self._ready = threading.Condition()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._name = name

    def ask(self, key: Hashable, question: Callable[[], object]) -> None:
        """Answer as soon as possible; replaces a question of the same key that still waits."""
        with self._ready:
            if self._closed:
                return
            self._waiting[key] = question
            self._ready.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name=self._name)
            self._thread.start()

    def forget(self, key: Hashable) -> None:
        """Drop a question that still waits."""
        with self._ready:
            self._waiting.pop(key, None)

    def close(self, *, finish: bool = False) -> None:
        """Drop what waits (or do it, with `finish`), and wait for the question that runs."""
        with self._ready:
            self._closed = True
            if not finish:
                self._waiting.clear()
            self._ready.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (task := self._next()) is not None:
            key, question = task
            try:
                answer = question()
            except AppError as error:
                answer = error
            if not self._closed:
                self.answered.emit(key, answer)

    def _next(self) -> tuple[Hashable, Callable[[], object]] | None:
        with self._ready:
            while not self._waiting and not self._closed:
                self._ready.wait()
            return self._waiting.popitem(last=False) if self._waiting else None
