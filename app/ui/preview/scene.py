"""Draws the pictures of the layers into panes. What is drawn where, modes decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

if TYPE_CHECKING:
    from app.ui.annotate.tone import ToneMap
    from app.ui.preview.layers import Layers, Shown
    from app.ui.preview.mips import Mips
    from app.ui.preview.preview_image import PreviewImage, PreviewKind
    from app.ui.preview.zoom import Zoom

NEAREST_ABOVE = 4.0
"""Scale above which pixels are drawn as squares."""


@dataclass(frozen=True, slots=True)
class Pane:
    """A part of the canvas for one picture.

    Attributes:
        rect: In logical pixels.
        kind: What its place is for.
    """

    rect: QRectF
    kind: PreviewKind


class Scene:
    """One state of the viewer, to be painted once or more often.

    Args:
        layers: What there is to show.
        zoom: Where it lies in a pane.
        mips: Keeps smaller copies.
        ratio: Device pixels per logical pixel.
        moving: Whether the next state follows soon: pictures then shrink a little less well, and
            several times quicker.
        tone: Changes pictures for the eye only, dark ones to brighter ones say; equal ones do the
            same.
    """

    def __init__(
        self,
        layers: Layers,
        zoom: Zoom,
        mips: Mips,
        ratio: float,
        *,
        moving: bool = False,
        tone: ToneMap | None = None,
    ) -> None:
        self.layers = layers
        self.zoom = zoom
        self._mips = mips
        self._ratio = ratio
        self._moving = moving
        self._tone = tone

    def draw(
        self, painter: QPainter, kind: PreviewKind, pane: QRectF, clip: QRectF | None = None
    ) -> None:
        """Draw the picture of a kind into a pane, or only the part of it in `clip`."""
        painter.save()
        painter.setClipRect(pane if clip is None else pane.intersected(self.snapped(clip)))
        shown = self.layers.shown(kind)
        picture = self.zoom.picture(pane)
        for image in (shown.base, *shown.parts):
            if image is not None:
                self._draw_image(painter, image.image, self.snapped(part_rect(image, picture)))
        self._outline(painter, shown, picture)
        painter.restore()

    def render(self, kind: PreviewKind, pane: QRectF, reuse: QImage) -> QImage:
        """What `draw` puts into a pane, as a picture in device pixels on black.

        `reuse` is painted over and given back if it has the right size: fresh memory is slow.
        """
        size = QSize(round(pane.width() * self._ratio), round(pane.height() * self._ratio))
        image = reuse if reuse.size() == size else QImage(size, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(1)
        image.fill(Qt.GlobalColor.black)
        painter = QPainter(image)
        painter.scale(self._ratio, self._ratio)
        painter.translate(-pane.topLeft())
        self.draw(painter, kind, pane)
        painter.end()
        image.setDevicePixelRatio(self._ratio)
        return image

    def key(self, kind: PreviewKind, pane: QRectF) -> tuple[object, ...]:
        """Changes whenever `render` would give another picture."""
        shown, picture = self.layers.shown(kind), self.zoom.picture(pane)
        images = (shown.base, *shown.parts)
        return (
            *(image.image.cacheKey() for image in images if image is not None),
            picture.getRect(),
            pane.getRect(),
            self._ratio,
            self._moving,
            self._tone,
        )

    def snapped(self, rect: QRectF) -> QRectF:
        """The rectangle with its edges on whole device pixels."""
        return QRectF(
            QPointF(self._snap(rect.left()), self._snap(rect.top())),
            QPointF(self._snap(rect.right()), self._snap(rect.bottom())),
        )

    def _snap(self, length: float) -> float:
        return round(length * self._ratio) / self._ratio

    def _draw_image(self, painter: QPainter, image: QImage, target: QRectF) -> None:
        size = QSize(round(target.width() * self._ratio), round(target.height() * self._ratio))
        if self.zoom.scale < 1:
            shrink = self._mips.halved if self._moving else self._mips.shrunk
            image = shrink(image, size.expandedTo(QSize(1, 1)))
        if self._tone is not None:
            image = self._tone(image)
        smooth = image.size() != size and self.zoom.scale <= NEAREST_ABOVE
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
        painter.drawImage(target, image, QRectF(image.rect()))

    def _outline(self, painter: QPainter, shown: Shown, picture: QRectF) -> None:
        """A thin edge around what is done already, while the rest is not."""
        if shown.complete:
            return
        pen = QPen(QColor(255, 255, 255, 150), 0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in shown.parts:
            inside = 0.5 / self._ratio
            rect = self.snapped(part_rect(part, picture))
            painter.drawRect(rect.adjusted(inside, inside, -inside, -inside))


def part_rect(image: PreviewImage, picture: QRectF) -> QRectF:
    """Where an image lies, which covers all of its frame or a region of it.

    Args:
        image: Its frame may have another shape than the one shown: that of a source whose result
            is cropped or turned, say. It then lies in the middle, undistorted.
        picture: Where the frame that is shown lies.
    """
    whole = _same_shape(image, picture)
    if image.region is None:
        return whole
    x, y, width, height = image.region
    across, down = whole.width() / image.width, whole.height() / image.height
    return QRectF(whole.x() + x * across, whole.y() + y * down, width * across, height * down)


def _same_shape(image: PreviewImage, picture: QRectF) -> QRectF:
    across, down = picture.width() / image.width, picture.height() / image.height
    rounding = 1 / min(image.width, image.height)
    if abs(across / down - 1) <= max(0.005, rounding):
        return picture
    scale = min(across, down)
    rect = QRectF(0, 0, image.width * scale, image.height * scale)
    rect.moveCenter(picture.center())
    return rect
