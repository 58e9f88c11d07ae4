"""Dragging a marker along the ruler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.project.edits import markers
from app.ui.language import tr
from app.ui.timeline.frames import snap_to_frame
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture, LiveEdit, snapped
from app.ui.timeline.snapping import snap_targets

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.project.model import Marker
    from app.ui.timeline.state import TimelineState


class MarkerDrag(Gesture):
    """Moves a marker; a press without a drag selects it and goes there."""

    def __init__(self, state: TimelineState, marker: Marker, press: QPointF) -> None:
        self._state, self._marker, self._press = state, marker, press
        self._grip = marker.time - state.scale.time_at(press.x())
        self._targets = snap_targets(state.project, state.view.playhead, {marker.id})
        self._live = LiveEdit(state.document, tr("Move marker"))
        self._started = False
        state.view.select([marker.id])

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show it where it would be."""
        if not self._started and abs((point - self._press).x()) < THRESHOLD:
            return
        self._started = True
        state = self._state
        time = state.scale.time_at(point.x()) + self._grip
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        by = snapped(state, [time], self._targets, invert=ctrl)
        time = time + by if by is not None else snap_to_frame(state.project, time, state.lookup)
        self._live.show(markers.move_marker(self._marker.id, time))
        state.changed.emit()

    def finish(self) -> None:
        """Keep it."""
        self._state.snap_line = None
        if not self._started:
            self._state.view.seek(self._marker.time)
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put it back."""
        self._state.snap_line = None
        self._live.cancel()
        self._state.changed.emit()
