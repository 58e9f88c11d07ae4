"""A number to type, step or scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.arithmetic import evaluate

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent


class NumberField(QLineEdit):
    """Takes numbers and sums; Up and Down step, Escape takes back what was typed.

    Where 0 is no amount, `zero` is the word shown for it; it can be typed too.

    The wheel acts only while it has the focus, so that scrolling a form changes nothing. What is
    out of range is moved into it; what is no number leaves the value as it was.

    Signals:
        edited(value): the user entered another value; `set_value` does not say it.
    """

    edited = Signal(float)

    def __init__(
        self,
        minimum: float,
        maximum: float,
        decimals: int,
        unit: str = "",
        parent: QWidget | None = None,
        *,
        zero: str = "",
    ) -> None:
        super().__init__(parent)
        self._minimum, self._maximum = minimum, maximum
        self._decimals, self._unit, self._zero = decimals, unit, zero
        self._step = 10.0**-decimals
        self._value = minimum
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.editingFinished.connect(self._take)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self._show()

    @property
    def value(self) -> float:
        """Within the range, rounded to the decimals."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a value, moved into the range, without a signal."""
        self._value = self._fitted(value)
        self._show()

    def set_range(self, minimum: float, maximum: float) -> None:
        """Allow other values."""
        self._minimum, self._maximum = minimum, maximum
        self.set_value(self._value)

    def set_unit(self, unit: str) -> None:
        """Show another unit behind the value; "" for none."""
        self._unit = unit
        self._show(editing=self.hasFocus())

    def set_step(self, step: float) -> None:
        """What one press of Up adds; Shift makes it ten."""
        self._step = step

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Step, take back, or type."""
        times = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Up:
            self._step_by(times)
        elif event.key() == Qt.Key.Key_Down:
            self._step_by(-times)
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._show(editing=True)
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Step, but only with the focus; else the form scrolls."""
        turns = event.angleDelta().y()
        if not self.hasFocus() or not turns:
            event.ignore()
            return
        self._step_by(1 if turns > 0 else -1)
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the unit away while typing."""
        super().focusInEvent(event)
        self._show(editing=True)
        if event.reason() != Qt.FocusReason.MouseFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take what was typed and show the unit again."""
        super().focusOutEvent(event)
        self._show()

    def _step_by(self, steps: int) -> None:
        self._take()
        self._become(self._value + steps * self._step)
        self.selectAll()

    def _take(self) -> None:
        if not self.isModified():
            return
        try:
            value = 0.0 if self._is_zero(self.text()) else evaluate(self.text())
        except ValueError:
            value = self._value
        self._become(value)

    def _become(self, value: float) -> None:
        before, self._value = self._value, self._fitted(value)
        self._show(editing=self.hasFocus())
        if before != self._value:
            self.edited.emit(self._value)

    def _fitted(self, value: float) -> float:
        return round(min(max(value, self._minimum), self._maximum), self._decimals)

    def _is_zero(self, text: str) -> bool:
        return bool(self._zero) and text.strip().casefold() == self._zero.casefold()

    def _show(self, *, editing: bool = False) -> None:
        unit = "" if editing or not self._unit else f" {self._unit}"
        words = self._zero if self._value == 0 else ""
        self.setText(words or f"{self._value:.{self._decimals}f}{unit}")
        self.setModified(False)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedHeight(theme().px(24))
        self.setMinimumWidth(theme().px(54))
