"""The little field in which a thing on the timeline gets its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.project.edits import markers, tracks
from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent

    from app.project.model import Marker, Track
    from app.ui.timeline.state import TimelineState

MOST_LETTERS = 200


class NameField(QLineEdit):
    """Stands over what is named. Enter or a click elsewhere takes the text, Esc not.

    Signals:
        named(text): it is another name; the field deletes itself.
    """

    named = Signal(str)

    def __init__(self, text: str, name: str, place: QRect, parent: QWidget) -> None:
        """Show it; `name` is for screen readers, `place` in `parent`."""
        super().__init__(text, parent)
        self._before = text
        self._done = False
        self.setAccessibleName(name)
        self.setPlaceholderText(tr("Name"))
        self.setMaxLength(MOST_LETTERS)
        self.setGeometry(place)
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
        if keep and self.text() != self._before:
            self.named.emit(self.text())
        parent = self.parentWidget()
        self.hide()
        self.deleteLater()
        if parent is not None:
            parent.setFocus(Qt.FocusReason.OtherFocusReason)


def name_marker(state: TimelineState, marker: Marker, canvas: QWidget) -> NameField:
    """Over the ruler, at the marker."""
    width = theme().px(170)
    x = int(state.scale.x_of(marker.time)) + 6
    place = QRect(max(0, min(x, canvas.width() - width)), 1, width, theme().px(24))
    field = NameField(marker.text, tr("Name of the marker"), place, canvas)

    def rename(text: str) -> None:
        state.document.apply(tr("Rename marker"), markers.edit_marker(marker.id, text=text))

    field.named.connect(rename)
    return field


def name_track(state: TimelineState, track: Track, headers: QWidget) -> NameField | None:
    """Over the track's name; None while its row is not in view."""
    row = next((row for row in state.rows if row.track == track.id and row.kind == "video"), None)
    if row is None or state.row_top(row) + row.height <= state.head:
        return None
    middle, height = state.row_top(row) + row.height // 2, theme().px(24)
    place = QRect(4, max(state.head, middle - height // 2), headers.width() - 8, height)
    field = NameField(track.name, tr("Name of the track"), place, headers)

    def rename(text: str) -> None:
        if text.strip():
            state.document.apply(tr("Rename track"), tracks.rename_track(track.id, text.strip()))

    field.named.connect(rename)
    return field
