"""Going from row to row, and from segment to segment, with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ui.timeline.hit import Hit

if TYPE_CHECKING:
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState


def walk_annotations(state: TimelineState, shown: Annotations, key: Qt.Key) -> None:
    """Up and down go from row to row; left and right along the keyframes or segments of one."""
    rows = [row for row in state.rows if row.kind in ("segments", "object")]
    if not rows:
        return
    row = _row(state, shown)
    if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
        step = 1 if key == Qt.Key.Key_Down else -1
        place = rows.index(row) + step if row in rows else 0
        _go_to(state, shown, rows[max(0, min(place, len(rows) - 1))])
    elif row is not None:
        _along(shown, row, 1 if key == Qt.Key.Key_Right else -1)


def chosen_hit(state: TimelineState, shown: Annotations) -> Hit:
    """What is selected, as if it was pointed at."""
    session, time = shown.session, state.view.playhead
    if session.segments:
        return Hit("segment", time, row=_row(state, shown), item=min(session.segments))
    if session.selection:
        return Hit("object", time, row=_row(state, shown), item=min(session.selection))
    return Hit("nothing", time)


def _row(state: TimelineState, shown: Annotations) -> Row | None:
    """The row of what is selected."""
    session = shown.session
    for row in state.rows:
        if row.kind == "object" and row.item in session.selection:
            return row
        parts = shown.lanes[row.item].segments if row.kind == "segments" else ()
        if any(part.id in session.segments for part in parts):
            return row
    return None


def _go_to(state: TimelineState, shown: Annotations, row: Row) -> None:
    session = shown.session
    if row.kind == "object":
        session.select_segments(())
        session.select({row.item})
    else:
        parts = shown.lanes[row.item].segments
        near = min(parts, key=lambda part: abs(part.start - session.frame), default=None)
        session.select(())
        session.select_segments({near.id} if near is not None else ())
    state.reveal_row(row)


def _along(shown: Annotations, row: Row, step: int) -> None:
    session = shown.session
    if row.kind == "object":
        track = shown.track(row.item)
        frames = [key.frame for key in track.keyframes] if track else []
        ahead = [frame for frame in frames if (frame - session.frame) * step > 0]
        if ahead:
            session.seek(min(ahead) if step > 0 else max(ahead))
        return
    parts = shown.lanes[row.item].segments
    here = next((n for n, part in enumerate(parts) if part.id in session.segments), -1)
    place = here + step
    if 0 <= place < len(parts):
        session.select_segments({parts[place].id})
        session.seek(parts[place].start)
