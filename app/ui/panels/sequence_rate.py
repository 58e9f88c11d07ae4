"""Asking how fast a sequence of pictures is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.base.errors import UsageError
from app.base.rate import parse_rate
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from fractions import Fraction

USUAL = ("12", "23.976", "24", "25", "29.97", "30", "50", "59.94", "60")


class SequenceRateDialog(Dialog):
    """One field: usual rates to choose from, any other can be typed.

    Signals:
        chosen(Fraction): frames per second.
    """

    chosen = Signal(object)

    def __init__(self, name: str, rate: Fraction, parent: QWidget | None = None) -> None:
        super().__init__(tr("Frame rate"), name, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rate = Combo()
        self.rate.setEditable(True)
        self.rate.addItems(USUAL)
        self.rate.setAccessibleName(tr("Frames per second"))
        self.rate.setFixedHeight(theme().px(28))
        self.rate.setCurrentText(f"{float(rate):.3f}".rstrip("0").rstrip("."))
        self.hint = Label("", "small", "tx3")
        self.hint.setWordWrap(True)
        self.accept_button = Button(tr("Use this rate"), primary=True, height=32)
        self.accept_button.setDefault(True)
        self._lay_out()
        self.rate.currentTextChanged.connect(self._judge)
        self.accept_button.clicked.connect(self._choose)
        self._judge()

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 16)
        for part in (Label(tr("Frames per second")), self.rate, self.hint):
            column.addWidget(part)
        self.set_body(body)
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        self.add_footer_right(cancel)
        self.add_footer_right(self.accept_button)
        self.resize(400, 220)
        self.rate.setFocus()

    def _rate(self) -> Fraction | None:
        try:
            return parse_rate(self.rate.currentText())
        except UsageError:
            return None

    def _judge(self) -> None:
        rate = self._rate()
        self.accept_button.setEnabled(rate is not None)
        meant = tr("Write a number such as 25, 23.976 or 30000/1001.")
        if rate is not None:
            meant = tr("Exactly {rate} frames per second.", rate=str(rate))
        self.hint.setText(meant)

    def _choose(self) -> None:
        rate = self._rate()
        if rate is not None:
            self.chosen.emit(rate)
            self.accept()
