"""Dragging in the ruler: the playhead follows, frame by frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.timeline.frames import snap_to_frame
from app.ui.timeline.gestures.gesture import Gesture

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF, Qt

    from app.ui.timeline.state import TimelineState


class Scrub(Gesture):
    """Seeks to the frame under the pointer; Esc goes back to where the playhead was."""

    def __init__(self, state: TimelineState) -> None:
        self._state = state
        self._before = state.view.playhead

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Seek."""
        time = self._state.scale.time_at(point.x())
        self._state.view.seek(snap_to_frame(self._state.project, time, self._state.lookup))

    def cancel(self) -> None:
        """Go back."""
        self._state.view.seek(self._before)
