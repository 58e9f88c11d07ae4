"""Draws a box."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.ui.annotate.tools.corners import Corners

if TYPE_CHECKING:
    from app.annotations.shapes import Box as BoxShape
    from app.annotations.shapes import Shape


class Box(Corners):
    """By a drag or by two clicks."""

    id: ClassVar[str] = "box"

    def shape(self, box: BoxShape) -> Shape:
        """The box itself."""
        return box
