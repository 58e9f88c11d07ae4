"""What a press in the annotation rows does at once, and what the following drag does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.timeline.gestures.diamond_drag import DiamondDrag
from app.ui.timeline.gestures.gesture import Gesture
from app.ui.timeline.gestures.segment_drag import SegmentDrag

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.annotations.model import Segment
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.hit import Hit
    from app.ui.timeline.state import TimelineState

_SEVERAL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def press_annotations(
    state: TimelineState,
    shown: Annotations,
    hit: Hit,
    point: QPointF,
    modifiers: Qt.KeyboardModifier,
) -> Gesture:
    """Select what is pressed, and go to the frame there unless something is dragged."""
    several = bool(modifiers & _SEVERAL)
    if hit.kind in ("object", "diamond"):
        return _on_track(state, shown, hit, point, modifiers)
    part = shown.segment(hit.item) if hit.kind != "group" else None
    if part is not None:
        return _on_segment(state, shown, hit, part, point, several=several)
    shown.session.select(())
    shown.session.select_segments(())
    if hit.frame >= 0 and hit.kind != "group":
        shown.session.seek(hit.frame)
    return Gesture()


def _on_track(
    state: TimelineState,
    shown: Annotations,
    hit: Hit,
    point: QPointF,
    modifiers: Qt.KeyboardModifier,
) -> Gesture:
    session, track = shown.session, shown.track(hit.item)
    session.select_segments(())
    session.select(shown.picked(hit.item, modifiers))
    if modifiers & _SEVERAL:
        return Gesture()
    if hit.kind == "diamond" and track is not None and not shown.visibility.is_locked(track):
        return DiamondDrag(state, shown, (hit.item, hit.frame), point)
    if hit.frame >= 0:
        session.seek(hit.frame)
    return Gesture()


def _on_segment(
    state: TimelineState,
    shown: Annotations,
    hit: Hit,
    part: Segment,
    point: QPointF,
    *,
    several: bool,
) -> Gesture:
    session = shown.session
    if several:
        session.select_segments(session.segments ^ {part.id})
        return Gesture()
    session.select(())
    session.select_segments({part.id})
    kind = hit.kind
    if kind == "segment" or kind == "segment_start" or kind == "segment_end":
        return SegmentDrag(state, shown, kind, (part, hit.frame), point)
    return Gesture()
