"""One widget for each kind of value. They show values and say what the user made of them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QWidget

from app.ui.language import tr, tr_data
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.slider import Slider
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.base.parameter import Parameter, Value
    from app.ui.panels.licence import Mark

FIELD, DIALOG_FIELD = 66, 96
"""Width of a number field beside its slider in a panel and in a dialog, at 100 %."""

SHORT_UNITS = {
    "%": "%", "% of the height": "%", "% of the picture": "%", "times": "×", "degrees": "°",
    "px": "px", "s": "s", "ms": "ms",
}  # fmt: skip
"""What fits behind a number in a panel; longer ones are told by the tool tip."""

LONGEST_SLIDER = 1000
"""A range wider than this is not for dragging: its field stands alone."""

FILE_PATTERNS = {"lut": "*.cube", "picture": "*.png *.jpg *.jpeg *.tif *.tiff *.webp *.bmp *.exr"}
"""What a dialog shows at first, by the parameter a file is chosen for."""

MOST_SEGMENTS, MOST_LETTERS = 4, 22
"""Choices that fit side by side."""


class Editor(QWidget):
    """Shows one value and lets the user change it.

    Signals:
        edited(value): the user gave another value; it is not validated yet.
        began(), ended(): around the `edited` of one drag, which are one step to undo.
    """

    edited = Signal(object)
    began = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)

    def show_value(self, value: Value) -> None:
        """Show a value, without a signal."""
        raise NotImplementedError

    def set_name(self, name: str, help_text: str) -> None:
        """Name the control for screen readers and explain it."""
        for part in self._controls():
            part.setAccessibleName(name)
            part.setToolTip(help_text)

    def _controls(self) -> Sequence[QWidget]:
        raise NotImplementedError


class NumberEditor(Editor):
    """A slider and a field; a field alone where the range is too wide to drag through."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        low, high = parameter.minimum, parameter.maximum
        step = step_of(parameter)
        draggable = math.isfinite(high - low) and high - low <= LONGEST_SLIDER
        self._width = FIELD
        self._unit = parameter.unit
        unit = SHORT_UNITS.get(self._unit, "") if draggable else self._unit
        zero = choice_words(parameter.zero) if parameter.zero else ""
        self.field = NumberField(low, high, decimals_of(parameter), _worded(unit), zero=zero)
        self.field.set_step(step)
        self.field.edited.connect(self.edited.emit)
        self.slider = self._add_slider(low, high, step) if draggable else None
        self._row.addWidget(self.field)
        if self.slider is not None:
            theme().changed.connect(self._follow_theme)
            self._follow_theme()

    def show_value(self, value: Value) -> None:
        """Show a number in both."""
        number = float(value)
        if self.slider is not None:
            self.slider.set_value(number)
        self.field.set_value(number)

    def fill_dialog(self) -> None:
        """Use the room of a dialog: the unit in full, unless that is a phrase."""
        if self.slider is not None and " " not in self._unit:
            self.field.set_unit(_worded(self._unit))
        self._width = DIALOG_FIELD
        if self.slider is not None:
            self._follow_theme()

    def _add_slider(self, low: float, high: float, step: float) -> Slider:
        slider = Slider(low, high, step)
        slider.pressed.connect(self.began)
        slider.moved.connect(self._moved)
        slider.released.connect(self.ended)
        self._row.addWidget(slider, 1)
        return slider

    def _moved(self, value: float) -> None:
        self.edited.emit(round(value, 6))

    def _controls(self) -> Sequence[QWidget]:
        return (self.field,) if self.slider is None else (self.slider, self.field)

    def _follow_theme(self) -> None:
        self.field.setFixedWidth(theme().px(self._width))


class SegmentedEditor(Editor):
    """All choices in sight."""

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._whole = parameter.kind == "whole"
        self.segments = Segmented(choices_of(parameter))
        self.segments.chosen.connect(self._chosen)
        self._row.addWidget(self.segments, 1)

    def show_value(self, value: Value) -> None:
        """Mark a choice."""
        self.segments.choose(str(value))

    def _chosen(self, value: str) -> None:
        self.edited.emit(int(value) if self._whole else value)

    def _controls(self) -> Sequence[QWidget]:
        return (self.segments,)


class ComboEditor(Editor):
    """A longer list."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.combo = Combo()
        self.combo.chosen.connect(self.edited.emit)
        self._row.addWidget(self.combo, 1)
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer other (value, text) pairs."""
        self._choices = list(choices)
        self.combo.set_choices(self._choices)

    def set_marks(self, marks: Mapping[str, Mark]) -> None:
        """Put a mark before entries of the open list, and its words into their tool tips."""
        for index in range(self.combo.count()):
            mark = marks.get(self.combo.itemData(index))
            if mark is not None:
                self.combo.setItemIcon(index, icon(mark.icon, mark.token))
                self.combo.setItemData(index, mark.text, Qt.ItemDataRole.ToolTipRole)

    def show_value(self, value: Value) -> None:
        """Show a choice; one that is not offered is added, so that the truth is seen."""
        if self.combo.findData(str(value)) < 0 and value != "":
            unknown = (str(value), tr("{name} (not known here)", name=value))
            self.combo.set_choices([*self._choices, unknown])
        self.combo.choose(str(value))

    def _controls(self) -> Sequence[QWidget]:
        return (self.combo,)


class SwitchEditor(Editor):
    """On or off."""

    def __init__(self) -> None:
        super().__init__()
        self.switch = Switch()
        self.switch.clicked.connect(self._clicked)
        self._row.addWidget(self.switch)
        self._row.addStretch(1)

    def show_value(self, value: Value) -> None:
        """Show on or off."""
        self.switch.setChecked(bool(value))

    def _clicked(self, on: bool) -> None:
        self.edited.emit(on)

    def _controls(self) -> Sequence[QWidget]:
        return (self.switch,)


class TextEditor(Editor):
    """Words; taken with Enter, or when the field is left. Escape takes back."""

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._value = ""
        self.field = QLineEdit()
        self.field.setPlaceholderText(placeholder)
        self.field.editingFinished.connect(self._take)
        self._row.addWidget(self.field, 1)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_value(self, value: Value) -> None:
        """Show words, unless the user is typing others."""
        self._value = str(value)
        if not (self.field.hasFocus() and self.field.isModified()):
            self.field.setText(self._value)
            self.field.setCursorPosition(0)

    def _take(self) -> None:
        self.field.setModified(False)
        if self.field.text() != self._value:
            self._value = self.field.text()
            self.edited.emit(self._value)

    def _controls(self) -> Sequence[QWidget]:
        return (self.field,)

    def _follow_theme(self) -> None:
        self.field.setFont(theme().font("body"))
        self.field.setFixedHeight(theme().px(24))


class FileEditor(TextEditor):
    """The path of a file, typed or chosen."""

    def __init__(self, pattern: str) -> None:
        super().__init__(tr("None"))
        self._pattern = pattern
        self.button = Button(tr("Choose…"), height=24)
        self.button.clicked.connect(self._choose)
        self._row.addWidget(self.button)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), tr("Choose a file"), str(Path(self._value).parent))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self._pattern, tr("All files (*)")])
        dialog.fileSelected.connect(self._chosen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _chosen(self, path: str) -> None:
        self.field.setText(path)
        self._take()

    def _controls(self) -> Sequence[QWidget]:
        return self.field, self.button


def editor_for(parameter: Parameter) -> Editor:
    """The widget of section 7 of the design for a parameter."""
    if parameter.kind == "switch":
        return SwitchEditor()
    if parameter.kind == "choice" or _is_short_range(parameter):
        choices = choices_of(parameter)
        letters = sum(len(text) for _, text in choices)
        if len(choices) <= MOST_SEGMENTS + (parameter.kind == "whole") and letters <= MOST_LETTERS:
            return SegmentedEditor(parameter)
        return ComboEditor(choices)
    if parameter.kind in ("number", "whole"):
        return NumberEditor(parameter)
    if parameter.kind == "file":
        return FileEditor(FILE_PATTERNS.get(parameter.name, "*"))
    return TextEditor(tr_data(parameter.zero) if parameter.zero else tr("Automatic"))


def choices_of(parameter: Parameter) -> list[tuple[str, str]]:
    """(value, words) of what can be chosen, in the user's language."""
    if parameter.kind == "whole":
        values = range(int(parameter.minimum), int(parameter.maximum) + 1)
        return [(str(value), str(value)) for value in values]
    return [(choice, choice_words(choice)) for choice in parameter.choices]


def choice_words(choice: str) -> str:
    """A choice in the user's language; the core has them as lower-case words, joined by hyphens."""
    return tr_data((choice[:1].upper() + choice[1:]).replace("-", " "))


def _worded(unit: str) -> str:
    return tr_data(unit) if unit else ""


def decimals_of(parameter: Parameter) -> int:
    """Digits behind the point that a field shows and keeps."""
    if parameter.kind == "whole":
        return 0
    return max(1, round(-math.log10(step_of(parameter))))


def step_of(parameter: Parameter) -> float:
    """What an arrow key adds: a power of ten with some hundred steps to the range."""
    span = parameter.maximum - parameter.minimum
    if parameter.kind == "whole" or not math.isfinite(span) or span <= 0:
        return 1.0 if parameter.kind == "whole" else 0.1
    exponent = math.floor(math.log10(span / 100) + 0.2)
    return float(10.0 ** min(0, exponent))


def _is_short_range(parameter: Parameter) -> bool:
    return parameter.kind == "whole" and parameter.maximum - parameter.minimum < 5
