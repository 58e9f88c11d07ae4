"""Names and figures in two columns, under small headings; every figure can be copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence


class FactsList(QWidget):
    """Rebuilt when the facts are others; a pair without a figure is a heading."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: list[tuple[str, str]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What is shown."""
        return tuple(self._facts)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these pairs of name and figure."""
        if list(facts) == self._facts:
            return
        self._facts = list(facts)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, figure in facts:
            if figure:
                self._add_pair(name, figure)
            else:
                self._add_heading(name)

    def _add_heading(self, name: str) -> None:
        row = self._grid.rowCount()
        if self._grid.count():
            self._grid.setRowMinimumHeight(row, theme().px(9))
            self._grid.addWidget(Divider(), row, 0, 1, 2, Qt.AlignmentFlag.AlignVCenter)
            row += 1
        self._grid.addWidget(Label(name, "name", "tx"), row, 0, 1, 2)

    def _add_pair(self, name: str, figure: str) -> None:
        row = self._grid.rowCount()
        words = Label(figure, "body", "tx")
        words.setWordWrap(True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        words.setAccessibleName(f"{name}: {figure}")
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(Label(name, "body", "tx3"), row, 0, top)
        self._grid.addWidget(words, row, 1, top)

    def _follow_theme(self) -> None:
        self._grid.setColumnMinimumWidth(0, theme().px(92))
