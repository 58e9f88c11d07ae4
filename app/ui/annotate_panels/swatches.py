"""Small pictures of label colours for menus and combos."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap

from app.ui.annotate.label_colours import label_colour, label_marker
from app.ui.timeline.painters.marks import draw_swatch

if TYPE_CHECKING:
    from PySide6.QtGui import QColor

    from app.annotations.layer import AnnotationLayer


def label_icon(layer: AnnotationLayer, name: str) -> QIcon:
    """The mark of a label."""
    return colour_icon(label_colour(layer, name), label_marker(layer, name))


def colour_icon(colour: QColor, marker: str = "square") -> QIcon:
    """A mark in a colour."""
    picture = QPixmap(32, 32)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    draw_swatch(painter, QRectF(2.5, 2.5, 11, 11), colour, marker)
    painter.end()
    return QIcon(picture)
