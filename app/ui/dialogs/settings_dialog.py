"""All settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.dialogs.settings_pages import CachePage, DevicePage, GeneralPage
from app.ui.dialogs.shortcuts import ShortcutsPage
from app.ui.language import tr
from app.ui.theme.icons import icon
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.divider import Divider

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.command import Command
    from app.ui.dialogs.command_palette import SettingsLike
    from app.ui.dialogs.settings_pages import FindDevices

PAGES = ("general", "device", "cache", "shortcuts")


class SettingsDialog(Dialog):
    """Pages on the left, controls on the right; every change counts at once.

    Args:
        settings: Read and written by key; who uses a setting listens to its `changed`.
        commands: For the page of shortcuts.
        find_devices: See `DevicePage`.
        clear_cache, default_cache_folder: See `CachePage`.
        parent: The window to stand before.

    Attributes:
        cache: The page of the cache, to give it the size when that is known.
    """

    def __init__(
        self,
        settings: SettingsLike,
        commands: Sequence[Command],
        find_devices: FindDevices | None = None,
        clear_cache: Callable[[], object] | None = None,
        default_cache_folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Settings"), parent=parent)
        self._list = QListWidget()
        self._stack = QStackedWidget()
        folder = default_cache_folder or tr("In the cache folder of the system")
        self.cache = CachePage(settings, folder, clear_cache)
        self.shortcuts = ShortcutsPage(commands, settings)
        self._add(tr("General"), "sliders-horizontal", GeneralPage(settings))
        self._add(tr("Device"), "cpu", DevicePage(settings, find_devices))
        self._add(tr("Cache"), "hard-drives", self.cache)
        self._add(tr("Shortcuts"), "keyboard", _padded(self.shortcuts))
        self._list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._build()
        self.show_page("general")

    def show_page(self, page: str) -> None:
        """Open one of `PAGES`."""
        self._list.setCurrentRow(PAGES.index(page))

    def where(self) -> tuple[str, int]:
        """The page that is shown, and which of its controls has the keyboard; -1 for none."""
        controls = self._controls()
        held = [number for number, control in enumerate(controls) if control.hasFocus()]
        return PAGES[self._stack.currentIndex()], held[0] if held else -1

    def go_to(self, place: tuple[str, int]) -> None:
        """Back to a place of the same dialog, which may have spoken another language."""
        page, number = place
        self.show_page(page)
        controls = self._controls()
        if 0 <= number < len(controls):
            controls[number].setFocus(Qt.FocusReason.OtherFocusReason)

    def _controls(self) -> list[QWidget]:
        page = self._stack.currentWidget()
        return page.findChildren(QWidget) if page is not None else []

    def _add(self, title: str, icon_name: str, page: QWidget) -> None:
        entry = QListWidgetItem(icon(icon_name), title, self._list)
        entry.setSizeHint(QSize(0, theme().px(32)))
        self._stack.addWidget(page)

    def _build(self) -> None:
        self._list.setAccessibleName(tr("Pages"))
        self._list.setProperty("navigation", True)
        self._list.setFixedWidth(theme().px(168))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(8, 8, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._list)
        row.addWidget(Divider(vertical=True))
        row.addWidget(self._stack, 1)
        self.set_body(body)
        done = Button(tr("Done"), primary=True, height=32)
        done.clicked.connect(self.accept)
        self.add_footer_right(done)
        self.resize(theme().px(960), theme().px(600))


def _padded(widget: QWidget) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(18, 14, 18, 14)
    column.addWidget(widget)
    return holder
