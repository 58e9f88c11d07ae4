"""The attributes of a label, each on a line of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.annotations.model import AttributeKind
from app.base.errors import AnnotationError
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.card import Card
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.model import AttributeType, AttributeValue

_TYPES: tuple[AttributeType, ...] = ("text", "number", "choice", "switch")


def type_title(type_: AttributeType) -> str:
    """What a type is called."""
    return {"text": tr("Text"), "number": tr("Number"), "choice": tr("Choice"),
            "switch": tr("Switch")}[type_]  # fmt: skip


class AttributeEditor(QWidget):
    """A card for each attribute, and a button for another one."""

    def __init__(self, kinds: Iterable[AttributeKind]) -> None:
        super().__init__()
        self.rows: list[AttributeRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.add = Button(tr("Add attribute"), "plus")
        self.add.clicked.connect(lambda: self.add_row(AttributeKind("")).name.setFocus())
        self._column.addWidget(self.add)
        for kind in kinds:
            self.add_row(kind)

    def add_row(self, kind: AttributeKind) -> AttributeRow:
        """Another attribute at the end."""
        row = AttributeRow(kind)
        row.removed.connect(lambda: self._remove(row))
        self.rows.append(row)
        self._column.insertWidget(len(self.rows) - 1, row)
        return row

    def kinds(self) -> tuple[AttributeKind, ...]:
        """What was entered.

        Raises:
            AnnotationError: a name is missing or there twice, or a default does not fit.
        """
        kinds = tuple(row.kind() for row in self.rows)
        names = [kind.name for kind in kinds]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise AnnotationError(tr("Two attributes are called “{name}”.", name=twice))
        return kinds

    def _remove(self, row: AttributeRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()


class AttributeRow(Card):
    """One attribute.

    Signals:
        removed(): the user takes it away.
    """

    removed = Signal()

    def __init__(self, kind: AttributeKind) -> None:
        super().__init__()
        self.name, self.default, self.choices = QLineEdit(kind.name), QLineEdit(), QLineEdit()
        self.type = Combo()
        self.mutable = QCheckBox(tr("Changes over time"))
        self.remove = IconButton("trash", tr("Remove attribute"))
        self._default_switch = Combo()
        for field, words in ((self.name, tr("Name")), (self.default, tr("Default")),
                             (self.choices, tr("Choices"))):  # fmt: skip
            field.setAccessibleName(words)
            field.setFont(theme().font("body"))
            field.setFixedHeight(theme().px(26))
        self.type.setAccessibleName(tr("Type"))
        self._default_switch.setAccessibleName(tr("Default"))
        self.type.set_choices([(type_, type_title(type_)) for type_ in _TYPES])
        self.type.choose(kind.type)
        self._default_switch.set_choices([("", tr("None")), ("yes", tr("On")), ("no", tr("Off"))])
        self.choices.setText(", ".join(kind.choices))
        self.choices.setPlaceholderText(tr("Separated by commas"))
        self.mutable.setChecked(kind.mutable)
        self._show_default(kind.default)
        self._lay_out()
        self.type.chosen.connect(lambda _: self._show_type())
        self.remove.clicked.connect(self.removed)
        self._show_type()

    def kind(self) -> AttributeKind:
        """What was entered.

        Raises:
            AnnotationError: the name is missing, or the default does not fit.
        """
        name, type_ = self.name.text().strip(), self._type()
        if not name:
            raise AnnotationError(tr("An attribute needs a name."))
        parts = (part.strip() for part in self.choices.text().split(","))
        choices = tuple(dict.fromkeys(part for part in parts if part))
        if type_ == "choice" and not choices:
            raise AnnotationError(tr("“{name}” needs choices.", name=name))
        choices = choices if type_ == "choice" else ()
        default = self._default(name, type_, choices)
        return AttributeKind(name, type_, default, choices, self.mutable.isChecked())

    def _type(self) -> AttributeType:
        return next(type_ for type_ in _TYPES if type_ == self.type.value)

    def _default(
        self, name: str, type_: AttributeType, choices: tuple[str, ...]
    ) -> AttributeValue | None:
        if type_ == "switch":
            return {"yes": True, "no": False}.get(self._default_switch.value)
        text = self.default.text().strip()
        if not text:
            return None
        if type_ == "number":
            try:
                return float(text)
            except ValueError:
                problem = tr("The default of “{name}” is no number.", name=name)
                raise AnnotationError(problem) from None
        if type_ == "choice" and text not in choices:
            raise AnnotationError(
                tr("The default of “{name}” is not among its choices.", name=name)
            )
        return text

    def _show_default(self, value: AttributeValue | None) -> None:
        if isinstance(value, bool):
            self._default_switch.choose("yes" if value else "no")
        elif value is not None:
            self.default.setText(f"{value:g}" if isinstance(value, int | float) else value)

    def _show_type(self) -> None:
        type_ = self._type()
        self.choices.setVisible(type_ == "choice")
        self._choices_word.setVisible(type_ == "choice")
        self.default.setVisible(type_ != "switch")
        self._default_switch.setVisible(type_ == "switch")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.type, 0, 1)
        grid.addWidget(self.remove, 0, 2)
        self._choices_word = Label(tr("Choices"), "body", "tx2")
        self.choices.setMinimumWidth(theme().px(120))
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self._choices_word)
        line.addWidget(self.choices, 1)
        grid.addLayout(line, 1, 0, 1, 3)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(Label(tr("Default"), "body", "tx2"))
        below.addWidget(self.default, 1)
        below.addWidget(self._default_switch, 1)
        below.addWidget(self.mutable)
        grid.addLayout(below, 2, 0, 1, 3)
        grid.setColumnStretch(0, 1)
        self.body.addLayout(grid)
