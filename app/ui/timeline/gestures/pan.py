"""Dragging the timeline itself with the middle button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.timeline.gestures.gesture import Gesture

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF, Qt

    from app.ui.timeline.state import TimelineState


class Pan(Gesture):
    """Scrolls along with the pointer."""

    def __init__(self, state: TimelineState, press: QPointF) -> None:
        self._state, self._press = state, press
        self._scale, self._scroll = state.scale, state.scroll

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Scroll."""
        way = self._press - point
        self._state.set_scale(self._scale.scrolled(way.x()))
        self._state.set_scroll(self._scroll + round(way.y()))

    def cancel(self) -> None:
        """Scroll back."""
        self._state.set_scale(self._scale)
        self._state.set_scroll(self._scroll)
