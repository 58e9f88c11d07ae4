"""Which frames of the result are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

from app.ui.theme.theme import theme
from app.ui.timeline import measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from app.base.time import Span
    from app.ui.timeline.surface import Surface


def paint_cache(painter: QPainter, surface: Surface) -> None:
    """Green for memory, blue for disk; memory over disk, as it is the quicker one."""
    top, height = measures.ruler(), measures.cache()
    area = QRectF(surface.left, top, surface.right - surface.left, height)
    painter.fillRect(area, theme().colour("bg0"))
    _paint_spans(painter, surface, surface.state.disk, "disk")
    _paint_spans(painter, surface, surface.state.ram, "ram")


def _paint_spans(painter: QPainter, surface: Surface, spans: Sequence[Span], token: str) -> None:
    top = measures.ruler() + 1
    for span in spans:
        left = max(surface.x_of(float(span.start)), surface.left)
        end = span.end if span.end is not None else surface.state.end
        right = min(surface.x_of(float(end)), surface.right)
        if right > left:
            painter.fillRect(QRectF(left, top, max(1.0, right - left), 3), theme().colour(token))
