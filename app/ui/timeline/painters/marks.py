"""Small drawings of annotations: diamonds, swatches, hatching."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen, QPixmap, QPolygonF

from app.ui.theme.theme import theme
from app.ui.timeline.painters.curve_row import HALF

if TYPE_CHECKING:
    from app.ui.timeline.surface import Surface

_ROOM = 8


def diamond(colour: QColor, edge: QColor, ratio: float, *, hollow: bool) -> QPixmap:
    """A diamond on a square of 16 logical pixels, drawn once per look."""
    return _diamond(colour.rgba(), edge.rgba(), ratio, hollow)


def draw_diamond(painter: QPainter, picture: QPixmap, x: float, y: float) -> None:
    """Put it down with its middle at a point."""
    painter.drawPixmap(QPointF(x - _ROOM, y - _ROOM), picture)


def draw_swatch(painter: QPainter, box: QRectF, colour: QColor, marker: str) -> None:
    """The mark of a label: its colour, and its shape for those who see no colours."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if marker == "circle":
        painter.drawEllipse(box)
    elif marker == "triangle":
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    else:
        painter.drawRoundedRect(box, 2.5, 2.5)


def hatched(colour: QColor, alpha: float = 0.3) -> QBrush:
    """Lines at 45 degrees: nobody stands behind it yet."""
    tint = QColor(colour)
    tint.setAlphaF(alpha)
    return QBrush(tint, Qt.BrushStyle.BDiagPattern)


def tinted(colour: QColor, alpha: float) -> QColor:
    """The colour, partly to be seen through."""
    tint = QColor(colour)
    tint.setAlphaF(alpha)
    return tint


def dashed(colour: QColor, width: float = 1.4) -> QPen:
    """The edge of what is provisional."""
    pen = QPen(colour, width)
    pen.setDashPattern([3, 2])
    return pen


def cut(rect: QRectF, surface: Surface) -> QRectF:
    """A rectangle without what lies far out of sight: painters do not like huge shapes."""
    left = max(rect.left(), surface.left - 60.0)
    right = min(rect.right(), surface.right + 60.0)
    return QRectF(left, rect.top(), max(0.0, right - left), rect.height())


@lru_cache(maxsize=256)
def _diamond(colour: int, edge: int, ratio: float, hollow: bool) -> QPixmap:
    size = round(2 * _ROOM * ratio)
    picture = QPixmap(size, size)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    hue, rim = QColor.fromRgba(colour), QColor.fromRgba(edge)
    if hollow:
        painter.setBrush(theme().colour("lane"))
        painter.setPen(QPen(hue, 1.5))
    else:
        painter.setBrush(hue)
        painter.setPen(QPen(rim, 1.4))
    reach = HALF + (0.2 if not hollow else -0.3)
    middle = QPointF(_ROOM, _ROOM)
    points = [QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0)]
    painter.drawPolygon(QPolygonF([middle + point for point in points]))
    painter.end()
    return picture
