"""Action-safe 93 % and title-safe 90 % of the picture (SMPTE ST 2046-1), with a centre mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

ACTION, TITLE = 0.93, 0.90
_DARK, _LIGHT = QColor(0, 0, 0, 150), QColor(255, 255, 255, 200)
_MARK = 10  # logical pixels


def safe_rect(picture: QRectF, share: float) -> QRectF:
    """The middle `share` of a picture in both directions."""
    across, down = picture.width() * (1 - share) / 2, picture.height() * (1 - share) / 2
    return picture.adjusted(across, down, -across, -down)


def paint_safe_areas(painter: QPainter, picture: QRectF) -> None:
    """Draw both frames and the centre; a dark line below a light one is seen on anything."""
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    centre = picture.center()
    across, down = QPointF(_MARK, 0), QPointF(0, _MARK)
    for colour, width in ((_DARK, 3.0), (_LIGHT, 1.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRect(safe_rect(picture, ACTION))
        painter.drawRect(safe_rect(picture, TITLE))
        painter.drawLine(centre - across, centre + across)
        painter.drawLine(centre - down, centre + down)
    painter.restore()
