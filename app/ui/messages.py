"""What the program has to say: in the status bar at once, and in a list to read later."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from app.ui.language import tr

if TYPE_CHECKING:
    from app.ui.status_bar import StatusBar

Level = Literal["note", "error"]
KEPT = 100


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence and when it was said; `details` is for those who want to know more."""

    text: str
    level: Level
    at: datetime
    details: str = ""


class Messages(QObject):
    """GUI thread only.

    Signals:
        added(Message): a new one.
    """

    added = Signal(object)

    def __init__(self, status: StatusBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self._kept: deque[Message] = deque(maxlen=KEPT)

    @property
    def all(self) -> tuple[Message, ...]:
        """The last hundred, oldest first."""
        return tuple(self._kept)

    def note(self, text: str) -> None:
        """Tell something that needs no answer."""
        self._add(Message(text, "note", datetime.now().astimezone()))

    def error(self, text: str, details: str = "") -> None:
        """Tell what went wrong; whoever says it says what to do about it."""
        self._add(Message(text, "error", datetime.now().astimezone(), details))

    def bug(self, text: str, details: str) -> None:
        """Tell of a mistake of the program itself."""
        self.error(text + " " + tr("The notices hold a report you can copy."), details)

    def _add(self, message: Message) -> None:
        self._kept.append(message)
        self._status.say(message.text, error=message.level == "error")
        self.added.emit(message)
