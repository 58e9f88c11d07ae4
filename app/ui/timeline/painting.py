"""The whole canvas, back to front."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.painters.audio_row import paint_audio_row
from app.ui.timeline.painters.cache_bar import paint_cache
from app.ui.timeline.painters.clip_boxes import paint_lane
from app.ui.timeline.painters.coming_row import paint_coming_row
from app.ui.timeline.painters.curve_row import paint_curve_key_here, paint_curve_row
from app.ui.timeline.painters.object_row import paint_object_key_here, paint_object_row
from app.ui.timeline.painters.playhead import (
    KEY_REACH,
    paint_marker_lines,
    paint_playhead,
    paint_snap_line,
)
from app.ui.timeline.painters.ruler import paint_ruler, paint_ruler_at_flag, range_edges
from app.ui.timeline.painters.segment_row import paint_group_row, paint_segment_row
from app.ui.timeline.painters.shots_lane import paint_shots
from app.ui.timeline.painters.video_row import paint_video_row
from app.ui.timeline.rows import COMING
from app.ui.timeline.surface import font_of

if TYPE_CHECKING:
    from fractions import Fraction

    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

_ANNOTATED = {"segments": paint_segment_row} | dict.fromkeys(COMING, paint_coming_row)

DIMMED = 0.36
"""How far what lies outside In and Out sinks into the background."""


def paint_content(painter: QPainter, surface: Surface, dirty: QRect) -> None:
    """What stays as it is while the playhead moves, inside `dirty`."""
    _smooth(painter)
    painter.fillRect(dirty, theme().colour("lane"))
    if dirty.bottom() >= surface.state.head:
        _paint_rows(painter, surface, dirty)
    if dirty.top() < surface.state.head:
        if not surface.state.compact:
            paint_shots(painter, surface)
        paint_cache(painter, surface)
        paint_ruler(painter, surface)
    _paint_outside(painter, surface)
    paint_marker_lines(painter, surface)


def paint_moving(painter: QPainter, surface: Surface) -> None:
    """What moves over it: the playhead, what it points out, and the line of snapping."""
    _smooth(painter)
    paint_ruler_at_flag(painter, surface)
    _paint_keys_here(painter, surface)
    paint_snap_line(painter, surface)
    paint_playhead(painter, surface)


def _smooth(painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)


def _paint_keys_here(painter: QPainter, surface: Surface) -> None:
    """The keyframes that the playhead stands on, in the rows that are seen."""
    state, shown = surface.state, surface.state.annotated
    x = state.scale.x_of(state.view.playhead)
    if not surface.left - KEY_REACH < x < surface.right + KEY_REACH:
        return
    near = surface.between(x - KEY_REACH, x + KEY_REACH)
    painter.save()
    painter.setClipRect(0, state.head, state.width, state.room, Qt.ClipOperation.IntersectClip)
    for row in state.rows_between(state.head, state.height):
        if row.kind == "object" and shown is not None:
            paint_object_key_here(painter, near, shown, row)
        elif row.kind == "curve":
            paint_curve_key_here(painter, near, row, chosen=_chosen(surface, row))
    painter.restore()


def _paint_rows(painter: QPainter, surface: Surface, dirty: QRect) -> None:
    state = surface.state
    painter.save()
    area = QRect(surface.left, state.head, surface.right - surface.left, state.room)
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    above = state.head - state.scroll
    first = bisect_right(state.rows, max(dirty.top(), state.head) - above, key=_bottom)
    for number, row in enumerate(state.rows[first:], first):
        if row.top + above > dirty.bottom():
            break
        paint_lane(painter, surface, row, second=number % 2 == 1)
        _paint_row(painter, surface, row)
    if not any(track.clips for track in state.project.tracks):
        title, text = (
            tr("Nothing on the timeline yet"),
            tr("Drag media here, or drop a video from your files."),
        )
        _paint_empty(painter, surface, title, text)
    elif state.annotated is not None and state.annotated.layer is None:
        title = tr("Nothing to annotate here")
        text = tr("Put the playhead on a clip; its tracks and segments appear here.")
        _paint_empty(painter, surface, title, text)
    painter.restore()


def _bottom(row: Row) -> int:
    return row.bottom


def _paint_row(painter: QPainter, surface: Surface, row: Row) -> None:
    state = surface.state
    if row.kind == "tracks":
        paint_group_row(painter, surface, row)
        return
    if state.annotated is not None:
        paint_annotated = _ANNOTATED.get(row.kind, paint_object_row)
        paint_annotated(painter, surface, state.annotated, row)
        return
    if row.kind == "curve":
        paint_curve_row(painter, surface, row, chosen=_chosen(surface, row))
        return
    track = state.track(row.track)
    if track is not None:
        paint = paint_video_row if row.kind == "video" else paint_audio_row
        paint(painter, surface, row, track, state.media)


def _chosen(surface: Surface, row: Row) -> Fraction | None:
    key = surface.state.chosen_key
    place = (row.clip, row.effect, row.parameter)
    return key.time if key and (key.clip, key.effect, key.parameter) == place else None


def _paint_outside(painter: QPainter, surface: Surface) -> None:
    """Dim what is not between In and Out."""
    span = surface.state.project.selected_range
    if span is None:
        return
    left, right = range_edges(surface, span)
    top = measures.ruler() + measures.cache()
    height = surface.state.height - top
    colour = theme().colour("bg0", DIMMED)
    if left > surface.left:
        painter.fillRect(QRectF(surface.left, top, left - surface.left, height), colour)
    if right < surface.right:
        start = max(right, surface.left)
        painter.fillRect(QRectF(start, top, surface.right - start, height), colour)


def _paint_empty(painter: QPainter, surface: Surface, words: str, text: str) -> None:
    """What to do while there is nothing."""
    state = surface.state
    rows = min(state.rows_height, state.room)
    top = state.head + (rows if state.room - rows >= 60 else 0)
    area = QRectF(0, top, state.width, state.height - top)
    size = theme().px(22)
    title = QRectF(0, area.center().y() - size - 2, state.width, size)
    painter.setFont(font_of("name"))
    painter.setPen(theme().colour("tx2"))
    painter.drawText(title, Qt.AlignmentFlag.AlignCenter, words)
    painter.setFont(font_of("body"))
    painter.setPen(theme().colour("tx3"))
    painter.drawText(title.translated(0, size), Qt.AlignmentFlag.AlignCenter, text)
    if area.height() > 110:
        edge = theme().px(26)
        picture = icons.pixmap("film-strip", edge, "tx3", surface.ratio)
        painter.drawPixmap((state.width - edge) // 2, round(title.top()) - edge - 8, picture)
