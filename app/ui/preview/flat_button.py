"""Buttons of the transport that have no edge of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton, with_key
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class FlatButton(QAbstractButton):
    """Words that light up below the pointer."""

    def __init__(self, text: str, name: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self._name = name
        self.setAccessibleName(name)
        self.set_key(key)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def set_key(self, key: str) -> None:
        """Change the shortcut told in the tool tip; "" for none."""
        self.setToolTip(with_key(self._name, key))

    def sizeHint(self) -> QSize:  # noqa: N802
        """The words and a little more."""
        metrics = QFontMetrics(theme().font("body"))
        return QSize(metrics.horizontalAdvance(self.text()) + theme().px(16), theme().px(26))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """State, words, ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if self.isDown() else "bg3"))
            painter.drawRoundedRect(self.rect(), 5, 5)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("tx2" if self.isEnabled() else "dis"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())


class PlayButton(IconButton):
    """Round, and the largest of its row."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A disc with the sign on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(Qt.PenStyle.NoPen)
        hot = self.underMouse() and self.isEnabled()
        painter.setBrush(theme().colour("sel" if self.isDown() else "line" if hot else "bg3"))
        painter.drawEllipse(disc)
        token = "tx" if self.isEnabled() else "dis"
        size = theme().px(16)
        picture = icons.pixmap(self.icon_name, size, token, self.devicePixelRatioF())
        painter.drawPixmap(QPoint((self.width() - size) // 2, (self.height() - size) // 2), picture)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), self.width() / 2)
