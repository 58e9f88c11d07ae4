"""Dragging clips in time and to other tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.project.edits import clips as edits
from app.project.queries import clips, track_of
from app.ui.language import tr_count
from app.ui.timeline.gestures.gesture import THRESHOLD, Gesture, LiveEdit, snapped
from app.ui.timeline.rows import row_at
from app.ui.timeline.selecting import followers
from app.ui.timeline.snapping import snap_targets

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.base.time import Time
    from app.project.model import Clip
    from app.ui.timeline.state import TimelineState


class MoveClips(Gesture):
    """Moves the selected clips; a press without a drag selects the one that was hit alone."""

    def __init__(self, state: TimelineState, grabbed: Clip, press: QPointF) -> None:
        self._state, self._grabbed, self._press = state, grabbed, press
        self._press_time = state.scale.time_at(press.x())
        self._started = False
        self._ids = frozenset(state.view.selection) | {grabbed.id}
        if state.linked:
            self._ids |= followers(state.project, self._ids)
        self._edges: list[Time] = []
        self._targets: list[Time] = []
        self._live: LiveEdit | None = None

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the clips where they would be."""
        if not self._started and (point - self._press).manhattanLength() < THRESHOLD:
            return
        if not self._started:
            self._begin()
        assert self._live is not None
        by = self._shift(point, modifiers)
        steps = self._steps(point)
        self._live.show(edits.move_clips(self._ids, by, steps))
        self._state.changed.emit()

    def finish(self) -> None:
        """Keep it."""
        self._state.snap_line = None
        if not self._started:
            self._state.view.select([self._grabbed.id])
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put everything back."""
        self._state.snap_line = None
        if self._live is not None:
            self._live.cancel()
        self._state.changed.emit()

    def _begin(self) -> None:
        self._started = True
        state, grabbed = self._state, self._grabbed
        moved = [clip for _, clip in clips(state.project) if clip.id in self._ids]
        label = tr_count("Move {n} clip", "Move {n} clips", len(moved))
        self._live = LiveEdit(state.document, label)
        self._targets = snap_targets(state.project, state.view.playhead, self._ids)
        first, last = min(clip.at for clip in moved), max(clip.end for clip in moved)
        self._edges = [grabbed.at, grabbed.end, first, last]

    def _shift(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> Time:
        """Seconds to move by: onto a target, else so that the grabbed clip starts on a frame."""
        state, at = self._state, self._grabbed.at
        by = state.scale.time_at(point.x()) - self._press_time
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        meets = snapped(state, [edge + by for edge in self._edges], self._targets, invert=ctrl)
        if meets is not None:
            return by + meets
        return round((at + by) * state.rate) / state.rate - at if by else by

    def _steps(self, point: QPointF) -> int:
        """Tracks to move up by; rows of sound count as those of their pictures."""
        state = self._state
        assert self._live is not None
        tracks = [track.id for track in self._live.before.tracks]
        home = track_of(self._live.before, self._grabbed.id)
        row = row_at(state.rows, point.y() - state.head + state.scroll)
        if home is None or row is None or row.kind == "curve":
            return len(tracks) if point.y() < state.head else 0
        return tracks.index(row.track) - tracks.index(home.id)
