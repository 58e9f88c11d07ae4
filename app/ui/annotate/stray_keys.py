"""Keys of the tool in hand, pressed while the focus is not on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from app.ui.key_focus import TYPING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.annotate.stage_events import StageEvents

_PRESSES = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class StrayKeys(QObject):
    """An event filter on the window: Enter finishes a polygon after a click in the timeline, too.

    Qt offers a key to the focused widget and then to those around it; what comes as far as the
    window had no use in between. Fields keep all of their keys. GUI thread only.
    """

    def __init__(self, window: QWidget, events: StageEvents) -> None:
        super().__init__(events)
        self._window, self._events = window, events
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim the key before shortcuts get it, then hand it to the tool."""
        if not isinstance(event, QKeyEvent) or event.type() not in _PRESSES:
            return False
        if isinstance(QApplication.focusWidget(), TYPING) or not self._events.wants_stray(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        else:
            self._events.press_key(event)
        return True
