"""A small picture of a clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import icons
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Thumbnail(QWidget):
    """Fills its rounded box with the picture, cut at the edges; grey, or an icon on grey,
    until there is one.

    `width` and `height` are logical pixels at 100 % interface size.
    """

    def __init__(self, width: int = 88, height: int = 50, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size = QSize(width, height)
        self._image: QImage | None = None
        self._scaled: QImage | None = None
        self._badge = self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def set_image(self, image: QImage | None) -> None:
        """Show a picture, or grey."""
        self._image, self._scaled = image, None
        self.update()

    def set_icon(self, name: str) -> None:
        """What stands there while there is no picture; "" for nothing."""
        self._icon = name
        self.update()

    def set_badge(self, text: str) -> None:
        """Put a few characters, a length of time say, into the lower right corner."""
        self._badge = text
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As given."""
        return QSize(theme().px(self._size.width()), theme().px(self._size.height()))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """No smaller."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw picture and badge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPainterPath()
        edge.addRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setClipPath(edge)
        painter.fillRect(self.rect(), theme().colour("bg3"))
        picture = self._fitted()
        if picture is not None:
            size = picture.deviceIndependentSize()
            at = QRectF(self.rect()).center()
            painter.drawImage(
                QRectF(at.x() - size.width() / 2, at.y() - size.height() / 2, *size.toTuple()),
                picture,
            )
        elif self._icon:
            side = theme().px(16)
            icon = icons.pixmap(self._icon, side, "tx3", self.devicePixelRatioF())
            painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2, icon)
        if self._badge:
            self._paint_badge(painter)

    def _fitted(self) -> QImage | None:
        """The picture scaled once for this size, not on every paint."""
        wanted = self.size() * self.devicePixelRatioF()
        if self._image is None or self._image.isNull() or wanted.isEmpty():
            return None
        if self._scaled is None or not _covers(self._scaled, wanted):
            self._scaled = self._image.scaled(
                wanted,
                Qt.AspectRatioMode.KeepAspectRatioByExpanding,
                Qt.TransformationMode.SmoothTransformation,
            )
            self._scaled.setDevicePixelRatio(self.devicePixelRatioF())
        return self._scaled

    def _paint_badge(self, painter: QPainter) -> None:
        painter.setFont(theme().font("badge"))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(self._badge) + 8, metrics.height() + 1
        box = QRectF(self.width() - width - 3, self.height() - height - 3, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("hud", 0.78))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(theme().colour("on_hud"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._badge)


def _covers(image: QImage, wanted: QSize) -> bool:
    """Whether one edge fits exactly and the other is no shorter."""
    spare = image.size() - wanted
    return min(spare.width(), spare.height()) == 0
