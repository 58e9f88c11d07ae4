"""One of a few, all of them in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent, QPaintEvent

Choice = tuple[str, str] | tuple[str, str, str]


class Segmented(QWidget):
    """A row of choices (value, text[, icon]); arrow keys move, a click chooses.

    Signals:
        chosen(value): the user chose another one; `choose` does not say it.
    """

    chosen = Signal(str)

    def __init__(self, choices: Sequence[Choice] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._segments: dict[str, _Segment] = {}
        self._value = ""
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(2, 2, 2, 2)
        self._row.setSpacing(0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)
        self.set_choices(choices)

    @property
    def value(self) -> str:
        """The choice now; "" when there are none."""
        return self._value

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Offer these; what was chosen stays if it is among them, else the first is."""
        for segment in self._segments.values():
            self._row.removeWidget(segment)
            segment.deleteLater()
        self._segments = {choice[0]: _Segment(self, *choice) for choice in choices}
        for segment in self._segments.values():
            self._row.addWidget(segment, 1)
        kept = self._value if self._value in self._segments else next(iter(self._segments), "")
        self.choose(kept)

    def choose(self, value: str) -> None:
        """Show `value` as chosen, without a signal; unknown ones leave nothing chosen."""
        self._value = value
        for name, segment in self._segments.items():
            on = name == value
            segment.setChecked(on)
            segment.setFocusPolicy(Qt.FocusPolicy.TabFocus if on else Qt.FocusPolicy.NoFocus)
        if value not in self._segments and self._segments:
            next(iter(self._segments.values())).setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def segment(self, value: str) -> QAbstractButton:
        """The button of a value, for tool tips and to disable it."""
        return self._segments[value]

    def act(self, value: str) -> None:
        """Choose as the user."""
        if value != self._value:
            self.choose(value)
            self.chosen.emit(value)

    def step(self, by: int) -> None:
        """Choose the next enabled one in a direction as the user; the ends hold."""
        values = [v for v, s in self._segments.items() if s.isEnabled() or v == self._value]
        at = values.index(self._value) + by if self._value in values else 0
        if 0 <= at < len(values):
            self.act(values[at])
            self._segments[values[at]].setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the trough."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("bg3" if self.isEnabled() else "bg2"))
        painter.drawRoundedRect(self.rect(), 5, 5)


class _Segment(QAbstractButton):
    def __init__(self, owner: Segmented, value: str, text: str, icon: str = "") -> None:
        super().__init__(owner)
        self._owner = owner
        self._value = value
        self._icon_name = icon
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.fontMetrics().horizontalAdvance(self.text()) + theme().px(20)
        if self._icon_name:
            width += theme().px(14 + (4 if self.text() else 0))
        return QSize(width, theme().px(22))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(self.sizeHint().width() - theme().px(8), theme().px(22))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._owner.step(step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if self.isChecked():
            painter.setPen(QPen(theme().colour("line2" if self.isEnabled() else "line"), 1))
            painter.setBrush(theme().colour("field"))
            painter.drawRoundedRect(box, 4, 4)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 4)

    def _paint_words(self, painter: QPainter) -> None:
        strong = self.isChecked() or self.underMouse()
        token = "dis" if not self.isEnabled() else "tx" if strong else "tx2"
        metrics = self.fontMetrics()
        icon, gap = (theme().px(14), theme().px(4)) if self._icon_name else (0, 0)
        gap = gap if self.text() else 0
        room = self.width() - icon - gap - theme().px(6)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        x = (self.width() - icon - gap - metrics.horizontalAdvance(text)) // 2
        if icon:
            picture = icons.pixmap(self._icon_name, icon, token, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - icon) // 2, picture)
        painter.setPen(theme().colour(token))
        words = QRectF(x + icon + gap, 0, room, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)

    def _clicked(self) -> None:
        self.setChecked(True)
        self._owner.act(self._value)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.updateGeometry()
        self.update()
