"""What box and ellipse have in common: two corners, by a drag or by two clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.annotate.geometry import box_between, square_corner
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.annotate.snapping import Snapping
from app.ui.annotate.tools.gestures import within
from app.ui.annotate.tools.tool import Pointer, Tool
from app.ui.preview.hud import hud_font, paint_box
from app.ui.preview.hud_texts import size_text
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.annotations.shapes import Box, Point, Shape
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage

_LEAST = 1.0
"""Pixels of the source below which nothing is drawn."""


class Corners(Tool):
    """Draws what fills the box between two corners. Shift makes it square."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._start: Point | None = None
        self._pressed: Pointer | None = None
        self._now: Point | None = None
        self._second = False

    def shape(self, box: Box) -> Shape:
        """What fills a box."""
        raise NotImplementedError

    @property
    def busy(self) -> bool:
        """Whether the first corner stands."""
        return self._start is not None

    def press(self, pointer: Pointer) -> None:
        """The first corner; or the second one, by click."""
        self._second = self._start is not None
        self._pressed = pointer
        if self._start is None:
            self._start = self._corner(pointer)
        self._now = self._corner(pointer)

    def drag(self, pointer: Pointer) -> None:
        """The second corner is where the mouse is."""
        self._now = self._corner(pointer)

    def hover(self, pointer: Pointer) -> None:
        """It is so between two clicks, too; before the first there is only a cross."""
        self._now = self._corner(pointer)

    def release(self, pointer: Pointer) -> None:
        """The end of a drag, or of the second click."""
        if self._pressed is None:
            return
        self._now = self._corner(pointer)
        if self._second or pointer.far_from(self._pressed):
            self.finish()

    def double(self, pointer: Pointer) -> None:
        """The second click came quickly."""
        self.press(pointer)

    def finish(self) -> None:
        """Draw it."""
        box = self._box()
        self._drop()
        if box is not None and min(box.x1 - box.x0, box.y1 - box.y0) >= _LEAST:
            self.stage.draw(self.shape(box))

    def cancel(self) -> bool:
        """Nothing is begun."""
        begun = self.busy
        self._drop()
        self._now = None
        return begun

    def frame_changed(self) -> None:
        """The first corner stays: what is drawn lies on the frame that is shown in the end."""

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The shape as it would be, with its size; a cross before."""
        box = self._box()
        if box is None:
            self._paint_cross(painter, place)
            return
        shapes.paint(painter, self.shape(box), self.stage.look_to_draw(), place)
        wide, high = round(box.x1 - box.x0), round(box.y1 - box.y0)
        paint_words(painter, size_text(wide, high), place.rect(box.edges), place.seen)

    def _corner(self, pointer: Pointer) -> Point:
        snapping = Snapping() if pointer.alt else self.stage.snapping(pointer.place)
        point = within(snapping.point(pointer.at), pointer.place)
        if pointer.shift and self._start is not None:
            return square_corner(self._start, point)
        self.stage.show_guides(snapping, [point] if self._start is not None else [])
        return point

    def _box(self) -> Box | None:
        if self._start is None or self._now is None:
            return None
        return box_between(self._start, self._now)

    def _drop(self) -> None:
        self._start, self._pressed, self._second = None, None, False
        self.stage.let_go()

    def _paint_cross(self, painter: QPainter, place: Place) -> None:
        """Hair lines through the mouse, to see where edges will be."""
        if self._now is None or self.stage.canvas.pointer is None:
            return
        at, seen = place.to_canvas(*self._now), place.seen
        for colour, wide in ((with_alpha(QColor("black"), 0.35), 2.4), (QColor("white"), 0.8)):
            painter.setPen(QPen(with_alpha(colour, 0.6 * colour.alphaF()), wide))
            painter.drawLine(QPointF(seen.left(), at.y()), QPointF(seen.right(), at.y()))
            painter.drawLine(QPointF(at.x(), seen.top()), QPointF(at.x(), seen.bottom()))


def paint_words(painter: QPainter, text: str, bounds: QRectF, seen: QRectF) -> None:
    """A few words below what is being drawn."""
    painter.setFont(hud_font())
    width = QFontMetricsF(hud_font()).horizontalAdvance(text) + theme().px(12)
    height = theme().px(20)
    y = min(bounds.bottom() + 6, seen.bottom() - height - 2)
    x = min(max(bounds.right() - width, seen.left()), seen.right() - width)
    box = QRectF(x, y, width, height)
    paint_box(painter, box, 3)
    painter.setPen(QColor("white"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
