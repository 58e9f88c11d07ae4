"""Panels give way to the picture in small windows, and come back in large ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.ui.labels_place import TAB as LABELS_TAB
from app.ui.labels_place import LabelsPlace
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

NARROW, LOW = 1440, 840
"""Below these sizes of the window, in pixels of the design."""


class GivingWay(QObject):
    """Knows how small the window is. GUI thread only."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        labels, objects = window.annotate.labels, window.annotate.objects
        dock = window.docks.dock("labels")
        self.labels = LabelsPlace(dock, labels, labels.panel, objects.tabs)
        window.docks.show_in_wide_only("labels")
        self._narrow = self._low = False

    def follow_size(self) -> None:
        """Look at the window's size."""
        narrow = self._window.width() < theme().px(NARROW)
        low = self._window.height() < theme().px(LOW)
        if low != self._low:
            self._set_low(low)
        if narrow != self._narrow:
            self._set_narrow(narrow)

    def fold_bin(self, folded: bool) -> None:
        """The bin as a strip, in small windows or because the user says so."""
        self._window.bin.set_collapsed(folded)
        self._window.bin.panel.header.setVisible(not folded)

    def toggle_panel(self, name: str) -> None:
        """Show or hide a dock; what is a tab now comes to the front."""
        dock = self._window.docks.dock(name)
        if name == "labels" and self.labels.tabbed:
            self._window.docks.dock("objects").show()
            self._window.annotate.objects.tabs.show_tab(LABELS_TAB)
        else:
            dock.setVisible(not dock.isVisible())

    def panel_shown(self, name: str) -> bool:
        """Whether a panel can be seen."""
        if name == "labels" and self.labels.tabbed:
            return self._window.annotate.objects.tabs.current == LABELS_TAB
        return self._window.docks.dock(name).isVisible()

    def _set_low(self, low: bool) -> None:
        """Thinner strips; a timeline without tool bar and shots."""
        self._low = low
        window = self._window
        window.timeline.set_compact(low)
        window.docks.set_low(low)
        window.viewer.set_small(low)
        window.annotate.tools.strip.set_small(low)
        window.top_bar.set_small(low)
        window.status.set_small(low)

    def _set_narrow(self, narrow: bool) -> None:
        """The bin becomes a strip, the labels a tab; in a wide window they come back."""
        self._narrow = narrow
        docks = self._window.docks
        if self._window.isVisible():
            docks.store()
        self.fold_bin(narrow)
        self.labels.set_tabbed(narrow)
        docks.set_narrow(narrow)
