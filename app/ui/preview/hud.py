"""Draws the four labels on the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.preview.hud_texts import HudTexts

_BOX = QColor(0, 0, 0, 176)  # 69 %: white text on it is 8:1 even over white
_AWAY = 10  # from the edge of the picture
_HEIGHT = 22
_PAD = 8


def paint_hud(painter: QPainter, texts: HudTexts, first: QRectF, last: QRectF) -> None:
    """Draw the labels in the corners.

    Args:
        painter: On the canvas.
        texts: What to say.
        first: Visible part of the picture in the first pane, for the left corners.
        last: In the last pane, for the right corners; often the same.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(hud_font())
    shared = first == last
    left = _room(first, texts.top_left, texts.top_right, shared=shared)
    right = _room(last, texts.top_right, texts.top_left, shared=shared)
    _label(painter, texts.top_left, first, left, right=False, bottom=False)
    _label(painter, texts.top_right, last, right, right=True, bottom=False)
    half = _room(first, texts.bottom_left, texts.bottom_right, shared=shared)
    other = _room(last, texts.bottom_right, texts.bottom_left, shared=shared)
    _label(painter, texts.bottom_left, first, half, right=False, bottom=True)
    _label(painter, texts.bottom_right, last, other, right=True, bottom=True, dot=texts.dot)
    painter.restore()


def hud_font() -> QFont:
    """12 px, medium, figures of equal width."""
    font = theme().font("body")
    font.setWeight(QFont.Weight.Medium)
    return font


def paint_box(painter: QPainter, box: QRectF, radius: float = 4) -> None:
    """The dark box behind words on a picture."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(_BOX)
    painter.drawRoundedRect(box, radius, radius)


def _room(picture: QRectF, text: str, other: str, *, shared: bool) -> float:
    """Logical pixels for a label: all that the one on its other side leaves over."""
    whole = picture.width() - 2 * _AWAY
    if not shared or not text or not other:
        return whole
    metrics = QFontMetricsF(hud_font())
    wanted = [metrics.horizontalAdvance(one) + 2 * _PAD + 14 for one in (text, other)]
    return max(whole / 2 - _PAD, whole - wanted[1] - 2 * _PAD)


def _label(
    painter: QPainter,
    text: str,
    picture: QRectF,
    room: float,
    *,
    right: bool,
    bottom: bool,
    dot: str = "",
) -> None:
    metrics = QFontMetricsF(painter.font())
    inset = _PAD + (12 if dot else 0)
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room - _PAD - inset)
    if not text or room < 40:
        return
    width = metrics.horizontalAdvance(shown) + _PAD + inset
    height = theme().px(_HEIGHT)
    x = picture.right() - _AWAY - width if right else picture.left() + _AWAY
    y = picture.bottom() - _AWAY - height if bottom else picture.top() + _AWAY
    box = QRectF(round(x), round(y), width, height)
    paint_box(painter, box)
    if dot:
        painter.setBrush(QColor(getattr(DARK, dot)))
        painter.drawEllipse(QPointF(box.left() + _PAD + 3, box.center().y()), 3.5, 3.5)
    painter.setPen(Qt.GlobalColor.white)
    words = box.adjusted(inset, 0, 0, 0)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, shown)
