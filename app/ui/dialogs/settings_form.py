"""Rows of the settings: a name, a control bound to one setting, a sentence below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import Label
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.dialogs.command_palette import SettingsLike

WIDEST = 380


class SettingsForm(QWidget):
    """A page of settings. Every control writes its setting at once.

    Attributes:
        hints: The sentences below the controls by setting; they may be changed.
    """

    def __init__(self, settings: SettingsLike, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.hints: dict[str, Label] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, theme().px(128))
        self._grid.setColumnMinimumWidth(1, theme().px(WIDEST))
        self._grid.setColumnStretch(2, 1)
        column.addLayout(self._grid)
        column.addStretch(1)

    def add_heading(self, text: str) -> None:
        """Begin a group."""
        at = self._grid.rowCount()
        self._grid.addWidget(Label(text, "panel", "tx"), at, 0, 1, 3)
        self._grid.setRowMinimumHeight(at, theme().px(30))

    def add_sentence(self, text: str) -> Label:
        """Something to know, with nothing to choose."""
        words = Label(text, "body", "tx2")
        words.setWordWrap(True)
        self._grid.addWidget(words, self._grid.rowCount(), 0, 1, 3)
        return words

    def add(self, name: str, control: QWidget, hint: str = "", *, wide: bool = False) -> Label:
        """Add a row, `wide` if it may grow; gives the label of the sentence below."""
        at = self._grid.rowCount()
        label = Label(name)
        label.setBuddy(control)
        if not control.accessibleName():
            control.setAccessibleName(name)
        self._grid.addWidget(label, at, 0)
        columns = 2 if wide else 1
        self._grid.addWidget(control, at, 1, 1, columns, Qt.AlignmentFlag.AlignVCenter)
        self._grid.setRowMinimumHeight(at, theme().px(30))
        below = Label(hint, "small", "tx3")
        below.setWordWrap(True)
        self._grid.addWidget(below, at + 1, 1, 1, 2)
        below.setVisible(bool(hint))  # not before it is in the form: it would be a window
        return below

    def add_segmented(
        self, name: str, key: str, choices: Sequence[tuple[str, str]], hint: str = ""
    ) -> Segmented:
        """A few words to choose from."""
        control = Segmented(choices)
        control.choose(str(self._settings.get(key)))
        control.chosen.connect(lambda value: self._settings.set(key, _like(value, self._was(key))))
        self.hints[key] = self.add(name, control, hint)
        return control

    def add_combo(
        self, name: str, key: str, choices: Sequence[tuple[str, str]], hint: str = ""
    ) -> Combo:
        """A list to choose from."""
        control = Combo(height=28)
        control.set_choices(choices)
        control.choose(str(self._settings.get(key)))
        control.chosen.connect(lambda value: self._settings.set(key, value))
        self.hints[key] = self.add(name, control, hint)
        return control

    def add_amount(
        self, name: str, key: str, limits: tuple[int, int, int], unit: str, hint: str = ""
    ) -> NumberField:
        """A whole number by slider and field; `limits` are smallest, largest and step."""
        low, high, step = limits
        slider, field = Slider(low, high, step), NumberField(low, high, 0, unit)
        slider.setAccessibleName(name)
        field.setAccessibleName(name)
        field.set_step(step)
        field.setFixedWidth(theme().px(92))
        for part in (slider, field):
            part.set_value(self._settings.get(key))
        slider.moved.connect(field.set_value)
        slider.released.connect(lambda: self._settings.set(key, round(slider.value)))
        field.edited.connect(slider.set_value)
        field.edited.connect(lambda value: self._settings.set(key, round(value)))
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(slider, 1)
        row.addWidget(field)
        self.hints[key] = self.add(name, both, hint, wide=True)
        return field

    def _was(self, key: str) -> object:
        return self._settings.get(key)


def _like(value: str, sample: object) -> object:
    """The chosen word as the kind of value the setting holds."""
    return int(value) if isinstance(sample, int) else value
