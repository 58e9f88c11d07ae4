"""The pixel under the pointer: where, its values in source and result, and its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPen

from app.ui.language import tr
from app.ui.preview.hud import hud_font, paint_box
from app.ui.preview.scene import part_rect
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.preview.layers import Layers
    from app.ui.preview.preview_image import PreviewImage, PreviewKind

_AROUND = 4  # pixels each side in the loupe
_CELL = 8  # logical pixels for one of them
_LOUPE = (2 * _AROUND + 1) * _CELL
_PAD, _AWAY = 8, 18


@dataclass(frozen=True, slots=True)
class PixelValue:
    """One pixel of one picture.

    Attributes:
        name: Which picture, in the user's language.
        rgb: 8-bit values.
        image: The picture itself.
        at: Its place in that picture's own pixels.
    """

    name: str
    rgb: tuple[int, int, int]
    image: QImage
    at: QPoint


def values_at(layers: Layers, point: QPointF, *, chains: bool = False) -> list[PixelValue]:
    """Values of the pixel at a point of the frame, of each picture that is really there.

    Args:
        layers: The pictures.
        point: In pixels of `layers.size`.
        chains: Whether A and B are compared rather than source and result.
    """
    places: tuple[tuple[PreviewKind, str], ...] = (
        (("result", "A"), ("alternative", "B"))
        if chains
        else (("source", tr("Source")), ("result", tr("Result")))
    )
    found = []
    for kind, name in places:
        image = _image_at(layers, kind, point)
        if image is not None:
            found.append(_value(name, image, point, layers.size or (1, 1)))
    return found


def _image_at(layers: Layers, kind: PreviewKind, point: QPointF) -> PreviewImage | None:
    shown = layers.shown(kind)
    frame = QRectF(0, 0, *(layers.size or (0, 0)))
    if not frame.contains(point):
        return None
    for part in reversed(shown.parts):
        if part_rect(part, frame).contains(point):
            return part
    if kind != "source" and not shown.complete:
        return None  # the source stands in for it: that is no value of the result
    if shown.base is None or not part_rect(shown.base, frame).contains(point):
        return None
    return shown.base


def _value(name: str, image: PreviewImage, point: QPointF, size: tuple[int, int]) -> PixelValue:
    covered = part_rect(image, QRectF(0, 0, *size))
    picture = image.image
    x = int((point.x() - covered.x()) / covered.width() * picture.width())
    y = int((point.y() - covered.y()) / covered.height() * picture.height())
    at = QPoint(min(max(x, 0), picture.width() - 1), min(max(y, 0), picture.height() - 1))
    colour = picture.pixelColor(at)
    return PixelValue(name, (colour.red(), colour.green(), colour.blue()), picture, at)


def paint_pixel_values(
    painter: QPainter, pointer: QPointF, point: QPointF, values: list[PixelValue], area: QRectF
) -> None:
    """Draw a box beside the pointer, on the side where there is room in `area`."""
    if not values:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(hud_font())
    line = QFontMetricsF(hud_font()).height() + 2
    column = max(_LOUPE, QFontMetricsF(hud_font()).horizontalAdvance("255 255 255") + _PAD)
    width = len(values) * (column + _PAD) + _PAD
    height = 3 * line + _LOUPE + 2.5 * _PAD
    box = _beside(pointer, width, height, area)
    paint_box(painter, box)
    painter.setPen(Qt.GlobalColor.white)
    where = f"x {int(point.x())}  y {int(point.y())}"
    painter.drawText(box.adjusted(_PAD, _PAD, 0, 0), Qt.AlignmentFlag.AlignLeft, where)
    for number, value in enumerate(values):
        x = box.left() + _PAD + number * (column + _PAD)
        _paint_value(painter, value, QRectF(x, box.top() + _PAD + line, column, height), line)
    painter.restore()


def _paint_value(painter: QPainter, value: PixelValue, column: QRectF, line: float) -> None:
    painter.setPen(QColor(255, 255, 255, 190))
    painter.drawText(column, Qt.AlignmentFlag.AlignLeft, value.name)
    loupe = QRectF(column.left(), column.top() + line + 2, _LOUPE, _LOUPE)
    _paint_loupe(painter, value, loupe)
    words = QRectF(column.left(), loupe.bottom() + 4, column.width(), line)
    painter.setPen(Qt.GlobalColor.white)
    text = " ".join(str(part) for part in value.rgb)
    painter.drawText(words, Qt.AlignmentFlag.AlignLeft, text)


def _paint_loupe(painter: QPainter, value: PixelValue, loupe: QRectF) -> None:
    """The pixels around, as squares; beyond the edge of the picture there is nothing."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    wanted = QRect(value.at.x() - _AROUND, value.at.y() - _AROUND, 0, 0)
    wanted.setWidth(2 * _AROUND + 1)
    wanted.setHeight(2 * _AROUND + 1)
    there = wanted.intersected(value.image.rect())
    offset = (there.topLeft() - wanted.topLeft()) * _CELL
    target = QRectF(loupe.topLeft() + QPointF(offset), (there.size() * _CELL).toSizeF())
    painter.drawImage(target, value.image, QRectF(there))
    cell = QRectF(0, 0, _CELL, _CELL)
    cell.moveCenter(loupe.center())
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, out in ((QColor(Qt.GlobalColor.black), 1.5), (QColor(Qt.GlobalColor.white), 0.5)):
        painter.setPen(QPen(colour, 1))
        painter.drawRect(cell.adjusted(-out, -out, out, out))


def _beside(pointer: QPointF, width: float, height: float, area: QRectF) -> QRectF:
    away = theme().px(_AWAY)
    x, y = pointer.x() + away, pointer.y() + away
    if x + width > area.right():
        x = pointer.x() - away - width
    if y + height > area.bottom():
        y = pointer.y() - away - height
    return QRectF(max(area.left(), x), max(area.top(), y), width, height)
