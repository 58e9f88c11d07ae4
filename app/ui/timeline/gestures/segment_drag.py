"""Dragging a segment, or one of its edges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

from app.annotations.edits.segments import move_segment, trim_segment
from app.ui.language import tr
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture, snapped
from app.ui.timeline.gestures.layer_drag import LayerDrag, dragged_frame, targets_of, time_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.annotations.model import Segment
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.state import TimelineState

Part = Literal["segment", "segment_start", "segment_end"]


class SegmentDrag(Gesture):
    """Moves an edge, or all of it; a press that goes nowhere seeks instead."""

    def __init__(
        self, state: TimelineState, shown: Annotations, part: Part, grip: tuple[Segment, int],
        press: QPointF,
    ) -> None:  # fmt: skip
        self._state, self._shown, self._part, self._press = state, shown, part, press
        self._segment, self._pointed = grip
        words = tr("Move segment") if part == "segment" else tr("Trim segment")
        self._drag = LayerDrag(state, shown, words)
        self._targets = targets_of(state, shown, {self._segment.id}, playhead=True)
        self._started = False

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show it as it would be."""
        way = point - self._press
        if not self._started and way.manhattanLength() < THRESHOLD:
            return
        self._started = True
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if self._part == "segment":
            self._move(way.x(), invert=ctrl)
        else:
            self._trim(way.x(), invert=ctrl)
        self._state.changed.emit()

    def finish(self) -> None:
        """Keep it."""
        self._state.snap_line = None
        if not self._started and self._pointed >= 0:
            self._shown.session.seek(self._pointed)
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put it back."""
        self._state.snap_line = None
        self._drag.cancel()
        self._state.changed.emit()

    def _trim(self, x: float, *, invert: bool) -> None:
        one, at_start = self._segment, self._part == "segment_start"
        edge = time_of(self._shown, one.start if at_start else one.stop)
        if edge is None:
            return
        time = edge + self._state.scale.seconds(x)
        frame = dragged_frame(self._state, self._shown, time, self._targets, invert=invert)
        start, stop = (frame, None) if at_start else (None, frame)
        self._drag.show(lambda layer: trim_segment(layer, one.id, start, stop))

    def _move(self, x: float, *, invert: bool) -> None:
        """The edge that is nearer to something decides where it snaps."""
        one, shown, state = self._segment, self._shown, self._state
        start, stop = time_of(shown, one.start), time_of(shown, one.stop)
        if start is None or stop is None:
            return
        shift = state.scale.seconds(x)
        by = snapped(state, [start + shift, stop + shift], self._targets, invert=invert)
        frame = _nearest(shown, float(start + shift + (by or 0)))
        self._drag.show(lambda layer: move_segment(layer, one.id, frame - one.start))


def _nearest(shown: Annotations, moment: float) -> int:
    """The frame that begins nearest to a time."""
    low, _ = shown.frames(moment, moment)
    ahead = abs(shown.time_at(low + 1) - moment) < abs(shown.time_at(low) - moment)
    return low + 1 if ahead else low
