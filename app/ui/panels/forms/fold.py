"""A line of words with a caret that folds what is below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class FoldButton(QAbstractButton):
    """Checked while open; `toggled(bool)` as every check box. Without words it is the caret only.

    Its accessible name says what it folds.
    """

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Caret and words."""
        words = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(theme().px(24) + (words + theme().px(6) if words else 0), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw caret, words and ring."""
        painter = QPainter(self)
        token = "tx" if self.underMouse() and self.isEnabled() else "tx2"
        edge = theme().px(12)
        name = "caret-down" if self.isChecked() else "caret-right"
        picture = icons.pixmap(name, edge, token, self.devicePixelRatioF())
        painter.drawPixmap((theme().px(24) - edge) // 2, (self.height() - edge) // 2, picture)
        painter.setPen(theme().colour(token))
        left = theme().px(24)
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.updateGeometry()
        self.update()
