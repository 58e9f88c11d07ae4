"""The name of a parameter, with the dot that tells it was changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPaintEvent

DOT_COLUMN = 14
NAME_COLUMN = 86
"""Logical pixels at 100 %; a longer name is elided and told by the tool tip."""


class RowTitle(QWidget):
    """Double-click to reset.

    Signals:
        reset_asked().
    """

    reset_asked = Signal()

    def __init__(self, name: str, help_text: str) -> None:
        super().__init__()
        self._name, self._help = name, help_text
        self._changed = False
        self._whole = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._follow_theme()
        self.show_changed(changed=False)
        theme().changed.connect(self._follow_theme)

    @property
    def changed(self) -> bool:
        """Whether the dot is shown."""
        return self._changed

    def show_changed(self, *, changed: bool) -> None:
        """Show the dot, or not."""
        self._changed = changed
        reset = tr("Changed. Double-click to reset.") if changed else ""
        self.setToolTip("\n".join(part for part in (self._name, self._help, reset) if part))
        self.update()

    @property
    def whole_width(self) -> int:
        """Pixels that the whole name would take, with the dot's column."""
        return theme().px(DOT_COLUMN) + self.fontMetrics().horizontalAdvance(self._name)

    def set_width(self, width: int) -> None:
        """Take this many pixels, in a form with more room than a panel has."""
        self._whole = width
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802
        """The same in all rows, so that controls line up."""
        return QSize(self._whole or theme().px(DOT_COLUMN + NAME_COLUMN), theme().px(24))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for the default."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.reset_asked.emit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw dot and name."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("accent"))
            radius = theme().px(4) / 2
            painter.drawEllipse(QPointF(theme().px(6), self.height() / 2), radius, radius)
        left = theme().px(DOT_COLUMN)
        words = self.fontMetrics().elidedText(
            self._name, Qt.TextElideMode.ElideRight, self.width() - left
        )
        painter.setPen(theme().colour("tx2"))
        box = QRectF(left, 0, self.width() - left, self.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedSize(self.sizeHint())
