"""One of many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent, QWheelEvent


class Combo(QComboBox):
    """A list that opens on a click, Space or Alt+Down.

    Signals:
        chosen(value): the user chose an entry; `choose` does not say it.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, height: int = 26) -> None:
        super().__init__(parent)
        self._height = height
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setView(QListView(self))  # the plain view takes the style sheet, the native does not
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.activated.connect(self._activated)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def value(self) -> str:
        """The value of the entry shown; "" when there is none."""
        data = self.currentData()
        return data if isinstance(data, str) else ""

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer (value, text) pairs; what was chosen stays if it is among them."""
        before = self.value
        self.clear()
        for value, text in choices:
            self.addItem(text, value)
        self.choose(before if self.findData(before) >= 0 else choices[0][0] if choices else "")

    def choose(self, value: str) -> None:
        """Show the entry of `value`, without a signal; unknown ones show none."""
        self.setCurrentIndex(self.findData(value))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its longest entry, within reason."""
        metrics = self.fontMetrics()
        texts = [self.itemText(index) for index in range(self.count())]
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0)
        width = min(widest, theme().px(240)) + theme().px(8 + 8 + 16 + 4)
        return QSize(max(width, theme().px(64)), theme().px(self._height))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrower: the text is elided."""
        return QSize(theme().px(64), theme().px(self._height))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Leave the wheel to the form around; a choice is made on purpose."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw box, text, arrow and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        self._paint_words(painter)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def showPopup(self) -> None:  # noqa: N802
        """Open at the chosen entry, wide enough for all."""
        # Left without a choice, the list would still stand where the keys had gone to.
        self.view().setCurrentIndex(self.model().index(self.currentIndex(), self.modelColumn()))
        self.view().setMinimumWidth(max(self.width(), self.view().sizeHintForColumn(0) + 32))
        super().showPopup()

    def _paint_box(self, painter: QPainter) -> None:
        enabled = self.isEnabled()
        hover = enabled and self.underMouse()
        edge = "line" if not enabled else "tx3" if hover else "ctl"
        painter.setPen(QPen(theme().colour(edge), 1))
        painter.setBrush(theme().colour("bg3" if enabled else "bg2"))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 4.5, 4.5)

    def _paint_words(self, painter: QPainter) -> None:
        token = "tx" if self.isEnabled() else "dis"
        left, arrow = theme().px(9), theme().px(12)
        room = self.width() - left - arrow - theme().px(10)
        text = self.fontMetrics().elidedText(
            self.currentText() or self.placeholderText(), Qt.TextElideMode.ElideRight, room
        )
        painter.setPen(theme().colour(token))
        words = QRectF(left, 0, room, self.height())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
        token = "tx2" if self.isEnabled() else "dis"
        picture = icons.pixmap("caret-down", arrow, token, self.devicePixelRatioF())
        x = self.width() - arrow - theme().px(6)
        painter.drawPixmap(x, (self.height() - arrow) // 2, picture)

    def _activated(self, _index: int) -> None:
        self.chosen.emit(self.value)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("body"))
        self.setFixedHeight(theme().px(self._height))
        self.updateGeometry()
