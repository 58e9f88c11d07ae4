"""What stands where nothing is yet: what goes here and one thing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable


class EmptyState(QWidget):
    """An icon, a title, a sentence and at most one button, in the middle."""

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action_text: str = "",
        on_action: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._picture = QLabel()
        self._title = Label(title, "name", "tx2")
        self._text = Label(text, "body", "tx3")
        self._text.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(6)
        column.addStretch(1)
        for part in (self._picture, self._title, self._text):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        self.button: Button | None = None
        if action_text:
            self.button = Button(action_text)
            if on_action is not None:
                self.button.clicked.connect(lambda: on_action())
            column.addSpacing(6)
            column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap(self._icon_name, theme().px(24), "tx3", ratio))
