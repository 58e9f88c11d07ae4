"""The quality of an encoder: a slider from smaller to better, its own number, and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.labels import Label
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from app.ui.dialogs.export_facts import CodecFacts

_STEPS = 63


class QualityRow(QWidget):
    """Low numbers mean better, as encoders have it; the slider says it the other way round.

    Signals:
        chosen(number): the user chose another.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._best, self._worst = 0, 51
        self.slider = Slider(0, _STEPS, 1)
        self.slider.setAccessibleName(tr("Quality"))
        self.slider.moved.connect(self._moved)
        self.field = NumberField(0, 51, 0)
        self.field.setAccessibleName(tr("Quality"))
        self.field.setFixedWidth(theme().px(44))
        self.field.edited.connect(self._edited)
        self._scale = Label("CRF", "small", "tx3")
        self._words = Label("", "small", "tx3")
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(Label(tr("Smaller"), "small", "tx3"))
        line.addWidget(self.slider, 1)
        line.addWidget(Label(tr("Better"), "small", "tx3"))
        line.addWidget(self._scale)
        line.addWidget(self.field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self._words)

    def show_quality(self, facts: CodecFacts, quality: int | None) -> None:
        """Show a number on an encoder's scale; None is its default."""
        self._best, self._worst = facts.best, facts.worst
        self._scale.setText(facts.quality)
        self.field.set_range(facts.best, facts.worst)
        self._show(facts.usual if quality is None else quality)

    def _show(self, number: int) -> None:
        number = min(max(number, self._best), self._worst)
        self.field.set_value(number)
        share = (self._worst - number) / (self._worst - self._best)
        self.slider.set_value(round(share * _STEPS))
        self._words.setText(quality_words(number, self._worst))

    def _moved(self, step: float) -> None:
        number = round(self._worst - step / _STEPS * (self._worst - self._best))
        self.field.set_value(number)
        self._words.setText(quality_words(number, self._worst))
        self.chosen.emit(number)

    def _edited(self, number: float) -> None:
        self._show(round(number))
        self.chosen.emit(round(number))


def quality_words(number: int, worst: int) -> str:
    """What a number on a scale that ends at `worst` looks like; x264's scale is the measure."""
    common = number * 51 / worst
    if common <= 14:
        return tr("No difference to be seen, large")
    if common <= 20:
        return tr("Hardly any difference to be seen")
    if common <= 26:
        return tr("Good, small differences in detail")
    if common <= 32:
        return tr("Visible losses, small")
    return tr("Strong losses, very small")
