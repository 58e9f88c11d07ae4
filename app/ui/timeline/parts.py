"""Which part of the canvas shows a thing, so that no more is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect

if TYPE_CHECKING:
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState


def source_part(state: TimelineState, media_id: str) -> QRect:
    """Around all that is seen of a source's pictures and sound; empty where nothing is."""
    part = QRect()
    if state.annotated is None:
        for row in state.rows_between(state.head, state.height):
            if row.kind in ("video", "audio"):
                part = part.united(_in_row(state, row, media_id))
    return part


def _in_row(state: TimelineState, row: Row, media_id: str) -> QRect:
    """From the first to the last clip of the source in sight."""
    places = state.places.get(row.track)
    if places is None:
        return QRect()
    start, end = state.scale.time_at(0), state.scale.time_at(state.width)
    seen = places.between(float(start), float(end))
    shown = [n for n in seen if places.track.clips[n].media_id == media_id]
    if not shown:
        return QRect()
    edges = (places.starts[shown[0]], places.ends[shown[-1]])
    zoom, origin = float(state.scale.zoom), float(state.scale.left)
    left, right = (int(max(-1, min(state.width, (edge - origin) * zoom))) for edge in edges)
    return QRect(left - 1, max(state.head, state.row_top(row)), right - left + 3, row.height)
