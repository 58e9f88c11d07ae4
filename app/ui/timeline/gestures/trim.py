"""Dragging an edge of a clip."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt

from app.project.edits import clips as edits
from app.project.queries import find_clip, find_media
from app.ui.language import tr
from app.ui.timeline.frames import nearest_source_frame
from app.ui.timeline.gestures.gesture import Gesture, LiveEdit, snapped
from app.ui.timeline.selecting import followers
from app.ui.timeline.snapping import snap_targets

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.base.time import Time
    from app.project.model import Clip, Edit, Project
    from app.ui.timeline.state import TimelineState


class Trim(Gesture):
    """Moves the start or the end of a clip; the pictures stay at their times."""

    def __init__(
        self, state: TimelineState, clip: Clip, edge: Literal["start", "end"], press: QPointF
    ) -> None:
        self._state, self._clip, self._edge = state, clip, edge
        place = clip.at if edge == "start" else clip.end
        self._grip = place - state.scale.time_at(press.x())
        self._targets = snap_targets(state.project, state.view.playhead, {clip.id})
        self._live = LiveEdit(state.document, tr("Trim clip"))

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Show the clip as it would be."""
        state = self._state
        time = state.scale.time_at(point.x()) + self._grip
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        by = snapped(state, [time], self._targets, invert=ctrl)
        self._live.show(self._edit(time + by if by is not None else self._on_frame(time)))
        state.changed.emit()

    def finish(self) -> None:
        """Keep it."""
        self._state.snap_line = None
        self._state.changed.emit()

    def cancel(self) -> None:
        """Put the edge back."""
        self._state.snap_line = None
        self._live.cancel()
        self._state.changed.emit()

    def _on_frame(self, time: Time) -> Time:
        clip = self._clip
        media = find_media(self._live.before, clip.media_id)
        if media is None:
            return time
        inside = max(Fraction(0), time - clip.at + clip.source.start)
        found = nearest_source_frame(media, inside, self._state.lookup)
        return found - clip.source.start + clip.at

    def _edit(self, to: Time) -> Edit:
        if self._edge == "start":
            return edits.trim_start(self._clip.id, to)
        if self._state.linked:
            return linked_trim(self._clip, to)
        return edits.trim_end(self._clip.id, to)


def linked_trim(clip: Clip, to: Time) -> Edit:
    """Trim the end, and let what follows on the track keep its distance."""

    def edit(project: Project) -> Project:
        later = followers(project, {clip.id}) - {clip.id}
        room = max(Fraction(0), to - clip.end)
        trimmed = edits.trim_end(clip.id, to)(edits.move_clips(later, room)(project))
        after = find_clip(trimmed, clip.id)
        by = after.end - clip.end - room if after else Fraction(0)
        return edits.move_clips(later, by)(trimmed) if by else trimmed

    return edit
