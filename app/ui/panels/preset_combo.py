"""The box that tells which preset a chain is, and opens the list of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.language import tr, tr_data
from app.ui.panels.preset_shelf import PresetShelf, preset_of
from app.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from app.effects.presets import Preset
    from app.project.model import EffectSpec


class PresetCombo(Combo):
    """Looks like a combo; its list also has what can be done with presets.

    Signals:
        preset_chosen(Preset), save_asked(), manage_asked(), clear_asked().
    """

    preset_chosen = Signal(object)
    save_asked = Signal()
    manage_asked = Signal()
    clear_asked = Signal()

    def __init__(self, shelf: PresetShelf, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shelf = shelf
        self._chain: tuple[EffectSpec, ...] = ()
        self.setAccessibleName(tr("Preset"))
        shelf.changed.connect(self._tell)
        self._tell()

    def show_chain(self, chain: tuple[EffectSpec, ...]) -> None:
        """Tell the preset of a chain."""
        self._chain = chain
        self._tell()

    def showPopup(self) -> None:  # noqa: N802
        """Open the menu in place of the list."""
        menu = self.menu()
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def menu(self) -> QMenu:
        """Presets and what can be done with them; deleted when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        current = preset_of(self._chain, self._shelf.presets)
        own = False
        for preset in self._shelf.presets:
            if not preset.shipped and not own:
                own = True
                menu.addSeparator()
            self._add(menu, preset, current)
        menu.addSeparator()
        save = menu.addAction(tr("Save as preset…"), self.save_asked.emit)
        save.setEnabled(bool(self._chain))
        menu.addAction(tr("Manage presets…"), self.manage_asked.emit)
        clear = menu.addAction(tr("Remove all effects"), self.clear_asked.emit)
        clear.setEnabled(bool(self._chain))
        return menu

    def _add(self, menu: QMenu, preset: Preset, current: Preset | None) -> None:
        title = title_of(preset).replace("&", "&&")
        action = menu.addAction(title, partial(self.preset_chosen.emit, preset))
        action.setToolTip(tr_data(preset.summary) if preset.shipped else preset.summary)
        action.setCheckable(True)
        action.setChecked(preset is current)

    def _tell(self) -> None:
        preset = preset_of(self._chain, self._shelf.presets)
        name = title_of(preset) if preset else ""
        words = tr("Preset: {name}", name=name) if name else tr("Preset")
        self.set_choices([("", words)])


def title_of(preset: Preset) -> str:
    """Shipped ones have titles in the user's language."""
    return tr_data(preset.title) if preset.shipped else preset.title
