"""What polygon, line and points have in common: one point for each click."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF

from app.ui.annotate.painting.shape_painter import DARK, HUE_SELECTED, with_alpha
from app.ui.annotate.tools.gestures import near, within
from app.ui.annotate.tools.tool import Pointer, Tool

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.snapping import Snapping
    from app.ui.annotate.stage import Stage

_REACH = 8.0
"""Logical pixels from the first point at which a click closes the shape."""
_FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ClickPoints(Tool):
    """Backspace takes the last point back, Enter or a double click finishes, Escape drops all."""

    least = 1
    snaps = True

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.points: list[Point] = []
        self._now: Point | None = None

    def shape(self, points: list[Point]) -> Shape:
        """What the points make; as many as `least` or more."""
        raise NotImplementedError

    def closes_at(self, pointer: Pointer) -> bool:
        """Whether a click there finishes."""
        return False

    @property
    def busy(self) -> bool:
        """Whether there is a point."""
        return bool(self.points)

    def press(self, pointer: Pointer) -> None:
        """One more point, or the end."""
        if self.closes_at(pointer):
            self.finish()
        else:
            self.points.append(self._point(pointer))
            self.stage.guides = ([], [])
            self.added(pointer)

    def added(self, pointer: Pointer) -> None:
        """A point was put down."""

    def drag(self, pointer: Pointer) -> None:
        """The point just put down goes along."""
        if self.points:
            self.points[-1] = self._point(pointer)

    def hover(self, pointer: Pointer) -> None:
        """The next point would be here."""
        self._now = self._point(pointer)

    def double(self, pointer: Pointer) -> None:
        """The first click of the two has put the last point down."""
        self.finish()

    def wants(self, event: QKeyEvent) -> bool:
        """Backspace, Delete and Enter once there is a point."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ours = event.key() in (*_FINISH, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        return self.busy and ours and plain == Qt.KeyboardModifier.NoModifier

    def key(self, event: QKeyEvent) -> bool:
        """Finish, or take the last point back."""
        if event.key() in _FINISH:
            self.finish()
        else:
            self.take_back()
        return True

    def take_back(self) -> None:
        """Without the last point."""
        self.points.pop()

    def finish(self) -> None:
        """Draw it if there are enough points; else go on."""
        if len(self.points) < self.least:
            return
        made = self.shape(self.points)
        self.drop()
        self.stage.draw(made)

    def cancel(self) -> bool:
        """Drop all points."""
        begun = self.busy
        self.drop()
        return begun

    def drop(self) -> None:
        """Begin from nothing."""
        self.points, self._now = [], None
        self.stage.let_go()

    def frame_changed(self) -> None:
        """The points stay: what is drawn lies on the frame that is shown in the end."""

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The points so far, and the way to the mouse."""
        colour = self.stage.look_to_draw().colour
        points = [place.to_canvas(*point) for point in self.points]
        ahead = [place.to_canvas(*self._now)] if self._now is not None else []
        if points:
            self.paint_way(painter, [*points, *ahead], colour)
        painter.setPen(QPen(QColor("black"), 0.8))
        for number, point in enumerate(points):
            painter.setBrush(colour if number == 0 else QColor("white"))
            radius = 4.5 if number == 0 else 3.5
            painter.drawEllipse(point, radius, radius)

    def paint_way(self, painter: QPainter, points: list[QPointF], colour: QColor) -> None:
        """The line through the points."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(with_alpha(QColor("black"), 0.59), DARK), QPen(colour, HUE_SELECTED)):
            painter.setPen(pen)
            painter.drawPolyline(QPolygonF(points))

    def near_first(self, pointer: Pointer) -> bool:
        """Whether the mouse is on the first point."""
        return bool(self.points) and near(self.points[0], pointer, _REACH)

    def _point(self, pointer: Pointer) -> Point:
        if pointer.alt or not self.snaps:
            return within(pointer.at, pointer.place)
        snapping: Snapping = self.stage.snapping(pointer.place)
        point = within(snapping.point(pointer.at), pointer.place)
        self.stage.show_guides(snapping, [point])
        return point
