"""What a drag of the select tool does: move, resize, turn, pull a point, or pick with a frame."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from app.annotations.shapes import bounds_of
from app.ui.annotate.geometry import (
    box_between,
    frame_of,
    in_frame,
    moved,
    with_new_vertex,
    with_vertex,
)
from app.ui.annotate.handles import handle_points, resized, turned_to
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.annotate.snapping import Snapping
from app.ui.language import tr, tr_count
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.annotations.interpolation import ShapeAt
    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.tools.tool import Pointer


class Gesture(Protocol):
    """One drag, from press to release."""

    def update(self, pointer: Pointer) -> None:
        """Show what it would do."""

    def done(self, pointer: Pointer) -> None:
        """Do it, by one step."""

    def paint(self, painter: QPainter, place: Place) -> None:
        """Paint more than the held shapes."""


class ShapeGesture:
    """Changes shapes; the ones that would be made are held by the stage meanwhile."""

    words: str

    def __init__(self, stage: Stage, pointer: Pointer, shapes: list[ShapeAt]) -> None:
        self.stage, self.start = stage, pointer
        self.before = {one.track.id: one.shape for one in shapes}
        self.snapping = stage.snapping(pointer.place, self.before)

    def update(self, pointer: Pointer) -> None:
        """Show what it would do."""
        made = self.changed(pointer, Snapping() if pointer.alt else self.snapping)
        self.stage.held = dict(made)

    def done(self, pointer: Pointer) -> None:
        """Do it, by one step."""
        made = self.changed(pointer, Snapping() if pointer.alt else self.snapping)
        different = {n: shape for n, shape in made.items() if shape != self.before[n]}
        self.stage.let_go()
        if different:
            self.stage.place(different, self.title())

    def title(self) -> str:
        """What the step is called."""
        raise NotImplementedError

    def changed(self, pointer: Pointer, snapping: Snapping) -> dict[int, Shape]:
        """The shapes with the mouse there."""
        raise NotImplementedError

    def paint(self, painter: QPainter, place: Place) -> None:
        """Nothing more."""

    def name(self) -> str:
        """Of the one track."""
        return self.stage.name(next(iter(self.before)))


class Move(ShapeGesture):
    """All selected shapes, together."""

    def title(self) -> str:
        """What the step is called."""
        if len(self.before) == 1:
            return tr("Move {name}", name=self.name())
        return tr_count("Move {n} shape", "Move {n} shapes", len(self.before))

    def changed(self, pointer: Pointer, snapping: Snapping) -> dict[int, Shape]:
        """Everything by as much; the common bounds snap. Shift keeps to one axis."""
        if not self.before:
            return {}  # all of it is pinned
        dx, dy = pointer.at[0] - self.start.at[0], pointer.at[1] - self.start.at[1]
        if pointer.shift:
            dx, dy = (dx, 0.0) if abs(dx) >= abs(dy) else (0.0, dy)
        corners = [p for s in self.before.values() for p in (s.bounds[:2], s.bounds[2:])]
        bounds = bounds_of([(float(x), float(y)) for x, y in corners])
        sx, sy = snapping.shift(bounds, (dx, dy))
        by = (0.0 if pointer.shift and not dx else sx, 0.0 if pointer.shift and not dy else sy)
        ends = [(bounds[0] + by[0], bounds[1] + by[1]), (bounds[2] + by[0], bounds[3] + by[1])]
        self.stage.show_guides(snapping, ends)
        return {number: moved(shape, by) for number, shape in self.before.items()}


class Resize(ShapeGesture):
    """One box or ellipse by a handle."""

    def __init__(self, stage: Stage, pointer: Pointer, shown: ShapeAt, handle: str) -> None:
        super().__init__(stage, pointer, [shown])
        self._shape, self._handle = shown.shape, handle

    def title(self) -> str:
        """What the step is called."""
        return tr("Resize {name}", name=self.name())

    def changed(self, pointer: Pointer, snapping: Snapping) -> dict[int, Shape]:
        """The handle goes where the mouse is, but not out of the picture; Shift keeps the shape."""
        frame = frame_of(self._shape)
        if frame is None:
            return {}
        at = handle_points(frame)[self._handle]
        pulled = (
            at[0] + pointer.at[0] - self.start.at[0],
            at[1] + pointer.at[1] - self.start.at[1],
        )
        if not frame.rotation:
            pulled = within(snapping.point(pulled), pointer.place)
        made = resized(frame, self._handle, pulled, keep_shape=pointer.shift)
        if made.area <= 0:
            made = frame
        if not frame.rotation:
            self.stage.show_guides(snapping, [pulled])
        return dict.fromkeys(self.before, in_frame(self._shape, made))


class Turn(ShapeGesture):
    """One box or ellipse about its middle."""

    def __init__(self, stage: Stage, pointer: Pointer, shown: ShapeAt) -> None:
        super().__init__(stage, pointer, [shown])
        self._shape = shown.shape

    def title(self) -> str:
        """What the step is called."""
        return tr("Rotate {name}", name=self.name())

    def changed(self, pointer: Pointer, snapping: Snapping) -> dict[int, Shape]:
        """The handle looks at the mouse, by whole steps with Shift; near upright it snaps."""
        frame = frame_of(self._shape)
        if frame is None:
            return {}
        made = turned_to(frame, pointer.at, steps=pointer.shift)
        if snapping.reach and min(made.rotation % 90, -made.rotation % 90) < 1.5:
            degrees = round(made.rotation / 90) * 90 % 360
            made = type(made)(*made.edges, float(degrees))
        return dict.fromkeys(self.before, in_frame(self._shape, made))


class PullVertex(ShapeGesture):
    """One point of a polygon, line, skeleton or set of points; perhaps a new one."""

    def __init__(
        self, stage: Stage, pointer: Pointer, shown: ShapeAt, number: int, *, new: bool = False
    ) -> None:
        super().__init__(stage, pointer, [shown])
        self._number, self._new = number, new
        self._shape = shown.shape
        if new:
            self._shape = with_new_vertex(self._shape, number - 1, pointer.at)

    def title(self) -> str:
        """What the step is called."""
        if self._new:
            return tr("Add point to {name}", name=self.name())
        return tr("Move point of {name}", name=self.name())

    def changed(self, pointer: Pointer, snapping: Snapping) -> dict[int, Shape]:
        """The point is where the mouse is, in the picture."""
        to = within(self.stage.snapped(pointer.at, self._shape, snapping), pointer.place)
        self.stage.show_guides(snapping, [to])
        return dict.fromkeys(self.before, with_vertex(self._shape, self._number, to))


class Pick:
    """Selects what lies within a frame; with Shift in addition to what is selected."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        self._stage, self._start, self._now = stage, pointer, pointer
        self._kept = stage.session.selection if pointer.shift else frozenset()

    def update(self, pointer: Pointer) -> None:
        """Select as it goes."""
        self._now = pointer
        frame = box_between(self._start.at, pointer.at)
        inside = {
            one.track.id
            for one in self._stage.touchable()
            if frame.x0 <= one.shape.bounds[0]
            and frame.y0 <= one.shape.bounds[1]
            and one.shape.bounds[2] <= frame.x1
            and one.shape.bounds[3] <= frame.y1
        }
        self._stage.session.select(self._kept | inside)

    def done(self, pointer: Pointer) -> None:
        """A mere click beside everything selects nothing."""
        self.update(pointer)

    def paint(self, painter: QPainter, place: Place) -> None:
        """The frame."""
        frame = box_between(self._start.at, self._now.at)
        painter.setPen(QPen(theme().colour("accent"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(with_alpha(theme().colour("accent"), 0.1))
        painter.drawRect(place.rect(frame.edges))


def within(point: Point, place: Place) -> Point:
    """A point brought into the picture."""
    x, y = point
    return min(max(x, 0.0), float(place.width)), min(max(y, 0.0), float(place.height))


def near(point: Point, pointer: Pointer, reach: float) -> bool:
    """Whether a point of the source is as near to the mouse as `reach` logical pixels."""
    return math.dist(point, pointer.at) <= pointer.place.length(reach)
