"""An error where it happened: one sentence and one thing to do, low on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_WIDEST = 640
_AWAY = 44  # above the labels at the bottom


class ViewerNotice(QWidget):
    """Hidden until there is something to say.

    Signals:
        acted(): its button was pressed. details_wanted(): the user wants the log.
    """

    acted = Signal()
    details_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._words = Label("", "body", "tx")
        self._words.setWordWrap(True)
        self.details = Button(tr("Details…"), height=26)
        self.action = Button("", primary=True, height=26)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        row.addWidget(self._picture)
        row.addWidget(self._words, 1)
        row.addWidget(self.details)
        row.addWidget(self.action)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.details.clicked.connect(lambda: self.details_wanted.emit())
        self.action.clicked.connect(lambda: self.acted.emit())
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self.hide()

    def show_error(self, message: str, action: str) -> None:
        """Say a sentence with a button; "" hides the button, or everything."""
        self._words.setText(message)
        self.setAccessibleName(message)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self.setVisible(bool(message))
        self.raise_()

    def place(self, area: QRect) -> None:
        """Lie in the middle above the lower edge of an area of the parent."""
        width = min(theme().px(_WIDEST), area.width() - 24)
        height = max(self._row.totalHeightForWidth(width), theme().px(42))
        x = area.left() + (area.width() - width) // 2
        self.setGeometry(x, area.bottom() - theme().px(_AWAY) - height, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A card with a red edge, so that it stands out of any picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("err"), 1))
        painter.setBrush(theme().colour("bg2"))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)

    def _follow_theme(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icons.pixmap("warning-circle", theme().px(18), "err", ratio))
        self.update()
