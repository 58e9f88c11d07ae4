"""The chip below a suggestion: what a model says it is, and buttons to accept or reject it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.theme import icons
from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.annotate.painting.look import Look

_HEIGHT, _BUTTON_HIGH, _BUTTON_WIDE = 32, 24, 46
_PAD, _GAP, _ICON, _AWAY = 8, 6, 14, 8


@dataclass(frozen=True)
class Chip:
    """Where the parts of a chip lie on the canvas.

    Attributes:
        track_id: Whose.
        rect, accept, reject: The whole and its buttons.
    """

    track_id: int
    rect: QRectF
    accept: QRectF
    reject: QRectF

    def hit(self, point: QPointF) -> str:
        """ "accept", "reject", "chip" or ""."""
        if self.accept.contains(point):
            return "accept"
        if self.reject.contains(point):
            return "reject"
        return "chip" if self.rect.contains(point) else ""


def chip_of(track_id: int, look: Look, bounds: QRectF, seen: QRectF) -> Chip:
    """The chip of a shape: below its middle, within what is in view of the picture."""
    px = theme().px
    words = QFontMetricsF(theme().font("name")).horizontalAdvance(f"{look.name}?")
    score = QFontMetricsF(theme().font("body")).horizontalAdvance(look.score)
    text = px(_ICON + _GAP) + words + (score + px(_GAP) if look.score else 0)
    width = round(px(_PAD) + text + px(10) + 2 * px(_BUTTON_WIDE) + px(_GAP) + px(4))
    height = px(_HEIGHT)
    y = bounds.bottom() + px(_AWAY)
    if y + height > seen.bottom():
        y = min(bounds.bottom(), seen.bottom()) - height - px(_AWAY)
    x = min(max(bounds.center().x() - width / 2, seen.left()), seen.right() - width)
    rect = QRectF(round(x), round(max(y, seen.top())), width, height)
    inside = (height - px(_BUTTON_HIGH)) / 2
    reject = QRectF(
        rect.right() - px(4) - px(_BUTTON_WIDE), rect.top() + inside,
        px(_BUTTON_WIDE), px(_BUTTON_HIGH),
    )  # fmt: skip
    accept = reject.translated(-px(_BUTTON_WIDE) - px(_GAP), 0)
    return Chip(track_id, rect, accept, reject)


def paint_chip(painter: QPainter, chip: Chip, look: Look, pointer: QPointF | None) -> None:
    """Paint it; the button under the pointer stands out."""
    pen = QPen(look.colour, 1.4)
    pen.setDashPattern((4.0, 2.4))
    painter.setPen(pen)
    painter.setBrush(with_alpha(QColor(DARK.bg0), 0.86))
    painter.drawRoundedRect(chip.rect.adjusted(0.7, 0.7, -0.7, -0.7), 5, 5)
    _paint_words(painter, chip, look)
    hit = chip.hit(pointer) if pointer is not None else ""
    _paint_button(painter, chip.accept, "check", "Y", "ok", hover=hit == "accept")
    _paint_button(painter, chip.reject, "x", "X", "err", hover=hit == "reject")


def _paint_words(painter: QPainter, chip: Chip, look: Look) -> None:
    px, middle = theme().px, Qt.AlignmentFlag.AlignVCenter
    x = chip.rect.left() + px(_PAD)
    _paint_icon(painter, "sparkle", "model", x, chip.rect)
    x += px(_ICON + _GAP)
    painter.setPen(QColor(DARK.tx))
    painter.setFont(theme().font("name"))
    name = f"{look.name}?"
    painter.drawText(
        QRectF(x, chip.rect.top(), chip.rect.width(), chip.rect.height()), middle, name
    )
    x += QFontMetricsF(theme().font("name")).horizontalAdvance(name) + px(_GAP)
    painter.setPen(QColor(DARK.tx2))
    painter.setFont(theme().font("body"))
    words = QRectF(x, chip.rect.top(), chip.accept.left() - x, chip.rect.height())
    painter.drawText(words, middle, look.score)


def _paint_button(
    painter: QPainter, rect: QRectF, icon: str, key: str, token: str, *, hover: bool
) -> None:
    painter.setPen(QPen(QColor(DARK.line2), 1))
    painter.setBrush(QColor(DARK.bg3 if hover else DARK.bg2))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    px = theme().px
    _paint_icon(painter, icon, token, rect.left() + px(8), rect)
    painter.setPen(QColor(DARK.tx))
    painter.setFont(theme().font("name"))
    words = rect.adjusted(px(8 + _ICON), 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignCenter, key)


def _paint_icon(painter: QPainter, name: str, token: str, x: float, rect: QRectF) -> None:
    size = theme().px(_ICON)
    picture = icons.pixmap(name, size, token, painter.device().devicePixelRatioF(), on_video=True)
    painter.drawPixmap(QPointF(x, rect.center().y() - size / 2), picture)
