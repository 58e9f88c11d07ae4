"""The wide button at the end of a list that adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class DashedButton(QAbstractButton):
    """A plus and words in a dashed frame: something is missing here."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as a folded card."""
        return QSize(theme().px(120), theme().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw frame, plus, words and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        enabled, hover = self.isEnabled(), self.underMouse() and self.isEnabled()
        painter.setPen(
            QPen(theme().colour("line2" if enabled else "line"), 1, Qt.PenStyle.DashLine)
        )
        painter.setBrush(theme().colour("bg3") if hover else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
        token = "tx2" if enabled else "dis"
        edge, gap = theme().px(14), theme().px(6)
        words = self.fontMetrics().horizontalAdvance(self.text())
        x = (self.width() - edge - gap - words) // 2
        plus = icons.pixmap("plus", edge, token, self.devicePixelRatioF())
        painter.drawPixmap(x, (self.height() - edge) // 2, plus)
        painter.setPen(theme().colour(token))
        box = QRectF(x + edge + gap, 0, words + 4, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 6)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.updateGeometry()
        self.update()
