"""Where the pixels of a source lie on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Point
    from app.ui.preview.canvas import Canvas


class Place:
    """One pane's picture and the size of the source, whatever size is shown.

    Attributes:
        picture: Where the picture lies, in logical pixels of the canvas.
        seen: The part of it that is in view.
        width, height: Of the source, upright, with square pixels.
        scale: Logical pixels of the canvas for one pixel of the source, across.
    """

    def __init__(self, picture: QRectF, seen: QRectF, width: int, height: int) -> None:
        self.picture, self.seen = picture, seen
        self.width, self.height = width, height
        # Kept as plain numbers: hundreds of shapes are placed for each paint.
        self._left, self._top = picture.x(), picture.y()
        self.scale = picture.width() / width
        self._down = picture.height() / height

    def to_canvas(self, x: float, y: float) -> QPointF:
        """A point of the source on the canvas."""
        return QPointF(self._left + x * self.scale, self._top + y * self._down)

    def to_source(self, point: QPointF) -> Point:
        """A point of the canvas in pixels of the source; may lie outside of it."""
        return (point.x() - self._left) / self.scale, (point.y() - self._top) / self._down

    def edges(self, bounds: Bounds) -> Bounds:
        """Bounds of a shape on the canvas."""
        return (
            self._left + bounds[0] * self.scale,
            self._top + bounds[1] * self._down,
            self._left + bounds[2] * self.scale,
            self._top + bounds[3] * self._down,
        )

    def rect(self, bounds: Bounds) -> QRectF:
        """The same as a rectangle."""
        left, top, right, bottom = self.edges(bounds)
        return QRectF(left, top, right - left, bottom - top)

    def length(self, logical: float) -> float:
        """Logical pixels of the canvas in pixels of the source."""
        return logical / self.scale if self.scale else logical


def place_at(canvas: Canvas, point: QPointF | None, width: int, height: int) -> Place | None:
    """The place in the pane at a point, else in the first; None without a picture."""
    panes = canvas.panes()
    if canvas.layers.size is None or not panes:
        return None
    under = [pane for pane in panes if point is not None and pane.rect.contains(point)]
    return _place(canvas, (under or list(panes))[0].rect, width, height)


def places(canvas: Canvas, width: int, height: int) -> list[Place]:
    """The place in each pane."""
    if canvas.layers.size is None:
        return []
    return [_place(canvas, pane.rect, width, height) for pane in canvas.panes()]


def _place(canvas: Canvas, pane: QRectF, width: int, height: int) -> Place:
    picture = canvas.zoom.picture(pane)
    return Place(picture, picture.intersected(pane), width, height)
