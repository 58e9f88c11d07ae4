"""Panels around the viewer: they move, float, tab, and come back as they were."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QDockWidget, QMainWindow, QVBoxLayout, QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.settings import Settings
    from app.ui.view_state import ViewState

LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea

_VERSION = 2
"""Of the arrangement: a stored one of another version is ignored, not misread."""


class Docks(QObject):
    """The docks of a main window, with one arrangement per workspace. GUI thread only."""

    def __init__(self, window: QMainWindow, view: ViewState, settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        self._view = view
        self._settings = settings
        self._docks: dict[str, QDockWidget] = {}
        self._sizes: dict[str, tuple[Qt.DockWidgetArea, int]] = {}
        self._workspaces: dict[str, tuple[str, ...]] = {}
        self._heights: dict[str, tuple[int, int]] = {}
        self._low = self._narrow = False
        self._wide_only: set[str] = set()
        self._shown = view.workspace
        window.setDockNestingEnabled(True)
        window.setCorner(Qt.Corner.TopRightCorner, RIGHT)
        window.setCorner(Qt.Corner.BottomLeftCorner, BOTTOM)
        view.workspace_changed.connect(self._change_workspace)
        self._set_corner()

    def add(
        self,
        name: str,
        title: str,
        panel: QWidget,
        area: Qt.DockWidgetArea,
        size: int,
        workspaces: tuple[str, ...],
        header: QWidget | None = None,
    ) -> QDockWidget:
        """Make a dock.

        Args:
            name: Stable; arrangements are kept by it.
            title: What its tab and its floating window are called.
            panel: What it shows.
            area: Where it stands at first.
            size: Its width there, or its height at the bottom, in pixels of the design.
            workspaces: Where it is shown at first.
            header: The panel's own head, which then is what the dock is dragged by.
        """
        dock = QDockWidget(title, self._window)
        dock.setObjectName(name)
        dock.setWidget(panel)
        if header is not None:
            dock.setTitleBarWidget(_Head(header))
        self._window.addDockWidget(area, dock)
        self._docks[name] = dock
        self._sizes[name] = (area, size)
        self._workspaces[name] = workspaces
        dock.setVisible(self._view.workspace in workspaces)
        return dock

    def dock(self, name: str) -> QDockWidget:
        """The dock of a name."""
        return self._docks[name]

    def below(self, upper: str, lower: str) -> None:
        """Put one dock under another of the same column."""
        self._window.splitDockWidget(
            self._docks[upper], self._docks[lower], Qt.Orientation.Vertical
        )

    def set_heights(self, name: str, usual: int, low: int) -> None:
        """How high a dock is at first, and in a low window; in pixels of the design."""
        self._heights[name] = (usual, low)

    def set_low(self, low: bool) -> None:
        """Give room to the picture in a low window, or take it back."""
        if low != self._low:
            self._low = low
            self._apply_heights()

    def show_in_wide_only(self, name: str) -> None:
        """In narrow windows what a dock shows is somewhere else."""
        self._wide_only.add(name)

    def set_narrow(self, narrow: bool) -> None:
        """Give room to the picture in a narrow window, or take it back.

        Each of the two has an arrangement of its own. Whatever is moved out of docks, or back into
        them, is moved before; `store` is called before that.
        """
        self._narrow = narrow
        if self._window.isVisible():
            self._arrange()

    def reset(self) -> None:
        """The arrangement of the first start, in this workspace."""
        self._set_corner()
        for name, dock in self._docks.items():
            dock.setFloating(False)
            self._window.addDockWidget(self._sizes[name][0], dock)
            dock.setVisible(self._belongs(name))
        columns = [n for n, (area, _) in self._sizes.items() if area == RIGHT]
        for upper, lower in itertools.pairwise(columns):
            self.below(upper, lower)
        self.apply_sizes()

    def apply_sizes(self) -> None:
        """Give every shown dock the size it was added with."""
        for area in (LEFT, RIGHT):
            here = [n for n, (place, _) in self._sizes.items() if place == area]
            shown = [n for n in here if self._docks[n].isVisible()]
            sizes = [theme().px(self._sizes[n][1]) for n in shown]
            docks = [self._docks[n] for n in shown]
            self._window.resizeDocks(docks, sizes, Qt.Orientation.Horizontal)
        self._apply_heights()

    def _apply_heights(self) -> None:
        shown = [n for n in self._heights if self._docks[n].isVisible()]
        sizes = [theme().px(self._heights[n][self._low]) for n in shown]
        docks = [self._docks[n] for n in shown]
        self._window.resizeDocks(docks, sizes, Qt.Orientation.Vertical)

    def store(self) -> None:
        """Remember this workspace's arrangement."""
        state = bytes(self._window.saveState(_VERSION).data()).hex()
        key = self._key(self._shown)
        self._settings.set("window", self._settings.get("window") | {key: state})

    def restore(self) -> bool:
        """Bring back this workspace's arrangement; False when there is none to bring back."""
        state = self._settings.get("window").get(self._key(self._view.workspace))
        if not isinstance(state, str):
            return False
        try:
            stored = QByteArray(bytes.fromhex(state))
        except ValueError:
            return False
        return self._window.restoreState(stored, _VERSION)

    def _change_workspace(self, workspace: str) -> None:
        self.store()
        self._shown = self._view.workspace
        self._arrange()

    def _arrange(self) -> None:
        if not self.restore():
            self.reset()

    def _key(self, workspace: str) -> str:
        return f"{workspace} narrow" if self._narrow else workspace

    def _belongs(self, name: str) -> bool:
        hidden = self._narrow and name in self._wide_only
        return self._view.workspace in self._workspaces[name] and not hidden

    def _set_corner(self) -> None:
        """Rows of annotations want the whole width; beside clips the jobs reach to the ground."""
        owner = BOTTOM if self._view.workspace == "annotate" else RIGHT
        self._window.setCorner(Qt.Corner.BottomRightCorner, owner)


class _Head(QWidget):
    """Holds a panel's header as the head of its dock; Qt asks such a widget for its size only."""

    def __init__(self, header: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(header)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The colour of panels."""
        QPainter(self).fillRect(self.rect(), theme().colour("bg1"))
