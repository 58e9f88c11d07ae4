"""Paints one shape: fill, dark outline, hue, hatch of what is not sure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from app.annotations.masks import Mask
from app.annotations.shapes import (
    JOINT_HIDDEN,
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Skeleton,
)
from app.ui.annotate.painting.mask_pictures import MaskPictures

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Ring, Shape
    from app.ui.annotate.painting.look import Look
    from app.ui.annotate.place import Place

HUE, HUE_SELECTED, DARK = 1.6, 2.0, 3.4
_DARK_ALPHA = 0.59
_FILL, _HATCH = 0.10, 0.30
_DOT = 4.0
_DASH = (4.0, 2.4)
_NO_BRUSH = Qt.BrushStyle.NoBrush


class ShapePainter:
    """Knows how to paint each kind of shape. GUI thread.

    Args:
        outlines: How strong outlines are, in [0, 1].
        masks: Keeps pictures of masks; share one.
    """

    def __init__(self, outlines: float = 1.0, masks: MaskPictures | None = None) -> None:
        self.outlines = outlines
        self._colours: dict[tuple[int, bool, bool], tuple[QColor, QColor, QColor]] = {}
        self.masks = masks or MaskPictures()

    def paint(self, painter: QPainter, shape: Shape, look: Look, place: Place) -> None:
        """Paint a shape where it lies in a place."""
        if isinstance(shape, Box) and not shape.rotation and not look.provisional:
            self._box(painter, place.edges(shape.edges), look)
        elif isinstance(shape, Mask):
            self._mask(painter, shape, look, place)
        elif isinstance(shape, Points):
            self._dots(painter, shape.points, look, place)
        elif isinstance(shape, Skeleton):
            self._skeleton(painter, shape, look, place)
        else:
            closed = not isinstance(shape, Polyline)
            self._path(painter, path_of(shape, place), look, filled=closed)

    def _box(self, painter: QPainter, edges: Bounds, look: Look) -> None:
        """The most frequent kind: whole pixels need no smoothing, which is four times quicker."""
        if look.outside or painter.device().devicePixelRatioF() % 1:
            rect = QRectF(edges[0], edges[1], edges[2] - edges[0], edges[3] - edges[1])
            self._path(painter, rect_path(rect), look)
            return
        left, top = round(edges[0]), round(edges[1])
        width, height = round(edges[2]) - left, round(edges[3]) - top
        fill, dark, hue = self._box_colours(look)
        if not look.occluded:
            painter.fillRect(left, top, width, height, fill)
        more = 1 if look.hovered else 0
        _paint_frame(painter, left, top, width, height, 2 + more, 4 + 2 * more, dark)
        _paint_frame(painter, left, top, width, height, 1, 2 + more, hue)

    def _box_colours(self, look: Look) -> tuple[QColor, QColor, QColor]:
        key = (look.colour.rgb(), look.occluded, look.outside)
        if key not in self._colours:
            fill, dark = with_alpha(look.colour, _FILL), self.dark_pen(look).color()
            self._colours[key] = (fill, dark, self.hue_pen(look).color())
        return self._colours[key]

    def _path(
        self, painter: QPainter, path: QPainterPath, look: Look, *, filled: bool = True
    ) -> None:
        if filled and not (look.occluded or look.outside):
            painter.fillPath(path, with_alpha(look.colour, _FILL))
        if filled and look.provisional:
            painter.fillPath(path, hatch(look.colour))
        painter.setBrush(_NO_BRUSH)
        painter.setPen(self.dark_pen(look))
        painter.drawPath(path)
        painter.setPen(self.hue_pen(look))
        painter.drawPath(path)

    def _mask(self, painter: QPainter, mask: Mask, look: Look, place: Place) -> None:
        picture = self.masks.of(mask)
        if picture.rect.isEmpty():
            return
        target = place.rect(
            (picture.rect.left(), picture.rect.top(), picture.rect.right(), picture.rect.bottom())
        )
        if not (look.occluded or look.outside):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, place.scale < 1)
            painter.drawImage(target, picture.image(look.colour))
        path = transform_to(place).map(picture.path(place.scale))
        if look.provisional:
            painter.fillPath(path, hatch(look.colour))
        painter.setBrush(_NO_BRUSH)
        painter.setPen(self.dark_pen(look))
        painter.drawPath(path)
        painter.setPen(self.hue_pen(look))
        painter.drawPath(path)

    def _dots(
        self, painter: QPainter, points: tuple[tuple[float, float], ...], look: Look, place: Place
    ) -> None:
        painter.setPen(QPen(with_alpha(QColor("black"), _DARK_ALPHA * self.outlines), 1.2))
        painter.setBrush(_NO_BRUSH if look.provisional else look.colour)
        if look.provisional:
            painter.setPen(QPen(look.colour, HUE))
        radius = _DOT + 1 if look.selected or look.hovered else _DOT
        for x, y in points:
            painter.drawEllipse(place.to_canvas(x, y), radius, radius)

    def _skeleton(self, painter: QPainter, shape: Skeleton, look: Look, place: Place) -> None:
        points = [place.to_canvas(x, y) for x, y in shape.points]
        path = QPainterPath()
        for a, b in look.skeleton.bones if look.skeleton else ():
            if max(a, b) < len(points) and shape.states[a] and shape.states[b]:
                path.moveTo(points[a])
                path.lineTo(points[b])
        self._path(painter, path, look, filled=False)
        seen = [p for p, state in zip(shape.points, shape.states, strict=True) if state > 1]
        self._dots(painter, tuple(seen), look, place)
        painter.setPen(QPen(look.colour, HUE))
        painter.setBrush(with_alpha(QColor("black"), _DARK_ALPHA))
        for point, state in zip(points, shape.states, strict=True):
            if state == JOINT_HIDDEN:
                painter.drawEllipse(point, _DOT, _DOT)

    def dark_pen(self, look: Look) -> QPen:
        """The outline below the hue, which shows on bright pictures."""
        wide = DARK + (HUE_SELECTED - HUE if look.selected else 0) + (1 if look.hovered else 0)
        strength = _DARK_ALPHA * self.outlines * (0.6 if look.outside else 1.0)
        pen = QPen(with_alpha(QColor("black"), strength), wide)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        return pen

    def hue_pen(self, look: Look) -> QPen:
        """The line in the label's colour: how sure it is, it says by its style."""
        wide = (HUE_SELECTED if look.selected else HUE) + (1 if look.hovered else 0)
        strength = self.outlines * (0.55 if look.occluded or look.outside else 1.0)
        pen = QPen(with_alpha(look.colour, strength), wide)
        pen.setJoinStyle(Qt.PenJoinStyle.BevelJoin)
        if look.provisional:
            pen.setDashPattern(_DASH)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        elif look.outside:
            pen.setStyle(Qt.PenStyle.DotLine)
        return pen


def _paint_frame(
    painter: QPainter, left: int, top: int, width: int, height: int, out: int, wide: int,
    colour: QColor,
) -> None:  # fmt: skip
    """A frame of `wide` pixels that begins `out` pixels outside of a box."""
    x, y, across, down = left - out, top - out, width + 2 * out, height + 2 * out
    if min(across, down) <= 2 * wide:
        painter.fillRect(x, y, across, down, colour)
        return
    painter.fillRect(x, y, across, wide, colour)
    painter.fillRect(x, y + down - wide, across, wide, colour)
    painter.fillRect(x, y + wide, wide, down - 2 * wide, colour)
    painter.fillRect(x + across - wide, y + wide, wide, down - 2 * wide, colour)


def rect_path(rect: QRectF) -> QPainterPath:
    """A rectangle as a path."""
    path = QPainterPath()
    path.addRect(rect)
    return path


def path_of(shape: Box | Ellipse | Polygon | Polyline, place: Place) -> QPainterPath:
    """The line of a shape on the canvas."""
    path = QPainterPath()
    if isinstance(shape, Ellipse):
        path.addEllipse(QPointF(0, 0), shape.rx, shape.ry)
        turn = QTransform().translate(shape.cx, shape.cy).rotate(shape.rotation)
        return transform_to(place).map(turn.map(path))
    rings: tuple[Ring, ...] = (shape.outline,) if isinstance(shape, Box) else ()
    if isinstance(shape, Polygon):
        path.setFillRule(Qt.FillRule.WindingFill)
        rings = shape.rings
    for ring in rings:
        path.addPolygon(QPolygonF([place.to_canvas(x, y) for x, y in ring]))
        path.closeSubpath()
    if isinstance(shape, Polyline):
        path.addPolygon(QPolygonF([place.to_canvas(x, y) for x, y in shape.points]))
    return path


def transform_to(place: Place) -> QTransform:
    """From pixels of the source to the canvas."""
    picture = place.picture
    return QTransform(
        picture.width() / place.width, 0, 0, picture.height() / place.height,
        picture.x(), picture.y(),
    )  # fmt: skip


def with_alpha(colour: QColor, alpha: float) -> QColor:
    """The colour, see-through; `alpha` in [0, 1]."""
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made


def hatch(colour: QColor) -> QBrush:
    """Lines at 45 degrees: nobody has reviewed it."""
    return QBrush(with_alpha(colour, _HATCH), Qt.BrushStyle.BDiagPattern)
