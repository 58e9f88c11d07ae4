"""The rows of one effect, the rarer ones folded under “More”."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.panels.forms.editors import ComboEditor, NumberEditor, choices_of, editor_for
from app.ui.panels.forms.fold import FoldButton
from app.ui.panels.forms.row import ParameterRow
from app.ui.panels.licence import mark_of
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.base.parameter import Parameter, Setting
    from app.base.time import Time
    from app.ui.panels.licence import Mark


class ModelChoice(NamedTuple):
    """A model as a form offers it."""

    id: str
    title: str
    mark: Mark


def in_place_of_models(parameters: Sequence[Parameter]) -> list[ModelChoice]:
    """Methods of ours that need no weights."""
    models = (each for each in parameters if each.name == "model")
    offered = (choice for model in models for choice in choices_of(model))
    return [ModelChoice(value, words, mark_of("yes")) for value, words in offered]


class Form(QWidget):
    """A form built from the parameters' own description.

    Args:
        parameters: In the order of the core; the model comes first whatever its place.
        models: To offer for the parameter `model`.

    Signals:
        changed(name, setting, merge): as `ParameterRow.changed`.
    """

    changed = Signal(str, object, str)

    def __init__(self, parameters: Sequence[Parameter], models: Sequence[ModelChoice] = ()) -> None:
        super().__init__()
        self.rows: dict[str, ParameterRow] = {}
        self._values: dict[str, Setting] = {each.name: each.default for each in parameters}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._rest = QWidget()
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(2)
        ordered = sorted(parameters, key=lambda parameter: parameter.name != "model")
        for parameter in ordered:
            row = self._row(parameter)
            (column if parameter.main else rest).addWidget(row)
        self.more = FoldButton(tr("More"))
        self.more.toggled.connect(self._rest.setVisible)
        self._rest.hide()
        column.addWidget(self.more)
        column.addWidget(self._rest)
        self._show_rows()
        self.set_models(models)

    def show_settings(self, settings: Mapping[str, Setting], time: Time, frame: Time) -> None:
        """Show settings (those left away are default) at `time` since the clip's start."""
        for name, row in self.rows.items():
            self._values[name] = settings.get(name, row.parameter.default)
            row.show_setting(self._values[name], time, frame)
        self._show_rows()
        hidden = [row for row in self.rows.values() if not row.parameter.main]
        if any(row.title.changed for row in hidden) and not self.more.isChecked():
            self.more.setChecked(True)  # what was changed must not be out of sight

    def show_time(self, time: Time) -> None:
        """The playhead moved: rows that change over time show another value."""
        for row in self.rows.values():
            row.show_time(time)

    def set_models(self, models: Sequence[ModelChoice]) -> None:
        """Offer other models."""
        row = self.rows.get("model")
        if row is not None and isinstance(row.editor, ComboEditor):
            value = row.editor.combo.value
            row.editor.set_choices([(each.id, each.title) for each in models])
            row.editor.set_marks({each.id: each.mark for each in models})
            if value:
                row.editor.show_value(value)

    def fill_dialog(self) -> None:
        """Use the room of a dialog: names in full, and no column for keys that nothing has."""
        widest = max((row.title.whole_width for row in self.rows.values()), default=0)
        for row in self.rows.values():
            row.title.set_width(widest + theme().px(8))
            if isinstance(row.editor, NumberEditor):
                row.editor.fill_dialog()
            if not any(each.parameter.animated for each in self.rows.values()):
                row.leave_keys_out()

    def focused_row(self) -> ParameterRow | None:
        """The row that has the focus."""
        widget = QApplication.focusWidget()
        return next(
            (row for row in self.rows.values() if widget and row.isAncestorOf(widget)), None
        )

    def _row(self, parameter: Parameter) -> ParameterRow:
        choices_model = parameter.name == "model" and parameter.kind in ("text", "choice")
        editor = ComboEditor(()) if choices_model else editor_for(parameter)
        row = ParameterRow(parameter, editor)
        self.rows[parameter.name] = row
        row.changed.connect(partial(self._changed, parameter.name))
        return row

    def _changed(self, name: str, setting: Setting, merge: str) -> None:
        self._values[name] = setting
        self._show_rows()
        self.changed.emit(name, setting, merge)

    def _show_rows(self) -> None:
        """What counts for nothing beside the other values is not in the way."""
        for row in self.rows.values():
            row.setVisible(row.parameter.counts(self._values))
        rare = (row for row in self.rows.values() if not row.parameter.main)
        self.more.setVisible(any(row.parameter.counts(self._values) for row in rare))
