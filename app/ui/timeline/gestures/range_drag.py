"""Dragging In, Out, or a new range in the ruler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

from app.base.time import Span
from app.project.edits import ranges
from app.ui.language import tr
from app.ui.timeline.frames import nearest_frame
from app.ui.timeline.gestures.gesture import Gesture, LiveEdit, snapped
from app.ui.timeline.snapping import snap_targets

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.base.time import Time
    from app.project.model import Edit
    from app.ui.timeline.state import TimelineState


class RangeDrag(Gesture):
    """Moves one end of the range; `which` "both" draws a new range from where it began."""

    def __init__(
        self, state: TimelineState, which: Literal["in", "out", "both"], from_: Time
    ) -> None:
        self._state, self._which = state, which
        self._from = nearest_frame(state.project, from_, state.lookup)
        span = None if which == "both" else state.project.selected_range
        without = {"in": span and span.start, "out": span and span.end}.get(which)
        targets = snap_targets(state.project, state.view.playhead)
        self._targets = [time for time in targets if time != without]
        self._live = LiveEdit(state.document, tr("Change In and Out"))

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Set the end to the frame, or the edge, near the pointer."""
        state = self._state
        time = state.scale.time_at(point.x())
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        by = snapped(state, [time], self._targets, invert=ctrl)
        time = time + by if by is not None else nearest_frame(state.project, time, state.lookup)
        edit = self._edit(max(time, type(time)(0)))
        if edit is not None:
            self._live.show(edit)
        state.changed.emit()

    def finish(self) -> None:
        """Keep it."""
        self._state.snap_line = None

    def cancel(self) -> None:
        """Put the range back."""
        self._state.snap_line = None
        self._live.cancel()

    def _edit(self, time: Time) -> Edit | None:
        span = self._live.before.selected_range
        if self._which == "both":
            low, high = min(self._from, time), max(self._from, time)
            return ranges.set_range(Span(low, high)) if high > low else None
        if self._which == "in":
            end = span.end if span else None
            return ranges.set_in(time) if end is None or time < end else None
        return ranges.set_out(time) if span is None or time > span.start else None
