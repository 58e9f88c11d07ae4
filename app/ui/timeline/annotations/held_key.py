"""A key that paints a segment for as long as it is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent

if TYPE_CHECKING:
    from app.ui.timeline.annotations.actions import SegmentActions
    from app.ui.timeline.annotations.annotations import Annotations

_PAUSE = 50
"""Milliseconds after which a release is one. X11 repeats a held key as releases and presses, and
not every server says that these are repeats."""
_DOWN = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
_ENDS = (QEvent.Type.WindowDeactivate, QEvent.Type.ApplicationDeactivate)


class HeldKey(QObject):
    """From the press of Alt and a digit or letter to the release of either. GUI thread only.

    It watches all events of the program only while a key is held: a shortcut tells of presses,
    and the release goes to whatever has the keyboard.
    """

    def __init__(self, shown: Annotations, actions: SegmentActions) -> None:
        super().__init__()
        self._shown, self._actions = shown, actions
        self._label, self._begun, self._key = "", -1, Qt.Key.Key_unknown
        self._letting_go = QTimer(self)
        self._letting_go.setSingleShot(True)
        self._letting_go.setInterval(_PAUSE)
        self._letting_go.timeout.connect(self.release)
        shown.session.frame_changed.connect(self._moved)

    @property
    def held(self) -> bool:
        """Whether a key is down."""
        return bool(self._label)

    def press(self, number: int) -> None:
        """Alt and a digit went down."""
        label = self._actions.label_of_key(number)
        if label is not None:
            self.press_label(label.name, Qt.Key(Qt.Key.Key_0 + number))

    def press_label(self, name: str, key: Qt.Key) -> None:
        """Alt and the key of a label of segments went down."""
        if self.held or not self._actions.ready:
            return
        self._label, self._begun, self._key = name, self._shown.session.frame, key
        self._shown.session.choose_label(name)
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def release(self) -> None:
        """The key went up."""
        if not self.held:
            return
        label, self._label = self._label, ""
        self._letting_go.stop()
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        moved = self._shown.painted is not None
        self._actions.painted(label, self._begun, held=moved)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Wait for the release."""
        kind = event.type()
        if kind == QEvent.Type.KeyRelease and isinstance(event, QKeyEvent):
            mine = (Qt.Key.Key_Alt, self._key)
            if Qt.Key(event.key()) in mine and not event.isAutoRepeat():
                self._letting_go.start()
        elif kind in _DOWN and isinstance(event, QKeyEvent) and Qt.Key(event.key()) == self._key:
            self._letting_go.stop()
        elif kind in _ENDS and QGuiApplication.focusWindow() is None:
            self.release()
        return False

    def _moved(self, _: int) -> None:
        if self.held and not self._letting_go.isActive():
            self._actions.paint(self._label, self._begun)
