"""A field that filters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class SearchField(QLineEdit):
    """Says `textChanged(str)` while typing; Escape empties it first and then goes on."""

    def __init__(
        self, placeholder: str, parent: QWidget | None = None, *, height: int = 28
    ) -> None:
        super().__init__(parent)
        self._height = height
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        position = QLineEdit.ActionPosition.LeadingPosition
        self._glass = self.addAction(icons.icon("magnifying-glass", "tx3"), position)
        self._glass.setEnabled(False)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Empty by Escape, else type."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedHeight(theme().px(self._height))
        self._glass.setIcon(icons.icon("magnifying-glass", "tx3", disabled="tx3"))
