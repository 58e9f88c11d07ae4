"""A field that takes the next key as a shortcut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.dialogs.command_words import key_text
from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent

_ALONE = {
    Qt.Key.Key_Control,
    Qt.Key.Key_Shift,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_unknown,
}


class KeyRecorder(QLineEdit):
    """While it has the focus, a key is not typed but taken. Tab, Shift+Tab and Escape leave it.

    Signals:
        recorded(key): portable text of the key with its modifiers.
    """

    recorded = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(tr("New key"))
        self._invite()
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def event(self, event: QEvent) -> bool:
        """Claim keys before shortcuts of the window see them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Take the key."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and not event.modifiers():
            event.accept()  # or the dialog would close
            self.clearFocus()
            return
        if key not in _ALONE:
            text = QKeySequence(event.keyCombination()).toString(
                QKeySequence.SequenceFormat.PortableText
            )
            self.setText(key_text(text))
            self.recorded.emit(text)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say that it listens."""
        super().focusInEvent(event)
        self.clear()
        self.setPlaceholderText(tr("Press the new key…"))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Say how to make it listen again."""
        super().focusOutEvent(event)
        self.clear()
        self._invite()

    def _invite(self) -> None:
        self.setPlaceholderText(tr("Click to record a key"))

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedHeight(theme().px(28))
