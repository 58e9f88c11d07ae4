"""Selects, moves, resizes, rotates shapes and edits their points."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QLineF, Qt

from app.annotations.shapes import Skeleton
from app.ui.annotate.geometry import (
    edges,
    frame_of,
    moved,
    segment_distance,
    vertices,
    with_new_vertex,
    with_next_state,
    without_vertex,
)
from app.ui.annotate.handles import handle_points
from app.ui.annotate.painting.handle_painter import (
    HIT,
    middles,
    shown_handles,
    turn_handle,
)
from app.ui.annotate.stage_hits import hits
from app.ui.annotate.tools.gestures import Gesture, Move, Pick, PullVertex, Resize, Turn
from app.ui.annotate.tools.joint_name import joint_name, paint_joint_name
from app.ui.annotate.tools.tool import Pointer, Tool
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from app.annotations.interpolation import ShapeAt
    from app.annotations.shapes import Shape
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SIDEWAYS, _UPRIGHT = Qt.CursorShape.SizeHorCursor, Qt.CursorShape.SizeVerCursor
_FALLING, _RISING = Qt.CursorShape.SizeFDiagCursor, Qt.CursorShape.SizeBDiagCursor


class Select(Tool):
    """The arrow. Ctrl and an arrow key move by a pixel, with Shift by ten."""

    id: ClassVar[str] = "select"
    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.ArrowCursor

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._pressed: Pointer | None = None
        self._gesture: Gesture | None = None
        self._dragging = False
        self._click: frozenset[int] | None = None
        self._nudges = 0
        self._named = ""

    @property
    def busy(self) -> bool:
        """Whether a drag is on."""
        return self._dragging

    def press(self, pointer: Pointer) -> None:
        """Take hold of a handle, a point, a shape, or of nothing."""
        self._pressed, self._dragging, self._click = pointer, False, None
        self._gesture = self._on_handle(pointer) or self._on_shape(pointer)

    def drag(self, pointer: Pointer) -> None:
        """Pull it."""
        if self._pressed is None or self._gesture is None:
            return
        if self._dragging or pointer.far_from(self._pressed):
            self._dragging = True
            self._gesture.update(pointer)

    def release(self, pointer: Pointer) -> None:
        """Let go: what was a drag is done, what was a click selects."""
        gesture, dragged, pressed = self._gesture, self._dragging, self._pressed
        click, self._click = self._click, None
        self._gesture, self._dragging, self._pressed = None, False, None
        if gesture is None or pressed is None:
            return
        if dragged:
            gesture.done(pointer)
        elif isinstance(gesture, PullVertex) and pointer.alt:
            self._change_point(pointer, insert=False)
        elif click is not None:
            self.stage.session.select(click)

    def hover(self, pointer: Pointer) -> None:
        """The name of a joint comes and goes with the mouse."""
        name = joint_name(self.stage, pointer.place, pointer.point)
        if name != self._named:
            self._named = name
            self.stage.canvas.update()

    def double(self, pointer: Pointer) -> None:
        """On a point: remove it; on a line: put one there; on a joint: cover it or drop it."""
        self._change_point(pointer, insert=True)

    def cancel(self) -> bool:
        """Everything is where it was."""
        if self._gesture is None:
            return False
        dragged = self._dragging
        self._gesture, self._dragging, self._pressed = None, False, None
        self.stage.let_go()
        return dragged

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The frame that picks; else the name of the joint under the mouse."""
        if self._gesture is not None and self._dragging:
            self._gesture.paint(painter, place)
        else:
            paint_joint_name(painter, self.stage, place)

    def cursor_at(self, pointer: Pointer) -> Qt.CursorShape:
        """Arrows that say where a handle goes."""
        single = self.stage.single()
        if single is not None:
            handle = _handle_at(single.shape, pointer)
            if handle == "turn":
                return Qt.CursorShape.PointingHandCursor
            if handle:
                return _arrow(single.shape, handle)
            if _vertex_at(single.shape, pointer) is not None:
                return Qt.CursorShape.CrossCursor
        return Qt.CursorShape.SizeAllCursor if self._movable_at(pointer) else self.cursor

    def wants(self, event: QKeyEvent) -> bool:
        """Ctrl with an arrow, while something is selected."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        held &= ~Qt.KeyboardModifier.ShiftModifier
        arrow = Qt.Key(event.key()) in _ARROWS
        return arrow and held == Qt.KeyboardModifier.ControlModifier and bool(self._selected())

    def key(self, event: QKeyEvent) -> bool:
        """Move by a pixel or by ten; as long as the key is held it is one step."""
        if not event.isAutoRepeat():
            self._nudges += 1
        far = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        x, y = _ARROWS[Qt.Key(event.key())]
        shapes = {s.track.id: moved(s.shape, (x * far, y * far)) for s in self._selected()}
        words = tr_count("Move {n} shape", "Move {n} shapes", len(shapes))
        self.stage.place(shapes, words, f"nudge {id(self)} {self._nudges}")
        return True

    def _on_handle(self, pointer: Pointer) -> Gesture | None:
        single = self.stage.single()
        if single is None:
            return None
        handle = _handle_at(single.shape, pointer)
        if handle == "turn":
            return Turn(self.stage, pointer, single)
        if handle:
            return Resize(self.stage, pointer, single, handle)
        vertex = _vertex_at(single.shape, pointer)
        if vertex is not None:
            return PullVertex(self.stage, pointer, single, vertex)
        middle = _middle_at(single.shape, pointer)
        if middle is not None:
            return PullVertex(self.stage, pointer, single, middle + 1, new=True)
        return None

    def _on_shape(self, pointer: Pointer) -> Gesture:
        """Select what is there and be ready to move it; a further click takes what lies below."""
        found = hits(self.stage, pointer)
        selection = self.stage.session.selection
        if not found:
            self._click = selection if pointer.shift else frozenset()
            return Pick(self.stage, pointer)
        if pointer.shift:
            self._click = selection ^ {found[0]}
        elif not selection & set(found):
            self.stage.session.select({found[0]})
        else:
            single = self.stage.single()
            if single is not None and _edge_at(single.shape, pointer) is not None:
                found = [single.track.id]  # perhaps the first half of a double click on its line
            held = next(number for number in found if number in selection)
            below = found[(found.index(held) + 1) % len(found)]
            self._click = frozenset({below if len(selection) == 1 else held})
        return Move(self.stage, pointer, self._selected() or [])

    def _selected(self) -> list[ShapeAt]:
        selection = self.stage.session.selection
        shapes = self.stage.shapes()
        return [s for s in shapes if s.track.id in selection and self.stage.movable(s.track)]

    def _movable_at(self, pointer: Pointer) -> bool:
        held = {shown.track.id for shown in self._selected()}
        return bool(held & set(hits(self.stage, pointer)))

    def _change_point(self, pointer: Pointer, *, insert: bool) -> None:
        single = self.stage.single()
        if single is None:
            return
        vertex, edge = _vertex_at(single.shape, pointer), _edge_at(single.shape, pointer)
        made: Shape = single.shape
        words = ""
        name = self.stage.name(single.track.id)
        if vertex is not None and isinstance(single.shape, Skeleton):
            made = with_next_state(single.shape, vertex)
            words = tr("Change joint of {name}", name=name)
        elif vertex is not None:
            made = without_vertex(single.shape, vertex)
            words = tr("Remove point of {name}", name=name)
        elif edge is not None and insert:
            made = with_new_vertex(single.shape, edge, pointer.at)
            words = tr("Add point to {name}", name=name)
        if made is not single.shape:
            self.stage.place({single.track.id: made}, words)


def _handle_at(shape: Shape, pointer: Pointer) -> str:
    """The handle under the mouse, "turn" for the one that turns, "" for none."""
    frame = frame_of(shape)
    turn = turn_handle(shape, pointer.place)
    if frame is None or turn is None:
        return ""
    points = handle_points(frame)
    for name in shown_handles(shape, pointer.place):
        away = pointer.place.to_canvas(*points[name]) - pointer.point
        if max(abs(away.x()), abs(away.y())) <= HIT / 2:
            return name
    return "turn" if QLineF(turn, pointer.point).length() <= HIT / 2 + 1 else ""


def _vertex_at(shape: Shape, pointer: Pointer) -> int | None:
    """The nearest point of a shape within reach."""
    places = [pointer.place.to_canvas(x, y) for x, y in vertices(shape)]
    away = [QLineF(place, pointer.point).length() for place in places]
    if not away or min(away) > HIT / 2 + 1:
        return None
    return away.index(min(away))


def _middle_at(shape: Shape, pointer: Pointer) -> int | None:
    for number, point in middles(shape, pointer.place):
        if QLineF(point, pointer.point).length() <= HIT / 2:
            return number
    return None


def _edge_at(shape: Shape, pointer: Pointer) -> int | None:
    """The number of the point before the edge under the mouse."""
    points, reach = vertices(shape), pointer.place.length(HIT / 2)
    for a, b in edges(shape):
        if segment_distance(pointer.at, points[a], points[b]) <= reach:
            return a
    return None


def _arrow(shape: Shape, handle: str) -> Qt.CursorShape:
    """The double arrow that lies nearest to where a handle goes, however the box is turned."""
    frame = frame_of(shape)
    start = {"n": 0, "ne": 45, "e": 90, "se": 135, "s": 180, "sw": 225, "w": 270, "nw": 315}
    degrees = start[handle] + (frame.rotation if frame else 0)
    return (_UPRIGHT, _RISING, _SIDEWAYS, _FALLING)[round(degrees / 45) % 4]
