"""One sentence with an icon, in place, and at most one thing to do about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label


class Notice(QWidget):
    """Says what is wrong where it is wrong.

    Signals:
        acted(): the button was pressed.
    """

    acted = Signal()

    def __init__(self, icon: str = "warning-circle", token: str = "err", action: str = "") -> None:
        super().__init__()
        self._icon_name, self._token = icon, token
        self._picture = QLabel()
        self._words = Label("", "small", token)
        self._words.setWordWrap(True)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.button = Button(action, height=24)
        self.button.clicked.connect(self.acted)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 0, 2)
        row.setSpacing(6)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self.button)
        self.button.setVisible(bool(action))  # not before it is in here: it would be a window
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    @property
    def text(self) -> str:
        """The sentence."""
        return self._words.text()

    def tell(self, text: str, action: str | None = None) -> None:
        """Show a sentence, "" hides all; `action` changes the button's words."""
        self._words.setText(text)
        self.setAccessibleName(text)
        if action is not None:
            self.button.setText(action)
            self.button.setVisible(bool(action))
        self.setVisible(bool(text))

    def _follow_theme(self) -> None:
        ratio = self.devicePixelRatioF()
        picture = icons.pixmap(self._icon_name, theme().px(14), self._token, ratio)
        self._picture.setPixmap(picture)
