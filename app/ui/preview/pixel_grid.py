"""Lines between the pixels of the frame, from 800 % on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

if TYPE_CHECKING:
    from app.ui.preview.zoom import Zoom

GRID_FROM = 8.0
_LINE = QColor(128, 128, 128, 90)  # mid grey shows on black and on white


def paint_pixel_grid(painter: QPainter, zoom: Zoom, pane: QRectF) -> None:
    """Draw it over the visible part of the picture, if the scale is large enough."""
    seen = zoom.picture(pane).intersected(pane)
    if zoom.scale < GRID_FROM or seen.isEmpty():
        return
    picture, frame = zoom.picture(pane), zoom.frame
    across, down = picture.width() / frame.width(), picture.height() / frame.height()
    lines = [
        QLineF(x, seen.top(), x, seen.bottom())
        for x in _places(picture.left(), across, seen.left(), seen.right())
    ]
    lines += [
        QLineF(seen.left(), y, seen.right(), y)
        for y in _places(picture.top(), down, seen.top(), seen.bottom())
    ]
    pen = QPen(_LINE, 0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.drawLines(lines)


def _places(start: float, step: float, low: float, high: float) -> list[float]:
    first, last = math.ceil((low - start) / step), math.floor((high - start) / step)
    return [start + number * step for number in range(first, last + 1)]
