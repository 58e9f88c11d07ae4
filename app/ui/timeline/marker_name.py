"""The little field in which a marker gets its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.project.edits import markers
from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from app.project.model import Marker
    from app.ui.timeline.state import TimelineState


class MarkerName(QLineEdit):
    """Stands over the ruler at its marker. Enter or a click elsewhere takes the text, Esc not."""

    def __init__(self, state: TimelineState, marker: Marker, parent: QWidget) -> None:
        super().__init__(marker.text, parent)
        self._state, self._marker = state, marker
        self._done = False
        self.setAccessibleName(tr("Name of the marker"))
        self.setPlaceholderText(tr("Name"))
        self.setMaxLength(200)
        width = theme().px(170)
        x = int(state.scale.x_of(marker.time)) + 6
        self.setGeometry(max(0, min(x, parent.width() - width)), 1, width, theme().px(24))
        self.selectAll()
        self.show()
        self.setFocus(Qt.FocusReason.PopupFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Esc end it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(keep=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._end(keep=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """A click elsewhere takes the text; another window or a menu does not end it."""
        super().focusOutEvent(event)
        away = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
        if event.reason() not in away:
            self._end(keep=True)

    def _end(self, *, keep: bool) -> None:
        if self._done:
            return
        self._done = True
        if keep and self.text() != self._marker.text:
            edit = markers.edit_marker(self._marker.id, text=self.text())
            self._state.document.apply(tr("Rename marker"), edit)
        parent = self.parentWidget()
        self.hide()
        self.deleteLater()
        if parent is not None:
            parent.setFocus(Qt.FocusReason.OtherFocusReason)
