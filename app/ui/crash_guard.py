"""Errors nobody caught: the window stays alive and says a sentence."""

from __future__ import annotations

import sys
import threading
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError, Cancelled
from app.ui.language import tr

if TYPE_CHECKING:
    from types import TracebackType


class CrashGuard(QObject):
    """Takes the place of Python's last resort on all threads while it is installed.

    Signals:
        failed(sentence, details): a known error has no details; a bug has its traceback.
    """

    failed = Signal(str, str)

    def install(self) -> None:
        """Begin to listen."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_on_thread

    def remove(self) -> None:
        """Give Python its own hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _caught_on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._caught(args.exc_type, args.exc_value, args.exc_traceback)

    def _caught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Cancelled | KeyboardInterrupt):
            return
        if isinstance(error, AppError):
            self.failed.emit(str(error), "")
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        self.failed.emit(
            tr("Something went wrong inside the program. Your project is kept."), details
        )
