"""Keys go to the control that has the focus before they go to a shortcut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

TYPING = (QLineEdit, QTextEdit, QPlainTextEdit, QAbstractSpinBox)
"""What letters are typed into."""
_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}
_MOVING = _ARROWS | {Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_PRESSING = _ENTER | {Qt.Key.Key_Space}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)


class KeyFocus(QObject):
    """An event filter on whatever has the focus: single keys mean what that control makes of them.

    Qt asks the focused widget with a `ShortcutOverride` event before it looks for shortcuts; an
    accepted one becomes an ordinary key press. Without this, an arrow in a list would step the
    video, and `K` in a name field would stop playback. Buttons that were clicked with the mouse do
    not keep Space from playing: they do not take the focus by a click.

    It does not filter the whole application: a Python function called for every event of every
    widget costs a tenth of the GUI thread.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        app.focusChanged.connect(self._follow)
        self._follow(None, app.focusWidget())

    def stop(self) -> None:
        """Leave the keys alone from now on."""
        self._app.focusChanged.disconnect(self._follow)
        self._follow(self._app.focusWidget(), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Claim the key for the focused control if it has a use for it."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            focus = QApplication.focusWidget()
            if focus is watched and focus is not None and wants(focus, event):
                event.accept()
                return True
        return False

    def _follow(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)


def wants(widget: QWidget, event: QKeyEvent) -> bool:
    """Whether a control has a use of its own for a key."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier in _PLAIN
    key = Qt.Key(event.key())
    if isinstance(widget, TYPING):
        return plain and (bool(event.text()) or key in _MOVING)
    if isinstance(widget, QMenu):
        return True
    if isinstance(widget, QAbstractSlider):
        return plain and key in _MOVING
    if isinstance(widget, QAbstractItemView) and _of_combo(widget) and key in _ENTER:
        return False  # the open list of a combo box chooses by this very event
    if isinstance(widget, QAbstractItemView | QComboBox):
        return plain and (key in _MOVING | _PRESSING)
    if isinstance(widget, QAbstractButton):
        return plain and key in _PRESSING
    return False


def _of_combo(view: QWidget) -> bool:
    return view.window() is not view and isinstance(view.window().parentWidget(), QComboBox)
