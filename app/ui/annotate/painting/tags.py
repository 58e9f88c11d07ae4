"""Name tags: a mark in the label's colour, the name, a quieter word. Made once and kept."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPolygonF

from app.ui.language import language
from app.ui.preview.hud import paint_box
from app.ui.theme import icons
from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Point
    from app.ui.annotate.painting.look import Look

HEIGHT, PAD, GAP, MARK = 20, 6, 5, 9
AWAY = 4  # between a shape and its tag


class Tags:
    """Paints tags from pictures it keeps. GUI thread."""

    def __init__(self, count: int = 512) -> None:
        self._count = count
        self._kept: OrderedDict[tuple[object, ...], QImage] = OrderedDict()

    def paint(self, painter: QPainter, look: Look, bounds: Bounds, seen: Bounds) -> None:
        """Paint the tag of a shape with these bounds, within what is in view of the picture."""
        ratio = painter.device().devicePixelRatioF()
        picture = self._picture(look, ratio)
        x, y = tag_place(bounds, seen, picture.width() / ratio, picture.height() / ratio)
        painter.drawImage(round(x), round(y), picture)

    def _picture(self, look: Look, ratio: float) -> QImage:
        words = (look.name, look.words, look.icon, look.score, look.provisional)
        size = (ratio, theme().scale, language())
        key = (*words, look.marker, look.colour.rgb(), *size)
        if key not in self._kept:
            self._kept[key] = _made(look, ratio)
            if len(self._kept) > self._count:
                self._kept.popitem(last=False)
        return self._kept[key]


def tag_place(bounds: Bounds, seen: Bounds, width: float, height: float) -> Point:
    """Top left of a tag: above the shape's top left, or inside it where that leaves the view."""
    y = bounds[1] - AWAY - height
    if y < seen[1]:
        y = max(bounds[1], seen[1]) + AWAY
    x = min(bounds[0], seen[2] - width)
    return max(x, seen[0]), min(max(y, seen[1]), seen[3] - height)


def paint_marker(painter: QPainter, marker: str, colour: QColor, rect: QRectF) -> None:
    """The mark of a label: its colour and, after each round of colours, another form."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if marker == "circle":
        painter.drawEllipse(rect)
    elif marker == "triangle":
        tip = QPointF(rect.center().x(), rect.top())
        painter.drawPolygon(QPolygonF([tip, rect.bottomRight(), rect.bottomLeft()]))
    else:
        painter.drawRoundedRect(rect, 2, 2)


def _made(look: Look, ratio: float) -> QImage:
    """The tag as a picture."""
    name_font, word_font = theme().font("name"), theme().font("small")
    name = f"{look.name}?" if look.provisional else look.name
    words = look.score or look.words
    name_wide = QFontMetricsF(name_font).horizontalAdvance(name)
    word_wide = QFontMetricsF(word_font).horizontalAdvance(words) + theme().px(GAP) if words else 0
    icon_wide = theme().px(12 + GAP) if look.icon else 0
    pad, mark = theme().px(PAD), theme().px(MARK)
    width = round(2 * pad + mark + theme().px(GAP) + name_wide + word_wide + icon_wide + 0.5)
    height = theme().px(HEIGHT)
    picture = QImage(
        round(width * ratio), round(height * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_box(painter, QRectF(0, 0, width, height), 3)
    paint_marker(painter, look.marker, look.colour, QRectF(pad, (height - mark) / 2, mark, mark))
    x = pad + mark + theme().px(GAP)
    _paint_words(painter, x, height, (name, name_wide), (words, word_wide), look.icon)
    painter.end()
    return picture


def _paint_words(
    painter: QPainter, x: float, height: float, name: tuple[str, float], words: tuple[str, float],
    icon: str,
) -> None:  # fmt: skip
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(QColor(DARK.tx))
    painter.setFont(theme().font("name"))
    painter.drawText(QRectF(x, 0, name[1] + 2, height), middle, name[0])
    x += name[1]
    if words[0]:
        painter.setPen(QColor(DARK.tx2))
        painter.setFont(theme().font("small"))
        painter.drawText(QRectF(x + theme().px(GAP), 0, words[1] + 2, height), middle, words[0])
        x += words[1]
    if icon:
        size = theme().px(12)
        token = {"lock": "warn", "sparkle": "model"}.get(icon, "tx2")
        picture = icons.pixmap(
            icon, size, token, painter.device().devicePixelRatioF(), on_video=True
        )
        painter.drawPixmap(QPointF(x + theme().px(GAP), (height - size) / 2), picture)
