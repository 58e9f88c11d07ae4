"""Drawing a frame around clips to select them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from app.ui.theme.theme import theme
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.base.time import Time
    from app.ui.timeline.state import TimelineState


class RubberBand(Gesture):
    """Selects what the frame touches; with Ctrl or Shift in addition to what was selected."""

    def __init__(self, state: TimelineState, press: QPointF, *, add: bool) -> None:
        self._state = state
        self._before = state.view.selection
        self._kept = self._before if add else frozenset()
        # Held in time, so that the frame stays where it began when the view scrolls.
        self._time: Time = state.scale.time_at(press.x())
        self._y = press.y() + state.scroll
        self._rect = QRectF()
        state.view.select(self._kept)

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Select what is inside now."""
        state = self._state
        corner = QPointF(state.scale.x_of(self._time), self._y - state.scroll)
        self._rect = QRectF(corner, point).normalized()
        if max(self._rect.width(), self._rect.height()) >= THRESHOLD:
            state.view.select(self._kept | self._inside())
        state.changed.emit()

    def finish(self) -> None:
        """Keep the selection."""
        self._state.changed.emit()

    def cancel(self) -> None:
        """Select what was selected."""
        self._state.view.select(self._before)

    def paint(self, painter: QPainter) -> None:
        """Draw the frame."""
        painter.setPen(QPen(theme().colour("accent"), 1))
        painter.setBrush(theme().colour("accent", 0.12))
        painter.drawRect(self._rect)

    def _inside(self) -> frozenset[str]:
        state = self._state
        start = float(state.scale.time_at(self._rect.left()))
        end = float(state.scale.time_at(self._rect.right()))
        found: set[str] = set()
        for row in state.rows:
            top = state.row_top(row)
            touched = top < self._rect.bottom() and self._rect.top() < top + row.height
            if touched and row.kind != "curve" and row.track in state.places:
                places = state.places[row.track]
                numbers = places.between(start, end)
                found.update(c.id for c in places.track.clips[numbers.start : numbers.stop])
        return frozenset(found)
