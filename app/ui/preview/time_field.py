"""The large timecode; a click turns it into a field to type a position."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QSizePolicy, QWidget

from app.base.errors import UsageError
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timecode import frame_number, frame_time, parse_time, timecode
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.base.time import Time


class TimeField(QAbstractButton):
    """Shows a moment; typed ones are said, not gone to. `+12` and `-12` count frames from here.

    Signals:
        jumped(Time): the user typed a position in seconds and pressed Enter.
        refused(str): what was typed is no position; the sentence says what would be.
    """

    jumped = Signal(object)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._time: Time = Fraction(0)
        self._rate: Fraction | None = Fraction(25)
        self._drop: bool | None = None
        self._frames = False
        self.field = QLineEdit(self)
        self.field.setAccessibleName(tr("Go to time"))
        self.field.hide()
        self.field.returnPressed.connect(self._entered)
        self.field.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(tr("Click to type a position"))
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.clicked.connect(self.edit)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_time(
        self, time: Time, rate: Fraction | None, drop: bool | None = None, *, frames: bool = False
    ) -> None:
        """Show a moment as timecode, or as a frame number; rate None is a variable one."""
        wider = (rate, frames) != (self._rate, self._frames)
        self._time, self._rate, self._drop, self._frames = time, rate, drop, frames
        self.setText(self._words(time))
        self.setAccessibleName(tr("Time {time}", time=self.text()))
        if wider:
            self.updateGeometry()
        self.update()

    def edit(self) -> None:
        """Let the user type."""
        self.field.setText(self.text())
        self.field.setGeometry(self.rect())
        self.field.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def sizeHint(self) -> QSize:  # noqa: N802
        """For eight figures, so that nothing moves while time runs."""
        metrics = QFontMetrics(theme().font("timecode"))
        widest = "0000000" if self._frames else self._words(Fraction(0))
        width = max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(self.text()))
        return QSize(width + 10, theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The figures, and a ring with the focus."""
        painter = QPainter(self)
        if self.underMouse():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("bg3"))
            painter.drawRoundedRect(self.rect(), 5, 5)
        painter.setFont(theme().font("timecode"))
        painter.setPen(theme().colour("tx"))
        words = self.rect().adjusted(4, 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Escape and leaving the field put the figures back."""
        if event.type() == QEvent.Type.FocusOut:
            self.field.hide()
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if escape and event.type() == QEvent.Type.KeyPress:
            self._close()
            return True
        return super().eventFilter(watched, event)

    def _words(self, time: Time) -> str:
        if self._frames and self._rate is not None:
            return str(frame_number(time, self._rate))
        return timecode(time, self._rate, drop=self._drop)

    def _entered(self) -> None:
        try:
            time = self._read(self.field.text().strip())
        except UsageError as error:
            self.refused.emit(str(error))
            self.field.selectAll()
            return
        self._close()
        self.jumped.emit(max(Fraction(0), time))

    def _read(self, text: str) -> Time:
        by = text.removeprefix("+").removeprefix("-")
        if text != by and self._rate is not None and by.isascii() and by.isdigit():
            frames = int(by) if text.startswith("+") else -int(by)
            return frame_time(max(0, frame_number(self._time, self._rate) + frames), self._rate)
        if self._frames and text.isascii() and text.isdigit():
            text = f"{text}f"
        return parse_time(text, self._rate, drop=self._drop)

    def _close(self) -> None:
        self.field.hide()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _follow_theme(self) -> None:
        self.field.setFont(theme().font("timecode"))
        self.updateGeometry()
        self.update()
