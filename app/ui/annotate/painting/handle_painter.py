"""Paints what a selected shape is taken hold of by, and the lines of snapping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.annotations.shapes import JOINT_ABSENT, JOINT_HIDDEN, JOINT_SEEN, Skeleton
from app.ui.annotate.geometry import edges, frame_of, vertices
from app.ui.annotate.handles import handle_points, turn_point
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Shape
    from app.ui.annotate.place import Place

HANDLE, HIT = 7, 14
TURN_AWAY = 32
"""Logical pixels from the top edge to the handle that turns: clear of the name tag."""
MIDDLES_FROM = 36
"""Logical length of an edge from which its middle offers a new point."""
SIDES_FROM = 28
"""Logical length of a side from which it has a handle in its middle."""


def paint_handles(painter: QPainter, shape: Shape, place: Place) -> None:
    """White squares for boxes and ellipses, white dots for points, by their state for joints."""
    frame, turn = frame_of(shape), turn_handle(shape, place)
    painter.setPen(QPen(QColor("black"), 0.8))
    painter.setBrush(QColor("white"))
    if frame is not None and turn is not None:
        painter.drawEllipse(turn, 4.5, 4.5)
        for name, (x, y) in handle_points(frame).items():
            if name in shown_handles(shape, place):
                painter.drawRect(_square(place.to_canvas(x, y), HANDLE))
        return
    if isinstance(shape, Skeleton):
        _paint_joints(painter, shape, place)
        return
    for x, y in vertices(shape):
        painter.drawEllipse(place.to_canvas(x, y), 3.5, 3.5)
    painter.setBrush(QColor(255, 255, 255, 90))
    for _, point in middles(shape, place):
        painter.drawEllipse(point, 2.5, 2.5)


def _paint_joints(painter: QPainter, shape: Skeleton, place: Place) -> None:
    """A white dot for one that is seen, a dark one with a ring if covered, dashes if absent."""
    for (x, y), state in zip(shape.points, shape.states, strict=True):
        at, style = place.to_canvas(x, y), Qt.PenStyle.SolidLine
        if state == JOINT_SEEN:
            painter.setPen(QPen(QColor("black"), 0.8))
            painter.setBrush(QColor("white"))
            painter.drawEllipse(at, 3.5, 3.5)
            continue
        if state == JOINT_ABSENT:
            style = Qt.PenStyle.DotLine
        painter.setPen(QPen(QColor("white"), 1.4, style))
        painter.setBrush(QColor(0, 0, 0, 200 if state == JOINT_HIDDEN else 90))
        painter.drawEllipse(at, 4.5, 4.5)


def paint_stem(painter: QPainter, shape: Shape, colour: QColor, place: Place) -> None:
    """The line from a box or ellipse to the handle that turns it; tags may cover it."""
    frame, at = frame_of(shape), turn_handle(shape, place)
    if frame is not None and at is not None:
        painter.setPen(QPen(colour, 1.2))
        painter.drawLine(place.to_canvas(*handle_points(frame)["n"]), at)


def paint_marks(painter: QPainter, edges: Bounds) -> None:
    """Small corners around what is selected but has no handles."""
    painter.setPen(QPen(QColor("black"), 0.8))
    painter.setBrush(QColor("white"))
    for x in (edges[0], edges[2]):
        for y in (edges[1], edges[3]):
            painter.drawRect(_square(QPointF(x, y), 4))


def shown_handles(shape: Shape, place: Place) -> tuple[str, ...]:
    """The handles there is room for; corners always."""
    frame = frame_of(shape)
    if frame is None:
        return ()
    wide = (frame.x1 - frame.x0) * place.scale >= SIDES_FROM
    high = (frame.y1 - frame.y0) * place.scale >= SIDES_FROM
    return ("nw", "ne", "se", "sw", *(("n", "s") if wide else ()), *(("e", "w") if high else ()))


def middles(shape: Shape, place: Place) -> list[tuple[int, QPointF]]:
    """Middles of long edges on the canvas, with the number of the point before each."""
    points = [place.to_canvas(x, y) for x, y in vertices(shape)]
    return [
        (a, (points[a] + points[b]) / 2)
        for a, b in edges(shape)
        if QLineF(points[a], points[b]).length() >= MIDDLES_FROM
    ]


def turn_handle(shape: Shape, place: Place) -> QPointF | None:
    """Where the handle that turns a shape is on the canvas; None for shapes that do not turn."""
    frame = frame_of(shape)
    if frame is None:
        return None
    away = place.length(TURN_AWAY)
    above = place.to_canvas(*turn_point(frame, away))
    height = frame.y1 - frame.y0
    # Out of sight nobody finds it: within the box then, if that leaves the other handles free.
    if place.seen.contains(above) or height * place.scale < 3 * HIT:
        return above
    return place.to_canvas(*turn_point(frame, -min(away, height / 3)))


def paint_guides(painter: QPainter, across: list[float], down: list[float], place: Place) -> None:
    """Thin lines along the edges that something snapped to."""
    painter.setPen(QPen(theme().colour("accent"), 1, Qt.PenStyle.DashLine))
    for x in across:
        at = place.to_canvas(x, 0).x()
        painter.drawLine(QPointF(at, place.seen.top()), QPointF(at, place.seen.bottom()))
    for y in down:
        at = place.to_canvas(0, y).y()
        painter.drawLine(QPointF(place.seen.left(), at), QPointF(place.seen.right(), at))


def _square(at: QPointF, size: float) -> QRectF:
    return QRectF(at.x() - size / 2, at.y() - size / 2, size, size)
