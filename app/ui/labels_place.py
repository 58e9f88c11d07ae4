"""Where the labels are: in a dock of their own, or in narrow windows the first tab of another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.language import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDockWidget

    from app.ui.widgets.panel import Panel, TabPanel

TAB = "labels"


class LabelsPlace:
    """Moves the labels to and fro. GUI thread only.

    Args:
        dock: Theirs, in wide windows; its head holds the panel's header.
        labels: The panel as a whole.
        panel: What has the header.
        tabs: Where they go in narrow windows.
    """

    def __init__(self, dock: QDockWidget, labels: QWidget, panel: Panel, tabs: TabPanel) -> None:
        self._dock, self._labels, self._panel, self._tabs = dock, labels, panel, tabs
        self._head = dock.titleBarWidget()
        self._tabbed = False

    @property
    def tabbed(self) -> bool:
        """Whether they are a tab now."""
        return self._tabbed

    def set_tabbed(self, tabbed: bool) -> None:
        """Make a tab of them, or give them back their dock; the dock is not shown or hidden."""
        if tabbed == self._tabbed:
            return
        self._tabbed = tabbed
        self._panel.show_title(not tabbed)
        self._tabs.set_tight(tabbed)
        self._tabs.set_tab_title("frame", tr("This frame") if tabbed else tr("On this frame"))
        if tabbed:
            self._tabs.add_tab(TAB, tr("Labels"), self._as_page(), first=True)
        else:
            self._back_to_dock()

    def _as_page(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._panel.header)
        column.addWidget(self._labels)
        self._labels.show()
        return page

    def _back_to_dock(self) -> None:
        page = self._tabs.take_tab(TAB)
        layout = self._head.layout()
        if layout is not None:
            layout.addWidget(self._panel.header)
        self._dock.setWidget(self._labels)
        page.deleteLater()
