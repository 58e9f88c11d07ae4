"""A row of segments of one group, and the head above the tracks."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPen

from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline.painters.marks import cut, dashed, hatched, tinted
from app.ui.timeline.surface import draw_text

if TYPE_CHECKING:
    from PySide6.QtGui import QColor, QPainter

    from app.annotations.model import Segment
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

HEIGHT = 20
NARROWEST = 3
"""Pixels; narrower segments run together into plain bars."""


def paint_segment_row(painter: QPainter, surface: Surface, shown: Annotations, row: Row) -> None:
    """The segments of a lane that are seen, by binary search."""
    if shown.edges is None or row.item >= len(shown.lanes):
        return
    low, high = shown.bounds
    top = surface.state.row_top(row) + (row.height - 1 - HEIGHT) / 2
    first, last = shown.frames(max(surface.start, low), min(surface.end, high))
    lane = shown.lanes[row.item]
    begin = bisect_right(lane.segments, first, key=lambda part: part.stop)
    end = bisect_left(lane.segments, last + 1, key=lambda part: part.start)
    painter.save()
    left, right = surface.x_of(low), surface.x_of(high)
    painter.setClipRect(
        QRectF(left - 1, top, right - left + 2, HEIGHT), Qt.ClipOperation.IntersectClip
    )
    reach = -1.0
    for part in lane.segments[begin:end]:
        rect = _rect(surface, shown, part.start, part.stop, top)
        if rect.width() >= NARROWEST:
            _paint_segment(painter, surface, shown, part, rect)
        elif rect.left() - reach >= 1:
            reach = rect.left()
            painter.fillRect(QRectF(reach, top, 2, HEIGHT), shown.colour(part.label))
    if lane.number == 0:
        _paint_painted(painter, surface, shown, lane.group, top)
    painter.restore()


def _rect(surface: Surface, shown: Annotations, start: int, stop: int, top: float) -> QRectF:
    left, right = (surface.x_of(shown.time_at(frame)) for frame in (start, stop))
    return QRectF(left + 0.5, top + 0.5, right - left - 1, HEIGHT - 1)


def _paint_segment(
    painter: QPainter, surface: Surface, shown: Annotations, part: Segment, rect: QRectF
) -> None:
    colour, chosen = shown.colour(part.label), part.id in shown.session.segments
    hover = surface.hover == f"s{part.id}"
    body, accepted = cut(rect, surface), part.provenance.accepted
    if accepted:
        painter.setPen(QPen(theme().colour("accent") if chosen else colour, 2 if chosen else 1))
        painter.setBrush(tinted(colour, 0.46 if hover or chosen else 0.34))
    else:
        painter.setPen(dashed(theme().colour("accent") if chosen else colour, 2 if chosen else 1.4))
        painter.setBrush(hatched(colour))
    half = 0.5 if chosen else 0
    painter.drawRoundedRect(body.adjusted(half, half, -half, -half), 3.5, 3.5)
    left = max(rect.left(), 0.0) + 8
    room = rect.right() - 5 - left
    if not accepted and room > 16:
        size = theme().px(12)
        mark = icons.pixmap("sparkle", size, "model", surface.ratio)
        painter.drawPixmap(QPointF(left - 2, rect.center().y() - size / 2), mark)
        left, room = left + size + 3, room - size - 3
    area = QRectF(left, rect.top(), room, rect.height())
    _paint_words(painter, area, part)


def _paint_words(painter: QPainter, area: QRectF, part: Segment) -> None:
    width = draw_text(painter, area, part.label, "name", theme().colour("tx"))
    score = part.provenance.score
    if not part.provenance.accepted and score is not None:
        rest = area.adjusted(width + 6, 0, 0, 0)
        draw_text(painter, rest, f"{score:.2f}", "body", theme().colour("tx2"))


def _paint_painted(
    painter: QPainter, surface: Surface, shown: Annotations, group: str, top: float
) -> None:
    """What a held key is painting now."""
    painted = shown.painted
    if painted is None or shown.group_of(painted.label) != group:
        return
    rect = cut(_rect(surface, shown, painted.start, painted.stop, top), surface)
    colour: QColor = shown.colour(painted.label)
    painter.setPen(QPen(colour, 2))
    painter.setBrush(tinted(colour, 0.5))
    painter.drawRoundedRect(rect, 3.5, 3.5)
    area = rect.adjusted(8, 0, -4, 0)
    draw_text(painter, area, painted.label, "name", theme().colour("tx"))


def paint_group_row(painter: QPainter, surface: Surface, row: Row) -> None:
    """The strip above the tracks."""
    top = surface.state.row_top(row)
    width = surface.right - surface.left
    painter.fillRect(surface.left, top, width, row.height - 1, theme().colour("bg1"))
