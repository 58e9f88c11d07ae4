"""The line of the wipe with its round handle."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF, QRegion
from PySide6.QtWidgets import QAbstractSlider, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import BY_KEYS

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPaintEvent, QWheelEvent

_ROUND = 30  # logical pixels; fixed, because it lies on the picture and not among the controls
_GRIP = 12
_HALO = QColor(0, 0, 0, 120)


class WipeHandle(QAbstractSlider):
    """A slider over the picture; for assistive tools its value is in percent.

    Signals:
        moved(float): the new place in [0, 1], by mouse or key.
    """

    moved = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._position = 0.5
        self._seen = QRectF()
        self._ring = False
        self._grip = 0.0
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setRange(0, 100)
        self.setSingleStep(1)
        self.setPageStep(10)
        self.setValue(50)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(tr("Wipe position"))
        self.setToolTip(tr("Drag to compare (←/→ move it, double-click centres it)"))
        self.actionTriggered.connect(lambda _: self._go(self.sliderPosition() / 100))
        theme().changed.connect(self.update)

    def set_position(self, position: float) -> None:
        """Show another place, in [0, 1], without a signal of our own."""
        self._position = min(max(position, 0.0), 1.0)
        self.setValue(round(self._position * 100))

    def place(self, seen: QRectF) -> None:
        """Lie over a picture that is visible at `seen` on the canvas."""
        self._seen = seen
        middle = seen.left() + self._position * seen.width()
        rect = QRectF(middle - _ROUND / 2, seen.top(), _ROUND, seen.height()).toRect()
        self.setGeometry(rect)
        line = QRegion((rect.width() - _GRIP) // 2, 0, _GRIP, rect.height())
        self.setMask(line.united(QRegion(self._circle(), QRegion.RegionType.Ellipse)))

    def event(self, event: QEvent) -> bool:
        """Keep ← and → for itself while it has the focus, though they step frames elsewhere."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            arrows = (Qt.Key.Key_Left, Qt.Key.Key_Right)
            if event.key() in arrows and plain == Qt.KeyboardModifier.NoModifier:
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring when keys brought the focus here."""
        self._ring = event.reason() in BY_KEYS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        self._ring = False
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold, without a jump; other buttons are the canvas's."""
        self._grip = event.position().x() - self._middle()
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Follow the pointer."""
        self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let go."""
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Centre."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(0.5)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """The wheel zooms, as everywhere on the canvas."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """White line in a dark halo, so that it is seen on any picture."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self._middle()
        for colour, width in ((_HALO, 4.0), (QColor(Qt.GlobalColor.white), 1.6)):
            painter.fillRect(QRectF(middle - width / 2, 0, width, self.height()), colour)
        self._paint_handle(painter)

    def _paint_handle(self, painter: QPainter) -> None:
        circle = QRectF(self._circle()).adjusted(1, 1, -1, -1)
        ring = QPen(theme().colour("accent"), 4) if self._ring else QPen(_HALO, 1)
        painter.setPen(ring)
        painter.setBrush(Qt.GlobalColor.white)
        inside = ring.widthF() / 2 if self._ring else 0
        painter.drawEllipse(circle.adjusted(inside, inside, -inside, -inside))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(Qt.GlobalColor.black))
        for side in (-1, 1):
            tip, foot = circle.center() + QPointF(side * 9, 0), circle.center().x() + side * 4.5
            points = [tip, QPointF(foot, tip.y() - 4.5), QPointF(foot, tip.y() + 4.5)]
            painter.drawPolygon(QPolygonF(points))

    def _middle(self) -> float:
        return self._seen.left() + self._position * self._seen.width() - self.x()

    def _circle(self) -> QRect:
        return QRect(0, (self.height() - _ROUND) // 2, _ROUND, _ROUND)

    def _drag(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            event.ignore()
            return
        at = self.mapToParent(event.position()).x() - self._grip - self._seen.left()
        self._go(at / max(1.0, self._seen.width()))

    def _go(self, position: float) -> None:
        self.set_position(position)
        self.moved.emit(self._position)
