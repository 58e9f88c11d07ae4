"""The ring that shows where keys go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRect

WIDTH = 2.0
BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Reasons to show a ring; a click needs none, the pointer is there."""


def paint_focus_ring(painter: QPainter, rect: QRect | QRectF, radius: float = 5.0) -> None:
    """Draw the accent ring inside the edge of `rect`; `radius` in logical pixels."""
    half = WIDTH / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("accent"), WIDTH))
    inside = QRectF(rect).adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inside, radius - half, radius - half)
    painter.restore()
