"""Dragging a keyframe of a track to another frame."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.annotations.edits.keyframes import move_keyframe
from app.annotations.edits.tracks import change_track
from app.ui.language import tr
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture
from app.ui.timeline.gestures.layer_drag import LayerDrag, dragged_frame, targets_of, time_of

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.state import TimelineState


class DiamondDrag(Gesture):
    """Moves one keyframe between its neighbours; the playhead follows when it is let go."""

    def __init__(
        self, state: TimelineState, shown: Annotations, place: tuple[int, int], press: QPointF
    ) -> None:
        self._state, self._shown, self._press = state, shown, press
        self._track, self._frame = place
        self._drag = LayerDrag(state, shown, tr("Move keyframe"))
        self._targets = targets_of(state, shown, playhead=True)
        self._low, self._high = _room(shown, *place)
        self._at = self._frame
        self._started = False

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the keyframe where it would be."""
        way = point - self._press
        start = time_of(self._shown, self._frame)
        if start is None or (not self._started and way.manhattanLength() < THRESHOLD):
            return
        self._started = True
        time = start + self._state.scale.seconds(way.x())
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        frame = dragged_frame(self._state, self._shown, time, self._targets, invert=ctrl)
        self._at = max(self._low, min(frame, self._high))
        number, before, after = self._track, self._frame, self._at
        self._drag.show(
            lambda layer: change_track(
                layer, number, lambda track: move_keyframe(track, before, after)
            )
        )
        self._state.changed.emit()

    def finish(self) -> None:
        """Keep it, and look at it."""
        self._state.snap_line = None
        self._shown.session.seek(self._at)
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put it back."""
        self._state.snap_line = None
        self._drag.cancel()
        self._state.changed.emit()


def _room(shown: Annotations, number: int, frame: int) -> tuple[int, int]:
    """The frames between the neighbours of a keyframe."""
    track, layer = shown.track(number), shown.layer
    if track is None or layer is None:
        return frame, frame
    frames = [key.frame for key in track.keyframes]
    place = frames.index(frame)
    low = frames[place - 1] + 1 if place else 0
    high = frames[place + 1] - 1 if place + 1 < len(frames) else layer.media.frame_count - 1
    return low, high
