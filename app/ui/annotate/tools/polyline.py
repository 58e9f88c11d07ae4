"""Draws an open line."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.annotations.shapes import Polyline as PolylineShape
from app.ui.annotate.tools.click_points import ClickPoints

if TYPE_CHECKING:
    from app.annotations.shapes import Point, Shape


class Polyline(ClickPoints):
    """Finished by Enter or a double click."""

    id: ClassVar[str] = "polyline"
    least = 2

    def shape(self, points: list[Point]) -> Shape:
        """The line."""
        return PolylineShape(tuple(points))
