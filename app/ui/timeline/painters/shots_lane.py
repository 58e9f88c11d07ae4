"""The lane of shots: what analysis found between the cuts."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPen

from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.painters.marks import dashed
from app.ui.timeline.surface import draw_text

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.timeline.surface import Surface

NARROWEST = 3
"""Pixels; narrower shots run together into a line of marks."""


def paint_shots(painter: QPainter, surface: Surface) -> None:
    """A box for each shot that is seen."""
    top, height = measures.ruler() + measures.cache(), measures.shots()
    width = surface.right - surface.left
    painter.fillRect(surface.left, top, width, height, theme().colour("lane2"))
    painter.fillRect(surface.left, top + height - 1, width, 1, theme().colour("line"))
    shots = surface.state.shots
    first = max(0, bisect_right(shots, surface.start, key=lambda shot: float(shot.start)) - 1)
    painter.setBrush(theme().colour("bg3" if theme().dark else "bg2"))
    last_mark = -1.0
    for shot in shots[first:]:
        left, right = surface.x_of(float(shot.start)), surface.x_of(float(shot.end))
        if left > surface.right:
            return
        if right - left < NARROWEST:
            if left - last_mark >= NARROWEST:
                mark = QRectF(left, top + 4, 1, height - 9)
                painter.fillRect(mark, theme().colour("line2"))
                last_mark = left
            continue
        rect = QRectF(round(left) + 0.5, top + 3.5, round(right) - round(left) - 1, height - 8)
        line = theme().colour("line2")
        painter.setPen(dashed(theme().colour("model")) if shot.coming else QPen(line, 1))
        painter.drawRoundedRect(rect, 3, 3)
        text = f"S{shot.number:02}"
        draw_text(painter, rect.adjusted(6, 0, -4, 0), text, "small", theme().colour("tx2"))
