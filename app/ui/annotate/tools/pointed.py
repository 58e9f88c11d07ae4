"""What the user has pointed at with the wand."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.annotations.interpolation import point_between
from app.inference.segmenting.prompt import Prompt
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.theme.palette import DARK

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Point
    from app.ui.annotate.place import Place


@dataclass(frozen=True, slots=True)
class Mark:
    """A point of the object or of what it is not, with a radius; in pixels of the source."""

    point: Point
    radius: float
    inside: bool


@dataclass
class Pointed:
    """A frame and marks, in the order they came. GUI thread only.

    Attributes:
        rect: What holds the object.
        marks: Of both kinds.
    """

    rect: Bounds | None = None
    marks: list[Mark] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether it says where the object is."""
        return self.rect is not None or any(mark.inside for mark in self.marks)

    def of_kind(self, *, inside: bool) -> tuple[tuple[Point, float], ...]:
        """Points and radii of one kind."""
        return tuple((mark.point, mark.radius) for mark in self.marks if mark.inside == inside)

    def prompt(self) -> Prompt:
        """The same for a model."""
        inside, outside = (
            tuple(mark.point for mark in self.marks if mark.inside == kind)
            for kind in (True, False)
        )
        return Prompt(inside, outside, self.rect)

    def stroke(self, mark: Mark) -> None:
        """A mark, and all between the last one and it: a quick hand leaves no gaps."""
        last = self.marks[-1].point if self.marks else mark.point
        steps = max(1, math.ceil(math.dist(last, mark.point) / mark.radius))
        for step in range(1, steps + 1):
            self.marks.append(replace(mark, point=point_between(last, mark.point, step / steps)))

    def take_back(self) -> None:
        """Without the last mark, or else without the frame."""
        if self.marks:
            self.marks.pop()
        else:
            self.rect = None

    def clear(self) -> None:
        """Begin from nothing."""
        self.rect, self.marks = None, []

    def paint_marks(self, painter: QPainter, place: Place) -> None:
        """Green for the object, red for the rest."""
        painter.setPen(Qt.PenStyle.NoPen)
        for mark in self.marks:
            painter.setBrush(with_alpha(QColor(DARK.ok if mark.inside else DARK.err), 0.5))
            radius = mark.radius * place.scale
            painter.drawEllipse(place.to_canvas(*mark.point), radius, radius)


def paint_frame(painter: QPainter, place: Place, rect: Bounds) -> None:
    """Dashed, white on black."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, wide in (("black", 2.4), ("white", 1.0)):
        pen = QPen(with_alpha(QColor(colour), 0.7), wide)
        pen.setStyle(Qt.PenStyle.DashLine if wide == 1 else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.drawRect(place.rect(rect))
