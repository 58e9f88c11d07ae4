"""Panels with a header of one height, so that the rules of all columns line up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.ui.theme.theme import theme
from app.ui.widgets.divider import Divider
from app.ui.widgets.focus_ring import paint_focus_ring
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPaintEvent

HEADER = 36


class _Header(QFrame):
    """The strip at the top of a panel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(12, 0, 6, 0)
        self.row.setSpacing(4)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme().px(HEADER) - 1)  # the rule below is the last pixel


class Panel(QFrame):
    """A titled surface; widgets added to the header stand at its right end."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self._header = _Header(self)
        self._title = ElidedLabel(title, "panel", "tx")
        self._note = Label("", "body", "tx3")
        self._header.row.addWidget(self._title)
        self._header.row.addWidget(self._note)
        self._header.row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self._header)
        self._column.addWidget(Divider())
        self._content: QWidget | None = None

    @property
    def header(self) -> QWidget:
        """The strip at the top; a dock is dragged by it."""
        return self._header

    def show_title(self, shown: bool) -> None:
        """Whether the title stands in the header: a tab may say it already."""
        self._title.setVisible(shown)

    def set_note(self, note: str) -> None:
        """A quieter word after the title: a count, say."""
        self._note.setText(note)

    def add_to_header(self, widget: QWidget) -> None:
        """Put a control at the right end of the header."""
        self._header.row.addWidget(widget)

    def set_content(self, widget: QWidget) -> None:
        """Show `widget` below the header; what was there is taken out and deleted later."""
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.deleteLater()
        self._content = widget
        self._column.addWidget(widget, 1)


class TabPanel(QFrame):
    """A panel with tabs for a title. Arrow keys move between them.

    Signals:
        tab_shown(id): another tab is in front, whoever did it.
    """

    tab_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._header = _Header(self)
        self._header.row.setContentsMargins(6, 0, 6, 0)
        self._header.row.setSpacing(0)
        self._header.row.addStretch(1)
        self._stack = QStackedWidget()
        self._tabs: dict[str, _Tab] = {}
        self._tight = False
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._header)
        column.addWidget(Divider())
        column.addWidget(self._stack, 1)

    @property
    def header(self) -> QWidget:
        """The strip with the tabs; a dock is dragged by it."""
        return self._header

    @property
    def current(self) -> str:
        """The id of the tab in front; "" while there are none."""
        return next((id for id, tab in self._tabs.items() if tab.isChecked()), "")

    def add_tab(self, id: str, title: str, widget: QWidget, *, first: bool = False) -> None:
        """Append a tab, or put it before the others; the only one is in front."""
        tab = _Tab(self, id, title)
        place = 0 if first else len(self._tabs)
        self._header.row.insertWidget(place, tab)
        self._stack.insertWidget(place, widget)
        self._tabs = {id: tab, **self._tabs} if first else {**self._tabs, id: tab}
        tab.set_tight(self._tight)
        if len(self._tabs) == 1:
            self.show_tab(id)

    def take_tab(self, id: str) -> QWidget:
        """Remove a tab and give back what it showed; another one comes to the front.

        Raises:
            ValueError: there is no such tab.
        """
        place, in_front = list(self._tabs).index(id), self.current == id
        tab, widget = self._tabs.pop(id), self._stack.widget(place)
        assert widget is not None
        self._stack.removeWidget(widget)
        self._header.row.removeWidget(tab)
        tab.hide()
        tab.deleteLater()
        if in_front and self._tabs:
            self.show_tab(next(iter(self._tabs)))
        return widget

    def set_tight(self, tight: bool) -> None:
        """Less air around the titles, for many tabs in a narrow panel."""
        self._tight = tight
        for tab in self._tabs.values():
            tab.set_tight(tight)

    def insert_below_header(self, widget: QWidget) -> None:
        """Put something above all tabs: a field that filters, say."""
        self._column.insertWidget(self._column.indexOf(self._stack), widget)

    def set_tab_title(self, id: str, title: str) -> None:
        """Call a tab something else: a count may stand in its title."""
        tab = self._tabs[id]
        if tab.text() != title:
            tab.setText(title)
            tab.setAccessibleName(title)
            tab.updateGeometry()

    def add_to_header(self, widget: QWidget) -> None:
        """Put a control at the right end of the header."""
        self._header.row.addWidget(widget)

    def show_tab(self, id: str) -> None:
        """Bring a tab to the front.

        Raises:
            KeyError: there is no such tab.
        """
        before, front = self.current, self._tabs[id]
        self._let_go(front)
        for tab in self._tabs.values():
            tab.setChecked(tab is front)
            tab.setFocusPolicy(Qt.FocusPolicy.TabFocus if tab is front else Qt.FocusPolicy.NoFocus)
        self._stack.setCurrentIndex(list(self._tabs).index(id))
        if id != before:
            self.tab_shown.emit(id)

    def _let_go(self, front: _Tab) -> None:
        """Keep the focus off what goes out of sight: Qt would hand it to whatever comes next."""
        focus = QApplication.focusWidget()
        page = self._stack.currentWidget()
        inside = focus is not None and page is not None and page.isAncestorOf(focus)
        if focus is not None and (inside or focus in self._tabs.values()) and focus is not front:
            focus.clearFocus()

    def set_tab_visible(self, id: str, visible: bool) -> None:
        """Hide a tab that has nothing to show now; if it was in front, the first one comes."""
        self._tabs[id].setVisible(visible)
        if not visible and self.current == id:
            self.show_tab(next(other for other in self._tabs if other != id))

    def step(self, by: int) -> None:
        """Bring the neighbour to the front and give it the focus."""
        ids = [id for id, tab in self._tabs.items() if not tab.isHidden()]
        at = (ids.index(self.current) + by) % len(ids)
        self.show_tab(ids[at])
        self._tabs[ids[at]].setFocus(Qt.FocusReason.TabFocusReason)


class _Tab(QAbstractButton):
    def __init__(self, owner: TabPanel, id: str, title: str) -> None:
        super().__init__(owner)
        self._owner = owner
        self._id = id
        self.setText(title)
        self.setAccessibleName(title)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the one in front is a stop of Tab
        self._air = 24
        self.clicked.connect(self._clicked)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = self.fontMetrics().horizontalAdvance(self.text())
        return QSize(width + theme().px(self._air), theme().px(HEADER) - 1)

    def set_tight(self, tight: bool) -> None:
        self._air = 14 if tight else 24
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._owner.step(step)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loud = self.isChecked() or self.underMouse()
        painter.setPen(theme().colour("tx" if loud else "tx2"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.isChecked():
            line = QRectF(0, self.height() - 2, self.width(), 2)
            painter.fillRect(line, theme().colour("accent"))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect().adjusted(2, 4, -2, -4))

    def _clicked(self) -> None:
        self._owner.show_tab(self._id)

    def _follow_theme(self) -> None:
        self.setFont(theme().font("tab"))
        self.updateGeometry()
        self.update()
