"""Chooses the compare mode; takes less room when there is less."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.ui.language import tr
from app.ui.preview.modes.table import ALWAYS_OFFERED, MODES
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.combo import Combo
from app.ui.widgets.segmented import Segmented

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.preview.modes.mode import Mode


class ModeChoice(QWidget):
    """All modes as a row; else the first ones as a row and a menu; else one list.

    Signals:
        chosen(id): by the user.
    """

    chosen = Signal(str)

    def __init__(self, modes: Sequence[Mode], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        if len(modes) != len(MODES):
            raise ValueError("the modes of the table are offered, all of them")
        choices = [(mode.id, mode.title(), mode.icon) for mode in modes]
        self._row = Segmented(choices)
        self._short = Segmented(choices[:ALWAYS_OFFERED])
        self._list = Combo()
        self._list.set_choices([(id, title) for id, title, _ in choices])
        self._more = IconButton("dots-three", tr("More ways to compare"))
        self._actions = self._add_menu(choices[ALWAYS_OFFERED:])
        self._add_parts()

    def _add_parts(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for part in (self._row, self._short, self._more, self._list):
            layout.addWidget(part)
        for choice in (self._row, self._short, self._list):
            choice.setAccessibleName(tr("Compare mode"))
            choice.chosen.connect(self._choose)
        self.fit_into(0, 0)

    def choose(self, id: str) -> None:
        """Show a mode as chosen, without a signal."""
        for part in (self._row, self._short, self._list):
            part.choose(id)
        for action in self._actions:
            action.setChecked(action.data() == id)
        self._more.set_token("accent" if self._in_menu(id) else "tx2")

    def fit_into(self, centred: int, free: int) -> None:
        """Take the widest form that fits.

        Args:
            centred: Logical pixels there are in the very middle of the strip.
            free: Logical pixels there are if it may stand beside the middle.
        """
        row = centred >= self._row.sizeHint().width()
        short_width = self._short.sizeHint().width() + self._more.sizeHint().width() + 2
        short = not row and free >= short_width
        self._row.setVisible(row)
        self._short.setVisible(short)
        self._more.setVisible(short)
        self._list.setVisible(not row and not short)

    def _add_menu(self, choices: Sequence[tuple[str, str, str]]) -> list[QAction]:
        menu, group = QMenu(self), QActionGroup(self)
        group.setExclusionPolicy(QActionGroup.ExclusionPolicy.ExclusiveOptional)
        for id, title, _ in choices:
            action = menu.addAction(title)
            action.setData(id)
            action.setCheckable(True)
            group.addAction(action)
        group.triggered.connect(lambda action: self._choose(action.data()))
        self._more.setMenu(menu)
        return group.actions()

    def _in_menu(self, id: str) -> bool:
        return any(action.data() == id for action in self._actions)

    def _choose(self, id: str) -> None:
        self.choose(id)
        self.chosen.emit(id)
