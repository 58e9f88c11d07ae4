"""A control for each type of attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.combo import Combo
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.model import AttributeKind, AttributeValue

    Use = Callable[[AttributeKind, AttributeValue], object]

_FEW, _SHORT = 4, 22
_FAR = 1e9


class AttributeField:
    """A control and what it is about. The user's changes go to `use`.

    Attributes:
        kind: The attribute.
        widget: Its control.
    """

    def __init__(
        self,
        kind: AttributeKind,
        widget: QWidget,
        show: Callable[[AttributeValue | None], object],
    ) -> None:
        self.kind, self.widget, self.show_value = kind, widget, show
        widget.setAccessibleName(kind.name)


def field_for(kind: AttributeKind, use: Use) -> AttributeField:
    """The control for an attribute."""
    if kind.type == "switch":
        return _switch(kind, use)
    if kind.type == "number":
        return _number(kind, use)
    if kind.type == "choice" and kind.choices:
        short = len(kind.choices) <= _FEW and sum(map(len, kind.choices)) <= _SHORT
        return _segments(kind, use) if short else _combo(kind, use)
    return _text(kind, use)


def _switch(kind: AttributeKind, use: Use) -> AttributeField:
    switch = Switch()
    switch.clicked.connect(lambda on: use(kind, on))
    return AttributeField(kind, switch, lambda value: switch.setChecked(value is True))


def _number(kind: AttributeKind, use: Use) -> AttributeField:
    field = NumberField(-_FAR, _FAR, 3)
    field.edited.connect(lambda value: use(kind, value))

    def show(value: AttributeValue | None) -> None:
        if not field.hasFocus():
            field.set_value(float(value) if isinstance(value, int | float) else 0.0)

    return AttributeField(kind, field, show)


def _segments(kind: AttributeKind, use: Use) -> AttributeField:
    row = Segmented([(choice, choice) for choice in kind.choices])
    row.chosen.connect(lambda value: use(kind, value))
    return AttributeField(kind, row, lambda value: row.choose(str(value)))


def _combo(kind: AttributeKind, use: Use) -> AttributeField:
    combo = Combo()
    combo.set_choices([(choice, choice) for choice in kind.choices])
    combo.chosen.connect(lambda value: use(kind, value))
    return AttributeField(kind, combo, lambda value: combo.choose(str(value)))


def _text(kind: AttributeKind, use: Use) -> AttributeField:
    field = QLineEdit()
    field.setFont(theme().font("body"))
    field.setFixedHeight(theme().px(26))
    field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def entered() -> None:
        if field.isModified():
            field.setModified(False)
            use(kind, field.text())

    def show(value: AttributeValue | None) -> None:
        text = "" if value is None else str(value)
        if not field.hasFocus() and field.text() != text:
            field.setText(text)

    field.editingFinished.connect(entered)
    return AttributeField(kind, field, show)
