"""A value to drag."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import BY_KEYS, paint_focus_ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent


class Slider(QWidget):
    """A horizontal slider for floats. Keys: arrows, Page Up and Down, Home, End.

    Each act of the user, by mouse, key or wheel, is `pressed`, then `moved` for every new value,
    then `released`; `set_value` says nothing.

    Signals:
        moved(value), pressed(), released().
    """

    moved = Signal(float)
    pressed = Signal()
    released = Signal()

    def __init__(
        self, minimum: float, maximum: float, step: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum, self._step = minimum, maximum, step
        self._value = minimum
        self._track = _Track(max(1, round((maximum - minimum) / step)), self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._track)
        self.setFocusProxy(self._track)
        self._track.acted.connect(self._acted)
        self._track.sliderPressed.connect(self.pressed)
        self._track.sliderReleased.connect(self.released)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def value(self) -> float:
        """Exactly what was set, or the step the user moved to."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, moved into the range, without a signal."""
        self._value = min(max(value, self._minimum), self._maximum)
        self._track.show_step(round((self._value - self._minimum) / self._step))

    def setAccessibleName(self, name: str) -> None:  # noqa: N802
        """Name it for screen readers, which see the part inside."""
        super().setAccessibleName(name)
        self._track.setAccessibleName(name)

    def _acted(self, step: int) -> None:
        value = self._maximum if step == self._track.maximum() else step * self._step
        value = value if step == self._track.maximum() else self._minimum + value
        if value != self._value:
            self._value = value
            self.moved.emit(value)


class _Track(QSlider):
    """Counts in whole steps; keeps Qt's keys and its face to screen readers."""

    acted = Signal(int)

    def __init__(self, steps: int, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, steps)
        self.setPageStep(max(1, steps // 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._ring = False
        self._by_user = True
        self.valueChanged.connect(self._changed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def show_step(self, step: int) -> None:
        self._by_user = False
        self.setValue(step)
        self._by_user = True
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(90), theme().px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme().px(40), theme().px(24))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go to the pointer and hold it."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)  # says sliderPressed
        self.setValue(self._step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if self.isSliderDown():
            self.setValue(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() == Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        self._act(lambda: super(_Track, self).keyPressEvent(event))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Only with the focus; else the form scrolls."""
        if not self.hasFocus():
            event.ignore()
            return
        turns = event.angleDelta().y()
        self._act(lambda: self.setValue(self.value() + (turns > 0) - (turns < 0)))
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        self._ring = event.reason() in BY_KEYS
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_groove(painter)
        self._paint_knob(painter)
        if self.hasFocus() and self._ring:
            paint_focus_ring(painter, self.rect())

    def _changed(self, step: int) -> None:
        if self._by_user:
            self.acted.emit(step)

    def _act(self, change: Callable[[], None]) -> None:
        """One act of a key or the wheel, told like a drag if it changes anything."""
        before = self.value()
        self.blockSignals(True)
        change()
        self.blockSignals(False)
        if self.value() != before:
            self.sliderPressed.emit()
            self.acted.emit(self.value())
            self.sliderReleased.emit()
            self.update()

    def _margin(self) -> float:
        return theme().px(12) / 2 + 2

    def _knob_x(self) -> float:
        margin = self._margin()
        return margin + (self.width() - 2 * margin) * self.value() / self.maximum()

    def _step_at(self, x: float) -> int:
        margin = self._margin()
        part = (x - margin) / max(1.0, self.width() - 2 * margin)
        return round(min(max(part, 0.0), 1.0) * self.maximum())

    def _paint_groove(self, painter: QPainter) -> None:
        thick, margin = theme().px(4), self._margin()
        top = (self.height() - thick) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("line2" if self.isEnabled() else "line"))
        groove = QRectF(margin, top, self.width() - 2 * margin, thick)
        painter.drawRoundedRect(groove, thick / 2, thick / 2)
        painter.setBrush(theme().colour("accent" if self.isEnabled() else "dis"))
        groove.setRight(self._knob_x())
        painter.drawRoundedRect(groove, thick / 2, thick / 2)

    def _paint_knob(self, painter: QPainter) -> None:
        size = theme().px(12)
        knob = QRectF(self._knob_x() - size / 2, (self.height() - size) / 2, size, size)
        token = "accent" if self.isEnabled() else "dis"
        if theme().dark:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("tx" if self.isEnabled() else "dis"))
        else:
            knob.adjust(0.75, 0.75, -0.75, -0.75)
            painter.setPen(QPen(theme().colour(token), 1.5))
            painter.setBrush(theme().colour("bg2"))
        painter.drawEllipse(knob)
