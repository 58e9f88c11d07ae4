"""Draws a polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from app.annotations.shapes import Polygon as PolygonShape
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.annotate.tools.click_points import ClickPoints

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.tools.tool import Pointer


class Polygon(ClickPoints):
    """Also closed by a click on its first point."""

    id: ClassVar[str] = "polygon"
    least = 3

    def shape(self, points: list[Point]) -> Shape:
        """One ring."""
        return PolygonShape((tuple(points),))

    def closes_at(self, pointer: Pointer) -> bool:
        """On the first point."""
        return len(self.points) >= self.least and self.near_first(pointer)

    def paint_way(self, painter: QPainter, points: list[QPointF], colour: QColor) -> None:
        """The area, too."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(with_alpha(colour, 0.1))
        painter.drawPolygon(QPolygonF(points))
        super().paint_way(painter, points, colour)
