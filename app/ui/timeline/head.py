"""The part of the column of names that does not scroll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QRectF

from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.surface import draw_text

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.timeline.state import TimelineState


def paint_head(painter: QPainter, state: TimelineState, width: int, ratio: float) -> None:
    """Beside ruler, cache and shots."""
    ruler = measures.ruler()
    painter.fillRect(0, 0, width, state.head, theme().colour("bg1"))
    painter.fillRect(QRect(0, ruler, width, measures.cache()), theme().colour("bg0"))
    painter.fillRect(0, ruler - 1, width, 1, theme().colour("line"))
    if not state.compact:
        top, height = ruler + measures.cache(), measures.shots()
        paint_icon(painter, "flag", top, height, ratio)
        area = QRectF(theme().px(34), top, width - theme().px(40), height)
        draw_text(painter, area, tr("Shots"), "name", theme().colour("tx"))
        painter.fillRect(0, state.head - 1, width, 1, theme().colour("line"))


def paint_icon(painter: QPainter, name: str, top: int, height: int, ratio: float) -> None:
    """The icon of a row, before its name."""
    size = theme().px(15)
    picture = icons.pixmap(name, size, "tx2", ratio)
    painter.drawPixmap(QPoint(theme().px(12), top + (height - size) // 2), picture)
