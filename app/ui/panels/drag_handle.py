"""The grip of a card that can be dragged to another place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent


class DragHandle(QWidget):
    """Six dots. Signals carry the pointer's place on the screen.

    Signals:
        dragged(point): beyond the distance that makes a press a drag.
        dropped(point): let go after a drag.
        cancelled(): Escape during a drag.
    """

    dragged = Signal(QPointF)
    dropped = Signal(QPointF)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed: QPointF | None = None
        self._dragging = False
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setToolTip(tr("Drag to reorder (Alt+Up, Alt+Down)"))
        self.setAccessibleName(tr("Drag to reorder"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Easy to hit."""
        return QSize(theme().px(18), theme().px(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Maybe a drag begins."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed = event.globalPosition()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Tell where the pointer is, once it is a drag."""
        if self._pressed is None:
            return
        way = (event.globalPosition() - self._pressed).manhattanLength()
        if not self._dragging and way >= QApplication.startDragDistance():
            self._dragging = True
            self.grabKeyboard()
        if self._dragging:
            self.dragged.emit(event.globalPosition())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drop."""
        if self._dragging:
            self._end()
            self.dropped.emit(event.globalPosition())
        self._pressed = None

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape leaves everything as it was."""
        if event.key() == Qt.Key.Key_Escape and self._dragging:
            self._end()
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the dots."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("tx" if self._dragging else "tx3"))
        gap, radius = theme().px(4), theme().scale
        for row in (-1, 0, 1):
            for column in (-0.5, 0.5):
                x, y = self.width() / 2 + column * gap, self.height() / 2 + row * gap
                painter.drawEllipse(QPointF(x, y), radius, radius)

    def _end(self) -> None:
        self._dragging, self._pressed = False, None
        self.releaseKeyboard()
