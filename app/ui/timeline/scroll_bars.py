"""Scroll bars that speak in pixels while the view thinks in exact time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar

from app.ui.language import tr
from app.ui.timeline import measures

if TYPE_CHECKING:
    from app.ui.timeline.state import TimelineState

_LONGEST = 1_000_000
"""Steps of the bar: a day at a frame's zoom has more pixels than an int."""


class TimeBar(QScrollBar):
    """Scrolls in time; hidden while everything is seen."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._state = state
        self._showing, self._share = False, 1.0
        self.setAccessibleName(tr("Scroll timeline"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._scrolled)
        state.scale_changed.connect(self._show)
        state.rows_changed.connect(self._show)

    def _show(self) -> None:
        state = self._state
        position = state.scale.pixels(state.scale.left) + measures.PAD
        whole = state.scale.pixels(state.end) + 2 * measures.PAD
        total = max(whole, position + state.width)
        self._share = _LONGEST / total
        self._showing = True
        page = state.width * self._share
        self.setRange(0, max(0, round(_LONGEST - page)))
        self.setPageStep(max(1, round(page)))
        self.setSingleStep(max(1, round(page / 20)))
        self.setValue(round(position * self._share))
        self._showing = False
        self.setVisible(total > state.width + 1)

    def _scrolled(self, value: int) -> None:
        if not self._showing:
            state = self._state
            wanted = value / self._share - measures.PAD
            state.set_scale(state.scale.scrolled(wanted - state.scale.pixels(state.scale.left)))


class RowBar(QScrollBar):
    """Scrolls the rows; hidden while all are seen."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._state = state
        self._showing = False
        self.setAccessibleName(tr("Scroll tracks"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.valueChanged.connect(self._scrolled)
        state.rows_changed.connect(self._show)
        state.scale_changed.connect(self._show)

    def _show(self) -> None:
        state = self._state
        self._showing = True
        self.setRange(0, max(0, state.rows_height - state.room))
        self.setPageStep(max(1, state.room))
        self.setSingleStep(20)
        self.setValue(state.scroll)
        self._showing = False
        self.setVisible(state.rows_height > state.room)

    def _scrolled(self, value: int) -> None:
        if not self._showing:
            self._state.set_scroll(value)
