"""The drawn timeline, kept as a picture: only what has changed is drawn again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable

    Draw = Callable[[QPainter, QRect], object]


class Layer:
    """A picture of a widget's size, and which part of it is out of date. GUI thread only.

    What moves with every frame is painted over it and never into it: playing then costs a copy.

    Attributes:
        drawn: Logical pixels that were drawn so far; a test's measure of what was saved.
    """

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._stale = QRect()
        self.drawn = 0

    def spoil(self, part: QRect) -> None:
        """Draw this part again before the picture is shown the next time."""
        self._stale = self._stale.united(part)

    def show(self, painter: QPainter, size: QSize, ratio: float, draw: Draw) -> None:
        """Put the picture down at (0, 0), after what is out of date was drawn.

        Args:
            painter: Of the widget; its clip says how much is copied.
            size: In logical pixels.
            ratio: Device pixels per logical pixel.
            draw: Fills a rectangle of the picture, and paints nothing outside of it that matters:
                the painter it gets is clipped.
        """
        self._fit(size, ratio)
        part = self._stale.intersected(QRect(0, 0, size.width(), size.height()))
        self._stale = QRect()
        if not part.isEmpty():
            self.drawn += part.width() * part.height()
            inner = QPainter(self._picture)
            inner.setClipRect(part)
            draw(inner, part)
            inner.end()
        painter.drawPixmap(0, 0, self._picture)

    def _fit(self, size: QSize, ratio: float) -> None:
        pixels = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if self._picture.size() != pixels or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(pixels)
            self._picture.setDevicePixelRatio(ratio)
            self._stale = QRect(0, 0, size.width(), size.height())
