"""Rows of what running jobs have found so far: dashed, as all that nobody accepted yet."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt

from app.ui.timeline.painters.marks import cut, dashed, hatched
from app.ui.timeline.painters.object_row import BAR, HALF_BAR
from app.ui.timeline.painters.segment_row import HEIGHT
from app.ui.timeline.surface import draw_text

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from app.annotations.model import Segment
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.annotations.bars import Bar, Lane
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

_LEAST = 1.5
"""Pixels of the narrowest piece: a moment that was found is seen however long the clip is."""


def paint_coming_row(painter: QPainter, surface: Surface, shown: Annotations, row: Row) -> None:
    """A lane of segments or a track, as far as it is known."""
    coming, (low, high) = shown.coming, shown.bounds
    first, last = shown.frames(max(surface.start, low), min(surface.end, high))
    middle = surface.state.row_top(row) + (row.height - 1) / 2
    painter.save()
    left, right = surface.x_of(low), surface.x_of(high)
    inside = QRectF(left - 1, middle - row.height / 2, right - left + 2, row.height)
    painter.setClipRect(inside, Qt.ClipOperation.IntersectClip)
    if row.kind == "coming_segments" and row.item < len(coming.lanes):
        _paint_lane(painter, surface, shown, coming.lanes[row.item], middle, (first, last))
    elif row.kind == "coming_track" and row.item < len(coming.tracks):
        _paint_bar(painter, surface, shown, coming.bar(row.item), middle, (first, last))
    painter.restore()


def _paint_lane(
    painter: QPainter,
    surface: Surface,
    shown: Annotations,
    lane: Lane,
    middle: float,
    span: tuple[int, int],
) -> None:
    begin = bisect_right(lane.segments, span[0], key=_stop)
    end = bisect_left(lane.segments, span[1] + 1, key=_start)
    for part in lane.segments[begin:end]:
        rect = _rect(surface, shown, (part.start, part.stop), middle, HEIGHT)
        _paint_box(painter, surface, rect, shown.colour(part.label))
        left = max(rect.left(), 0.0) + 8
        words = QRectF(left, rect.top(), rect.right() - 5 - left, rect.height())
        draw_text(painter, words, part.label, "name", surface.colour("tx2"))


def _paint_bar(
    painter: QPainter,
    surface: Surface,
    shown: Annotations,
    bar: Bar,
    middle: float,
    span: tuple[int, int],
) -> None:
    colour = shown.colour(bar.track.label)
    for start, stop, state in bar.pieces(*span):
        if state != "outside":
            height = HALF_BAR if state == "occluded" else BAR
            rect = _rect(surface, shown, (start, stop), middle, height)
            _paint_box(painter, surface, rect, colour)


def _paint_box(painter: QPainter, surface: Surface, rect: QRectF, colour: QColor) -> None:
    painter.setPen(dashed(colour))
    painter.setBrush(hatched(colour))
    painter.drawRoundedRect(cut(rect, surface).adjusted(0.7, 0.7, -0.7, -0.7), 3, 3)


def _rect(
    surface: Surface, shown: Annotations, frames: tuple[int, int], middle: float, height: float
) -> QRectF:
    left, right = (surface.x_of(shown.time_at(frame)) for frame in frames)
    return QRectF(left, middle - height / 2, max(_LEAST, right - left), height)


def _start(part: Segment) -> int:
    return part.start


def _stop(part: Segment) -> int:
    return part.stop
