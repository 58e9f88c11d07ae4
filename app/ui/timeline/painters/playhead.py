"""The playhead with its flag, and the thin lines that cross all rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPen, QPolygonF

from app.ui.theme.theme import theme
from app.ui.timecode import frame_number
from app.ui.timeline import measures
from app.ui.timeline.surface import font_of, text_width
from app.ui.timeline.ticks import label_of

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.base.time import Time
    from app.ui.timeline.state import TimelineState
    from app.ui.timeline.surface import Surface

REACH = 130
"""Pixels of the ruler to each side of the playhead that change when it moves."""

KEY_REACH = 16
"""Pixels of the rows to each side of it: a keyframe it stands on looks another way."""


def playhead_parts(state: TimelineState, time: Time) -> tuple[QRect, QRect]:
    """What a playhead at this moment paints over: a piece of the ruler, a strip of the rows."""
    x, ruler = int(state.scale.x_of(time)), measures.ruler()
    flag = QRect(x - REACH, 0, 2 * REACH, ruler)
    return flag, QRect(x - KEY_REACH, ruler, 2 * KEY_REACH, state.height - ruler)


def flag_text(state: TimelineState) -> str:
    """The playhead's time, as the ruler writes it."""
    shown = state.annotated
    if shown is not None and state.labels == "frames" and shown.session.frame >= 0:
        return str(shown.session.frame)
    return label_of(frame_number(state.view.playhead, state.rate), state.rate, state.labels)


def flag_rect(surface: Surface) -> QRectF:
    """Where the flag is drawn: over the line, held inside the canvas."""
    x = surface.state.scale.x_of(surface.state.view.playhead)
    width = max(theme().px(28), text_width(flag_text(surface.state), "name") + 14)
    left = min(max(x - width / 2, 0), max(0, surface.state.width - width))
    return QRectF(round(left), 3, round(width), theme().px(17))


def paint_playhead(painter: QPainter, surface: Surface) -> None:
    """The line over all rows, then the flag; drawn last."""
    x = surface.state.scale.x_of(surface.state.view.playhead)
    if not surface.left - REACH < x < surface.right + REACH:
        return
    colour, flag = theme().colour("play"), flag_rect(surface)
    painter.fillRect(QRectF(x - 0.75, flag.bottom(), 1.5, surface.state.height), colour)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(flag, 3, 3)
    bottom = flag.bottom() - 0.5
    points = [QPointF(x - 4, bottom), QPointF(x + 4, bottom), QPointF(x, bottom + 5)]
    painter.drawPolygon(QPolygonF(points))
    painter.setFont(font_of("name"))
    painter.setPen(theme().colour("play_text"))
    painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, flag_text(surface.state))


def paint_snap_line(painter: QPainter, surface: Surface) -> None:
    """Where a dragged edge has met something."""
    if surface.state.snap_line is not None:
        x = round(surface.state.scale.x_of(surface.state.snap_line)) + 0.5
        painter.setPen(QPen(theme().colour("warn"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, measures.ruler()), QPointF(x, surface.state.height))


def paint_marker_lines(painter: QPainter, surface: Surface) -> None:
    """A faint line below each marker."""
    for marker in surface.state.project.markers:
        x = surface.x_of(float(marker.time))
        if surface.left - 1 <= x <= surface.right:
            colour = theme().label_colour(marker.colour)
            colour.setAlphaF(0.45)
            painter.setPen(QPen(colour, 1))
            x = round(x) + 0.5
            painter.drawLine(QPointF(x, measures.ruler()), QPointF(x, surface.state.height))
