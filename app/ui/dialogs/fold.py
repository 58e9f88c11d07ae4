"""A part of a form that most people never open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.divider import Divider
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Fold(QWidget):
    """A rule, a heading with an arrow, and a widget that appears below it."""

    def __init__(self, title: str, detail: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = _Head(title, detail, self)
        self.head.toggled.connect(self._toggled)
        self._content: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(Divider())
        self._column.addWidget(self.head)

    def set_content(self, widget: QWidget) -> None:
        """Put in what is folded away. Called once."""
        self._content = widget
        self._column.addWidget(widget)
        widget.setVisible(self.head.isChecked())

    def _toggled(self, opened: bool) -> None:
        if self._content is not None:
            self._content.setVisible(opened)


class _Head(QAbstractButton):
    def __init__(self, title: str, detail: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._detail = detail
        self.setText(title)
        self.setAccessibleName(f"{title}, {detail}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(200), theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        side = theme().px(14)
        name = "caret-down" if self.isChecked() else "caret-right"
        arrow = icons.pixmap(name, side, "tx2", self.devicePixelRatioF())
        painter.drawPixmap(QPoint(2, (self.height() - side) // 2), arrow)
        x = 2 + side + theme().px(6)
        for text, role, token in ((self.text(), "panel", "tx"), (self._detail, "small", "tx3")):
            painter.setFont(theme().font(role))  # type: ignore[arg-type]
            painter.setPen(theme().colour(token))
            width = painter.fontMetrics().horizontalAdvance(text)
            room = QRect(x, 0, max(0, self.width() - x), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)
            x += width + theme().px(8)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())
