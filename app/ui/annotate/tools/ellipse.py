"""Draws an ellipse."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.ui.annotate.geometry import ellipse_in
from app.ui.annotate.tools.corners import Corners

if TYPE_CHECKING:
    from app.annotations.shapes import Box, Shape


class Ellipse(Corners):
    """By a drag or by two clicks: the box around it."""

    id: ClassVar[str] = "ellipse"

    def shape(self, box: Box) -> Shape:
        """The ellipse that fills the box."""
        return ellipse_in(box)
