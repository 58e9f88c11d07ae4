"""Paints the canvas: surround, pictures, and what lies above them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor

from app.ui.language import tr
from app.ui.preview.hud import paint_hud
from app.ui.preview.pixel_grid import paint_pixel_grid
from app.ui.preview.pixel_values import paint_pixel_values, values_at
from app.ui.preview.safe_areas import paint_safe_areas
from app.ui.preview.scene import Scene
from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.preview.canvas import Canvas
    from app.ui.preview.scene import Pane


def paint_canvas(painter: QPainter, canvas: Canvas) -> None:
    """Everything, bottom first."""
    painter.fillRect(canvas.rect(), theme().colour("canvas"))
    if canvas.layers.size is None:
        _paint_nothing(painter, canvas)
    else:
        panes = canvas.panes()
        ratio = canvas.devicePixelRatioF()
        scene = Scene(
            canvas.layers, canvas.zoom, canvas.mips, ratio, moving=canvas.moving, tone=canvas.tone
        )
        canvas.mode.paint(painter, scene, panes)
        _paint_on_pictures(painter, canvas, panes)
        _paint_words(painter, canvas, panes)
    if canvas.ring:
        paint_focus_ring(painter, canvas.rect(), 0)


def _paint_nothing(painter: QPainter, canvas: Canvas) -> None:
    painter.setPen(QColor(DARK.tx3))  # the canvas is dark in both themes
    painter.setFont(theme().font("body"))
    painter.drawText(canvas.rect(), Qt.AlignmentFlag.AlignCenter, tr("Nothing at the playhead"))


def _paint_on_pictures(painter: QPainter, canvas: Canvas, panes: tuple[Pane, ...]) -> None:
    for pane in panes:
        painter.save()
        painter.setClipRect(pane.rect)
        paint_pixel_grid(painter, canvas.zoom, pane.rect)
        if canvas.shows("safe"):
            paint_safe_areas(painter, canvas.zoom.picture(pane.rect))
        painter.restore()
    for overlay in canvas.overlays:
        painter.save()
        overlay(painter, canvas)
        painter.restore()


def _paint_words(painter: QPainter, canvas: Canvas, panes: tuple[Pane, ...]) -> None:
    if canvas.shows("hud"):
        first, last = canvas.seen(panes[0]), canvas.seen(panes[-1])
        paint_hud(painter, canvas.texts(), first, last)
    if canvas.shows("peep") and canvas.pointer is not None and not canvas.navigation.dragging:
        point = canvas.to_frame(canvas.pointer)
        values = values_at(canvas.layers, point, chains=canvas.mode.names_chains)
        paint_pixel_values(painter, canvas.pointer, point, values, QRectF(canvas.rect()))
