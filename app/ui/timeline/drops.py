"""Things dropped on the timeline: media of the bin, files, and clips of the clipboard."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.time import Span
from app.project.edits import clips as edits
from app.project.ids import new_id
from app.project.queries import find_clip, find_media
from app.ui.language import tr_count
from app.ui.timeline.frames import nearest_frame
from app.ui.timeline.gestures.gesture import snapped
from app.ui.timeline.rows import row_at
from app.ui.timeline.snapping import snap_targets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QMimeData, QPointF

    from app.base.time import Time
    from app.project.model import Project
    from app.ui.timeline.state import TimelineState

MEDIA = "application/x-reelwright-media"
"""Ids of media items, UTF-8, one in a line."""


def dropped_media(data: QMimeData) -> list[str]:
    """Ids of media items; [] if there are none."""
    if not data.hasFormat(MEDIA):
        return []
    return bytes(data.data(MEDIA).data()).decode("utf-8", "replace").split()


def dropped_files(data: QMimeData) -> list[Path]:
    """Local files and folders; [] if there are none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]


def drop_time(state: TimelineState, point: QPointF) -> Time:
    """Where something dropped at a point starts: at an edge near by, else at a frame."""
    time = max(Fraction(0), state.scale.time_at(point.x()))
    by = snapped(state, [time], snap_targets(state.project, state.view.playhead), invert=False)
    return time + by if by is not None else nearest_frame(state.project, time, state.lookup)


def drop_track(state: TimelineState, point: QPointF) -> str | None:
    """The track under a point; None where there is none."""
    row = row_at(state.rows, point.y() - state.head + state.scroll)
    if row is None or row.kind == "curve" or point.y() < state.head:
        return None
    return row.track


def add_media(
    state: TimelineState, ids: Sequence[str], time: Time | None, track: str | None
) -> None:
    """Put whole sources on the timeline, one after the other, and select them.

    Args:
        state: Of the timeline.
        ids: Of media items; those that are gone are left away.
        time: Where the first one starts; None for the end of the track.
        track: Which one; None takes the lowest with room, or a new one.
    """
    names = [new_id() for _ in ids]

    def edit(project: Project) -> Project:
        at = time
        for media_id, name in zip(ids, names, strict=True):
            if find_media(project, media_id) is None:
                continue
            whole = Span(Fraction(0), None)
            project = edits.append_clip(track, media_id, whole, at, name)(project)
            placed = find_clip(project, name)
            at = placed.end if placed is not None and time is not None else at
        return project

    state.document.apply(tr_count("Add {n} clip", "Add {n} clips", len(ids)), edit)
    state.view.select(name for name in names if find_clip(state.project, name))
