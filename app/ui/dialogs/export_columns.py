"""Presets, form and outlook beside each other, or the outlook below the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.divider import Divider

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

PRESETS, OUTLOOK, NARROW = 196, 304, 820
"""Widths in pixels of the design: of the outer columns, and from which on there are three."""

_BELOW = 210
_ANY = 16_777_215  # Qt's own word for no limit


class ExportColumns(QWidget):
    """The form never gets narrower than it can be read."""

    def __init__(self, presets: QWidget, form: QWidget, outlook: QWidget) -> None:
        super().__init__()
        self._outlook = outlook
        self._stacked: bool | None = None
        presets.setFixedWidth(theme().px(PRESETS))
        self._rules = (Divider(vertical=True), Divider())
        self._inner = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._inner.setSpacing(0)
        self._inner.addWidget(form, 1)
        for part in (*self._rules, outlook):
            self._inner.addWidget(part)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(presets)
        row.addWidget(Divider(vertical=True))
        row.addLayout(self._inner, 1)
        self._stack(stacked=False)

    @property
    def stacked(self) -> bool:
        """Whether the outlook is below the form."""
        return bool(self._stacked)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Look whether there is room for three."""
        super().resizeEvent(event)
        self._stack(stacked=self.width() < theme().px(NARROW))

    def _stack(self, *, stacked: bool) -> None:
        if stacked == self._stacked:
            return
        self._stacked = stacked
        way = QBoxLayout.Direction
        self._inner.setDirection(way.TopToBottom if stacked else way.LeftToRight)
        for rule, shown in zip(self._rules, (not stacked, stacked), strict=True):
            rule.setVisible(shown)
        wide, high = theme().px(OUTLOOK), theme().px(_BELOW)
        self._outlook.setMinimumSize(0 if stacked else wide, high if stacked else 0)
        self._outlook.setMaximumSize(_ANY if stacked else wide, high if stacked else _ANY)
