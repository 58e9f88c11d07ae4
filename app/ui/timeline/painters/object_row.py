"""A row with one track of annotations: its bar and its keyframes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timeline.annotations.bars import clusters
from app.ui.timeline.painters.curve_row import CLOSEST
from app.ui.timeline.painters.marks import cut, dashed, diamond, draw_diamond, hatched, tinted
from app.ui.timeline.surface import draw_text, font_of, text_width

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.annotations.bars import Bar, Cluster
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

BAR, HALF_BAR, TICK = 10, 5, 14
"""Heights of a track, of one that is covered, and of the mark at its end, in pixels."""

_PLAIN, _CHOSEN, _HIDDEN = 0.38, 0.55, 0.16


def paint_object_row(painter: QPainter, surface: Surface, shown: Annotations, row: Row) -> None:
    """Bar, dotted lines where it is outside, ends, then diamonds."""
    bar, edges = shown.bar(row.item), shown.edges
    if bar is None or edges is None:
        return
    low, high = shown.bounds
    start, end = max(surface.start, low), min(surface.end, high)
    if end <= start:
        return
    top, middle = surface.state.row_top(row), surface.state.row_top(row) + row.height / 2
    if row.item in shown.session.selection:
        tint = theme().colour("sel", 0.7)
        painter.fillRect(surface.left, top, surface.right - surface.left, row.height - 1, tint)
    painter.save()
    left, right = surface.x_of(low), surface.x_of(high)
    painter.setClipRect(
        QRectF(left - 8, top, right - left + 16, row.height), Qt.ClipOperation.IntersectClip
    )
    first, last = shown.frames(start, end)
    _paint_pieces(painter, surface, shown, bar, middle, (first, last))
    _paint_keys(painter, surface, shown, bar, middle, (first, last))
    painter.restore()


def _paint_pieces(
    painter: QPainter,
    surface: Surface,
    shown: Annotations,
    bar: Bar,
    middle: float,
    span: tuple[int, int],
) -> None:
    colour = shown.colour(bar.track.label)
    if shown.visibility.is_hidden(bar.track):
        colour = theme().colour("tx3")
    frames = int(bar.stops[-1]) if len(bar.stops) else 0
    for start, stop, state in bar.pieces(*span):
        left, right = (surface.x_of(shown.time_at(frame)) for frame in (start, stop))
        if state == "outside":
            _paint_outside(painter, surface, (left, right, middle), colour, last=stop >= frames)
            continue
        height = HALF_BAR if state == "occluded" else BAR
        rect = cut(QRectF(left, middle - height / 2, right - left, height), surface)
        _paint_bar(painter, shown, bar, rect, colour)


def _paint_bar(
    painter: QPainter, shown: Annotations, bar: Bar, rect: QRectF, colour: QColor
) -> None:
    chosen = bar.track.id in shown.session.selection
    if not bar.track.provenance.accepted:
        painter.setPen(dashed(colour))
        painter.setBrush(hatched(colour, 0.55 if chosen else 0.4))
        painter.drawRoundedRect(rect.adjusted(0.7, 0.7, -0.7, -0.7), 2, 2)
        return
    hidden = shown.visibility.is_hidden(bar.track)
    alpha = _HIDDEN if hidden else _CHOSEN if chosen else _PLAIN
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tinted(colour, alpha))
    painter.drawRoundedRect(rect, 2, 2)


def _paint_outside(
    painter: QPainter,
    surface: Surface,
    place: tuple[float, float, float],
    colour: QColor,
    *,
    last: bool,
) -> None:
    """A mark where it went, and dots until it comes back; nothing where it never does."""
    left, right, middle = place
    painter.setPen(QPen(colour, 1.6))
    painter.drawLine(QLineF(left, middle - TICK / 2, left, middle + TICK / 2))
    if last:
        return
    start, end = max(left + 5, surface.left - 60.0), min(right - 6, surface.right + 60.0)
    word = tr("outside")
    width = text_width(word, "small") + 12
    pen = QPen(tinted(colour, 0.85), 1.2)
    pen.setDashPattern([1.2, 2.4])
    painter.setPen(pen)
    if right - left < width + 40:
        if end > start:
            painter.drawLine(QLineF(start, middle, end, middle))
        return
    centre = (max(left, surface.left) + min(right, surface.right)) / 2
    centre = min(max(centre, left + width / 2 + 8), right - width / 2 - 8)
    painter.drawLine(QLineF(start, middle, centre - width / 2, middle))
    painter.drawLine(QLineF(centre + width / 2, middle, end, middle))
    area = QRectF(centre - width / 2 + 6, middle - 10, width, 20)
    draw_text(painter, area, word, "small", theme().colour("tx2"))


def _paint_keys(
    painter: QPainter,
    surface: Surface,
    shown: Annotations,
    bar: Bar,
    middle: float,
    span: tuple[int, int],
) -> None:
    colour, rim = shown.colour(bar.track.label), theme().colour("lane")
    hollow = not bar.track.provenance.accepted
    plain = diamond(colour, rim, surface.ratio, hollow=hollow)
    for one in _clusters(surface, shown, bar, span):
        if one.count > 1:
            _paint_cluster(painter, surface, one, middle, colour)
        else:
            draw_diamond(painter, plain, one.left, middle)


def paint_object_key_here(
    painter: QPainter, surface: Surface, shown: Annotations, row: Row
) -> None:
    """The keyframe of a selected track on the frame that is shown, over its row."""
    bar, frame = shown.bar(row.item), shown.session.frame
    selected = row.item in shown.session.selection
    if bar is None or shown.edges is None or not selected or frame < 0:
        return
    for one in _clusters(surface, shown, bar, (frame, frame + 1)):
        if one.count == 1 and one.frame == frame:
            rim = theme().colour("lane")
            now = diamond(theme().colour("tx"), rim, surface.ratio, hollow=False)
            draw_diamond(painter, now, one.left, surface.state.row_top(row) + row.height / 2)


def _clusters(
    surface: Surface, shown: Annotations, bar: Bar, span: tuple[int, int]
) -> list[Cluster]:
    """The keyframes from frame to frame as they are drawn: alone, or several as one."""
    edges, scale = shown.edges, surface.state.scale
    assert edges is not None, "rows are painted only where frames are known"
    zoom, left = float(scale.zoom), float(scale.left)
    # A little beyond the part that is painted, or what is joined would depend on it.
    more = max(2, int(16 / max(1e-9, zoom * float(edges[-1] - edges[0]) / len(edges))))
    low, high = np.searchsorted(bar.keys, (span[0] - more, span[1] + more))
    keys = bar.keys[low:high]
    return list(clusters(keys, (edges[keys] - left) * zoom, CLOSEST))


def _paint_cluster(
    painter: QPainter, surface: Surface, one: Cluster, middle: float, colour: QColor
) -> None:
    """Keyframes too near to tell apart: one bar, with their count where it fits."""
    left, right = max(one.left, surface.left - 60.0), min(one.right, surface.right + 60.0)
    rect = QRectF(left - 3, middle - 5, right - left + 6, 10)
    painter.setPen(QPen(theme().colour("lane"), 1))
    painter.setBrush(colour)
    painter.drawRoundedRect(rect, 3, 3)
    count = f"{one.count:,}"
    if rect.width() > text_width(count, "badge") + 6:
        painter.setFont(font_of("badge"))
        painter.setPen(theme().colour("lane"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, count)
