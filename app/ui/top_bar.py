"""The bar on top: logo, menus, the three workspaces, jobs, commands, models, settings."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QSizePolicy, QWidget

from app.ui.giving_way import NARROW
from app.ui.language import tr
from app.ui.menus import build_menus
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.command_search import CommandSearch
from app.ui.widgets.workspace_tabs import WorkspaceTabs

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent, QResizeEvent

    from app.ui.actions import Actions
    from app.ui.view_state import ViewState

LOGO = Path(__file__).parents[2] / "resources" / "icons" / "reelwright.svg"


class TopBar(QWidget):
    """44 pixels over everything; workspace tabs stand in the window's middle.

    Signals:
        commands_wanted(), models_wanted(), notices_wanted(), settings_wanted().
    """

    commands_wanted = Signal()
    models_wanted = Signal()
    notices_wanted = Signal()
    settings_wanted = Signal()

    def __init__(
        self, actions: Actions, view: ViewState, fill_recent: Callable[[QMenu], None]
    ) -> None:
        super().__init__()
        self.setObjectName("TopBar")
        self._narrow = False
        self._height = 44
        self._menu_bar = QMenuBar(self)
        self._menu_bar.setNativeMenuBar(False)
        build_menus(self._menu_bar.addMenu, actions, fill_recent)
        self._burger = IconButton("list", tr("Menu"))
        self._burger_menu = QMenu(self)
        build_menus(self._burger_menu.addMenu, actions, fill_recent)
        self._burger.clicked.connect(self._open_burger)
        self.tabs = WorkspaceTabs(view, self)
        self.search = CommandSearch(self.commands_wanted.emit)
        self._row = QHBoxLayout(self)
        self._lay_out()
        theme().changed.connect(self._resize)
        self._resize()

    def insert_chip(self, chip: QWidget) -> None:
        """Put the jobs chip to the left of command search."""
        self._row.insertWidget(self._row.indexOf(self.search), chip)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Panel colour with a rule below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("bg0"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Fold menus and search away when narrow, and keep the tabs in the middle."""
        self.set_narrow(self.width() < theme().px(NARROW))
        self._place_tabs()
        super().resizeEvent(event)

    def set_small(self, small: bool) -> None:
        """Lower, for low windows."""
        self._height = 40 if small else 44
        self._resize()

    def set_narrow(self, narrow: bool) -> None:
        """One menu button in place of the menu bar."""
        self._narrow = narrow
        self._menu_bar.setVisible(not narrow)
        self._burger.setVisible(narrow)
        self.search.setVisible(not narrow)

    def _lay_out(self) -> None:
        self._row.setContentsMargins(10, 0, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(_Logo())
        self._row.addSpacing(4)
        self._row.addWidget(self._burger)
        self._row.addWidget(self._menu_bar, 0, Qt.AlignmentFlag.AlignVCenter)
        self._menu_bar.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._row.addStretch(1)
        self._row.addWidget(self.search)
        self._row.addSpacing(4)
        for button, signal in (
            (IconButton("cube", tr("Models"), "Ctrl+Shift+M"), self.models_wanted),
            (IconButton("bell", tr("Notices")), self.notices_wanted),
            (IconButton("gear-six", tr("Settings"), "Ctrl+,"), self.settings_wanted),
        ):
            button.clicked.connect(signal)
            self._row.addWidget(button)

    def _resize(self) -> None:
        self.setFixedHeight(theme().px(self._height))
        self._place_tabs()
        self.update()

    def _place_tabs(self) -> None:
        """In the middle of the window, or right of the menus where those reach further."""
        self.tabs.adjustSize()
        left = self._menu_bar.geometry().right() if not self._narrow else self._burger.x() + 40
        x = max(left + 16, (self.width() - self.tabs.width()) // 2)
        self.tabs.move(x, self.height() - self.tabs.height())
        self.tabs.raise_()

    def _open_burger(self) -> None:
        self._burger_menu.popup(self._burger.mapToGlobal(self._burger.rect().bottomLeft()))


class _Logo(QWidget):
    """The program's mark, sharp at every scale."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QIcon(str(LOGO))
        self.setFixedSize(22, 22)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The mark."""
        self._icon.paint(QPainter(self), QRectF(self.rect()).toRect())
