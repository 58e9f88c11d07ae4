"""Dragging a diamond: its time and its value."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.base.parameter import Keyframes
from app.project.edits import effects
from app.ui.language import tr
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture, LiveEdit, snapped
from app.ui.timeline.keys import ChosenKey, rounded
from app.ui.timeline.painters.curve_row import curve_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.base.parameter import Keyframe
    from app.base.time import Time
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState


class KeyDrag(Gesture):
    """Moves one key between its neighbours; with Shift only in the direction it went first."""

    def __init__(self, state: TimelineState, row: Row, time: Time, press: QPointF) -> None:
        curve = curve_of(state, row)
        assert curve is not None
        self._state, self._row, self._curve, self._press = state, row, curve, press
        self._place = next(n for n, key in enumerate(curve.keys.keys) if key.time == time)
        self._key = curve.keys.keys[self._place]
        self._live = LiveEdit(state.document, tr("Move keyframe"))
        self._before = state.chosen_key
        self._started = False
        state.choose_key(ChosenKey(row.clip, row.effect, row.parameter, time))

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the curve as it would be."""
        way = point - self._press
        if not self._started and way.manhattanLength() < THRESHOLD:
            return
        self._started = True
        sideways = not modifiers & Qt.KeyboardModifier.ShiftModifier or abs(way.x()) > abs(way.y())
        upwards = not modifiers & Qt.KeyboardModifier.ShiftModifier or not sideways
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        time = self._time(way.x(), invert=ctrl) if sideways else self._key.time
        value = self._value(way.y()) if upwards else self._key.value
        self._show(replace(self._key, time=time, value=value))

    def finish(self) -> None:
        """Keep it; a press alone goes to the key."""
        self._state.snap_line = None
        if not self._started:
            self._state.view.seek(max(Fraction(0), self._key.time + self._curve.clip.at))
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put it back."""
        self._state.snap_line = None
        self._live.cancel()
        self._state.choose_key(self._before)

    def _show(self, key: Keyframe) -> None:
        keys = list(self._curve.keys.keys)
        keys[self._place] = key
        row = self._row
        changed = Keyframes(tuple(keys))
        self._live.show(effects.set_setting(row.clip, row.effect, row.parameter, changed))
        self._state.choose_key(ChosenKey(row.clip, row.effect, row.parameter, key.time))

    def _time(self, x: float, *, invert: bool) -> Time:
        """Seconds since the clip's start: on the playhead or a frame, between the neighbours."""
        state, at = self._state, self._curve.clip.at
        time = self._key.time + at + state.scale.seconds(x)
        by = snapped(state, [time], [state.view.playhead], invert=invert)
        time = time + by if by is not None else round((time - at) * state.rate) / state.rate + at
        keys, frame = self._curve.keys.keys, 1 / state.rate
        low, high = min(Fraction(0), self._key.time), max(self._curve.clip.length, self._key.time)
        if self._place:
            low = max(low, keys[self._place - 1].time + frame)
        if self._place + 1 < len(keys):
            high = min(high, keys[self._place + 1].time - frame)
        return max(low, min(high, time - at)) if low <= high else self._key.time

    def _value(self, y: float) -> float:
        curve = self._curve
        value = curve.value_at(curve.y_of(self._key.value) + y)
        return rounded(value, curve.range)
