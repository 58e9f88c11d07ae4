"""The ruler: marks and labels, In and Out, markers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.painters.playhead import REACH, flag_rect
from app.ui.timeline.surface import draw_text, text_width
from app.ui.timeline.ticks import LABEL_ROOM, choose_steps, ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPainter

    from app.base.time import Span
    from app.project.model import Marker
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.surface import Surface

MARKER_WIDTH, MARKER_HEIGHT = 9, 12


def paint_ruler_at_flag(painter: QPainter, surface: Surface) -> None:
    """The piece of the ruler around the playhead, without the labels that its flag would cut."""
    x = surface.state.scale.x_of(surface.state.view.playhead)
    near = surface.between(x - REACH, x + REACH)
    if near.right <= near.left:
        return
    area = QRect(near.left, 0, near.right - near.left, measures.ruler())
    painter.save()
    painter.setClipRect(area, Qt.ClipOperation.IntersectClip)
    paint_ruler(painter, near, flagged=True)
    painter.restore()


def paint_ruler(painter: QPainter, surface: Surface, *, flagged: bool = False) -> None:
    """Background, In and Out, marks, markers; `flagged` keeps the place of the flag free."""
    height = measures.ruler()
    width = surface.right - surface.left
    painter.fillRect(surface.left, 0, width, height, theme().colour("bg1"))
    span = surface.state.project.selected_range
    if span is not None:
        _paint_range(painter, surface, span, height)
    free = [flag_rect(surface).adjusted(-6, 0, 6, 0)] if flagged else []
    _paint_marks(painter, surface, height, [*free, *_marker_names(surface, height)])
    painter.fillRect(surface.left, height - 1, width, 1, theme().colour("line"))
    if span is not None:
        _paint_brackets(painter, surface, span, height)
    for marker in surface.state.project.markers:
        _paint_marker(painter, surface, marker, height)


def range_edges(surface: Surface, span: Span) -> tuple[float, float]:
    """Where In and Out are drawn; without Out, the end of everything."""
    end = span.end if span.end is not None else max(surface.state.end, span.start)
    return surface.x_of(float(span.start)), surface.x_of(float(end))


def _paint_range(painter: QPainter, surface: Surface, span: Span, height: int) -> None:
    left, right = range_edges(surface, span)
    painter.fillRect(QRectF(left, 0, right - left, height), theme().colour("accent", 0.16))
    painter.fillRect(QRectF(left, 0, right - left, 3), theme().colour("accent"))


def _paint_brackets(painter: QPainter, surface: Surface, span: Span, height: int) -> None:
    left, right = range_edges(surface, span)
    colour = theme().colour("accent")
    painter.fillRect(QRectF(left, 0, 2, height), colour)
    painter.fillRect(QRectF(left, height - 2, 6, 2), colour)
    if span.end is not None:
        painter.fillRect(QRectF(right - 2, 0, 2, height), colour)
        painter.fillRect(QRectF(right - 6, height - 2, 6, 2), colour)


def _paint_marks(painter: QPainter, surface: Surface, height: int, hidden: list[QRectF]) -> None:
    room = round(max(LABEL_ROOM, text_width("00:00:00:00", "small") + 16))
    lines: list[QLineF] = []
    for place, label in _ticks(surface, room):
        x = round(place) + 0.5
        lines.append(QLineF(x, height - (9 if label else 5), x, height - 1))
        if label:
            rect = QRectF(x + 5, 3, room, height - 6)
            end = x + 5 + text_width(label, "small")
            if all(end < area.left() or rect.left() > area.right() for area in hidden):
                draw_text(painter, rect, label, "small", theme().colour("tx3"))
    painter.setPen(QPen(theme().colour("line2"), 1))
    painter.drawLines(lines)


def _ticks(surface: Surface, room: int) -> Iterator[tuple[float, str]]:
    """Pixels of marks, with the words of the large ones."""
    state, shown = surface.state, surface.state.annotated
    if shown is not None and state.labels == "frames" and shown.edges is not None:
        yield from _frame_ticks(surface, shown)
        return
    seen = surface.left, surface.right
    for tick in ticks(state.scale, seen[1], state.rate, state.labels, room, seen[0]):
        yield state.scale.x_of(tick.time), tick.label


def _frame_ticks(surface: Surface, shown: Annotations) -> Iterator[tuple[float, str]]:
    """The frames of the source that is annotated, at their own times, even or not."""
    edges = shown.edges
    assert edges is not None
    low, high = shown.bounds
    rate = Fraction(len(edges) - 1) / Fraction(max(1e-6, float(edges[-1] - edges[0])))
    steps = choose_steps(surface.state.scale.zoom, rate, "frames")
    first, last = shown.frames(max(low, surface.start - 200 / float(surface.state.scale.zoom)),
                               min(high, surface.end))  # fmt: skip
    begin = -(-first // steps.mark) * steps.mark
    for frame in range(begin, last, steps.mark):
        label = str(frame) if frame % steps.label == 0 else ""
        yield surface.x_of(shown.time_at(frame)), label


def _paint_marker(painter: QPainter, surface: Surface, marker: Marker, height: int) -> None:
    x = surface.x_of(float(marker.time))
    if not surface.left - 200 < x < surface.right + 10:
        return
    colour = theme().label_colour(marker.colour)
    selected = marker.id in surface.state.view.selection
    painter.setPen(QPen(theme().colour("tx"), 1.4) if selected else Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(_pennant(x, height - 2))
    if marker.text:
        rect = _name_rect(surface, marker, height)
        draw_text(painter, rect, marker.text, "small", colour)


def _marker_names(surface: Surface, height: int) -> list[QRectF]:
    """Where names of markers stand; the ruler's labels make way for them."""
    named = (marker for marker in surface.state.project.markers if marker.text)
    return [_name_rect(surface, marker, height) for marker in named]


def _name_rect(surface: Surface, marker: Marker, height: int) -> QRectF:
    left = surface.x_of(float(marker.time)) + 8
    width = min(110.0, text_width(marker.text, "small") + 2)
    return QRectF(left, 3, width, height - 6)


def _pennant(x: float, bottom: float) -> QPolygonF:
    half, top = MARKER_WIDTH / 2, bottom - MARKER_HEIGHT
    return QPolygonF(
        [
            QPointF(x - half, top),
            QPointF(x + half, top),
            QPointF(x + half, bottom - half),
            QPointF(x, bottom),
            QPointF(x - half, bottom - half),
        ]
    )
