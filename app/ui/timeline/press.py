"""Which gesture a press begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.project.edits import clips as clip_edits
from app.project.edits import markers
from app.project.ids import new_id
from app.project.queries import find_clip
from app.ui.language import tr
from app.ui.timeline.annotations.press import press_annotations
from app.ui.timeline.frames import nearest_frame, snap_to_frame
from app.ui.timeline.gestures.gesture import Gesture
from app.ui.timeline.gestures.key_drag import KeyDrag
from app.ui.timeline.gestures.marker_drag import MarkerDrag
from app.ui.timeline.gestures.move_clips import MoveClips
from app.ui.timeline.gestures.range_drag import RangeDrag
from app.ui.timeline.gestures.rubber_band import RubberBand
from app.ui.timeline.gestures.scrub import Scrub
from app.ui.timeline.gestures.trim import Trim
from app.ui.timeline.selecting import between

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.project.model import Clip
    from app.ui.timeline.hit import Hit
    from app.ui.timeline.state import TimelineState

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def gesture_for(
    state: TimelineState, hit: Hit, point: QPointF, modifiers: Qt.KeyboardModifier
) -> Gesture | None:
    """Do what a press does at once, and give what the following drag does."""
    if hit.kind != "key":
        state.choose_key(None)
    if hit.row is None and hit.kind != "nothing":
        return _in_head(state, hit, point, modifiers)
    if state.annotated is not None:
        return press_annotations(state, state.annotated, hit, point, modifiers)
    return _in_rows(state, hit, point, modifiers)


def _in_head(
    state: TimelineState, hit: Hit, point: QPointF, modifiers: Qt.KeyboardModifier
) -> Gesture | None:
    if hit.kind in ("in", "out"):
        return RangeDrag(state, "in" if hit.kind == "in" else "out", hit.time)
    if hit.kind == "marker":
        marker = next(m for m in state.project.markers if m.id == hit.id)
        return MarkerDrag(state, marker, point)
    if hit.kind == "shot" and hit.start is not None:
        state.view.seek(hit.start)
        return Gesture()
    return _in_ruler(state, hit, point, modifiers)


def _in_rows(
    state: TimelineState, hit: Hit, point: QPointF, modifiers: Qt.KeyboardModifier
) -> Gesture | None:
    if hit.kind == "key" and hit.row is not None and hit.key is not None:
        return KeyDrag(state, hit.row, hit.key, point)
    if state.tool == "marker":
        return _new_marker(state, hit, point)
    if hit.kind in ("clip", "start", "end"):
        clip = find_clip(state.project, hit.id)
        return _on_clip(state, hit, clip, point, modifiers) if clip else None
    if hit.kind == "curve":
        return Gesture()
    return RubberBand(state, point, add=bool(modifiers & (_CTRL | _SHIFT)))


def _in_ruler(
    state: TimelineState, hit: Hit, point: QPointF, modifiers: Qt.KeyboardModifier
) -> Gesture | None:
    if state.tool == "marker":
        return _new_marker(state, hit, point)
    if modifiers & _SHIFT:
        return RangeDrag(state, "both", hit.time)
    scrub = Scrub(state)
    scrub.move(point, modifiers)
    return scrub


def _new_marker(state: TimelineState, hit: Hit, point: QPointF) -> Gesture | None:
    time = snap_to_frame(state.project, hit.time, state.lookup)
    marker_id = new_id()
    state.document.apply(tr("Add marker"), markers.add_marker(time, marker_id=marker_id))
    marker = next((m for m in state.project.markers if m.id == marker_id), None)
    return MarkerDrag(state, marker, point) if marker else None


def _on_clip(
    state: TimelineState, hit: Hit, clip: Clip, point: QPointF, modifiers: Qt.KeyboardModifier
) -> Gesture:
    if state.tool == "split":
        time = nearest_frame(state.project, hit.time, state.lookup)
        state.document.apply(tr("Split clip"), clip_edits.split_at([clip.id], time))
        return Gesture()
    selection = state.view.selection
    if modifiers & _CTRL:
        state.view.select(selection ^ {clip.id})
        return Gesture()
    if modifiers & _SHIFT:
        anchor = state.anchor or clip.id
        state.view.select(selection | between(state.project, anchor, clip.id))
        return Gesture()
    state.anchor = clip.id
    if clip.id not in selection:
        state.view.select([clip.id])
    if hit.kind == "start":
        return Trim(state, clip, "start", point)
    return Trim(state, clip, "end", point) if hit.kind == "end" else MoveClips(state, clip, point)
