"""Puts down points; the joints of a skeleton where the label has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from app.annotations.shapes import JOINT_ABSENT, JOINT_HIDDEN, JOINT_SEEN, Skeleton
from app.annotations.shapes import Points as PointsShape
from app.ui.annotate.tools.click_points import ClickPoints
from app.ui.annotate.tools.corners import paint_words
from app.ui.language import tr

if TYPE_CHECKING:
    from app.annotations.model import SkeletonKind
    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.tools.tool import Pointer


class Points(ClickPoints):
    """One click for each. A joint put down with Shift is covered; Enter leaves the rest out."""

    id: ClassVar[str] = "points"
    snaps = False

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._states: list[int] = []

    def shape(self, points: list[Point]) -> Shape:
        """Points, or a skeleton whose joints that were left out are absent."""
        kind = self._kind()
        if kind is None:
            return PointsShape(tuple(points))
        missing = len(kind.joints) - len(points)
        states = [*self._states[: len(points)], *[JOINT_ABSENT] * missing]
        return Skeleton((*points, *[points[-1]] * missing), tuple(states))

    def added(self, pointer: Pointer) -> None:
        """Note whether it is covered; the last joint finishes."""
        self._states.append(JOINT_HIDDEN if pointer.shift else JOINT_SEEN)
        kind = self._kind()
        if kind is not None and len(self.points) == len(kind.joints):
            self.finish()

    def take_back(self) -> None:
        """Without the last one."""
        super().take_back()
        self._states.pop()

    def drop(self) -> None:
        """Begin from nothing."""
        super().drop()
        self._states = []

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The points so far; for a skeleton also the name of the joint that is next."""
        kind, colour = self._kind(), self.stage.look_to_draw().colour
        painter.setPen(QPen(QColor("black"), 0.8))
        painter.setBrush(colour)
        for point in self.points:
            painter.drawEllipse(place.to_canvas(*point), 4.5, 4.5)
        pointer = self.stage.canvas.pointer
        if kind is not None and pointer is not None:
            joint = kind.joints[min(len(self.points), len(kind.joints) - 1)]
            at = QRectF(pointer + QPointF(24, 6), pointer + QPointF(24, 6))
            paint_words(painter, tr("Next: {joint}", joint=joint), at, place.seen)

    def _kind(self) -> SkeletonKind | None:
        return self.stage.look_to_draw().skeleton
