"""How the export form lays out what it asks: labels of one width, fields beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.widgets.labels import Label


def rows(*pairs: tuple[Label, QWidget | QHBoxLayout]) -> QGridLayout:
    """A grid of (label, field or line of fields)."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(8)
    grid.setColumnMinimumWidth(0, theme().px(100))
    grid.setColumnStretch(1, 1)
    for number, (label, field) in enumerate(pairs):
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        grid.addWidget(label, number, 0)
        if isinstance(field, QWidget):
            grid.addWidget(field, number, 1)
        else:
            grid.addLayout(field, number, 1)
    return grid


def line(*widgets: QWidget) -> QHBoxLayout:
    """Fields beside each other."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row
