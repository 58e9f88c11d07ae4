"""Masks as pictures and outlines, made once for each mask and kept while it is about."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainterPath, QPolygonF

from app.annotations.outlines import loops

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.masks import Mask

FILL = 0.36
EXACT_FROM = 2.0
"""Logical pixels for one pixel of the source from which outlines follow its edges."""


@dataclass
class MaskPicture:
    """One mask's.

    Attributes:
        mask: It.
        rect: Its bounds in pixels of the source.
    """

    mask: Mask
    rect: QRectF
    _crop: NDArray[np.bool_]
    _images: dict[int, QImage] = field(default_factory=dict)
    _paths: dict[bool, QPainterPath] = field(default_factory=dict)

    def image(self, colour: QColor) -> QImage:
        """The mask's pixels in a colour, see-through as its fill is; covers `rect`."""
        key = colour.rgb()
        if key not in self._images:
            self._images = {key: _filled(self._crop, colour)}
        return self._images[key]

    def path(self, scale: float) -> QPainterPath:
        """The outline in pixels of the source, exact when seen large."""
        exact = scale >= EXACT_FROM
        if exact not in self._paths:
            self._paths[exact] = _exact(self.mask) if exact else self._rough()
        return self._paths[exact]

    def _rough(self) -> QPainterPath:
        """Through the middles of the outermost pixels: half a pixel less, and much shorter."""
        import cv2

        found, _ = cv2.findContours(
            self._crop.astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE
        )
        path = QPainterPath()
        shift = QPointF(self.rect.x() + 0.5, self.rect.y() + 0.5)
        for contour in found:
            points = cv2.approxPolyDP(contour, 0.5, True).reshape(-1, 2).tolist()
            path.addPolygon(QPolygonF([QPointF(x, y) + shift for x, y in points]))
            path.closeSubpath()
        return path


class MaskPictures:
    """Keeps those of the masks seen last. GUI thread."""

    def __init__(self, count: int = 64) -> None:
        self._count = count
        self._kept: OrderedDict[int, MaskPicture] = OrderedDict()

    def of(self, mask: Mask) -> MaskPicture:
        """The picture of this very mask."""
        kept = self._kept.get(id(mask))
        if kept is None or kept.mask is not mask:
            left, top, right, bottom = mask.bounds
            crop = np.ascontiguousarray(mask.to_array()[top:bottom, left:right])
            kept = MaskPicture(mask, QRectF(left, top, right - left, bottom - top), crop)
            self._kept[id(mask)] = kept
        self._kept.move_to_end(id(mask))
        while len(self._kept) > self._count:
            self._kept.popitem(last=False)
        return kept


def _filled(crop: NDArray[np.bool_], colour: QColor) -> QImage:
    height, width = crop.shape
    if not crop.size:
        return QImage()
    channels = (colour.blue() * FILL, colour.green() * FILL, colour.red() * FILL, 255 * FILL)
    pixels = crop[..., None] * np.array(channels, np.uint8)
    data = np.ascontiguousarray(pixels, np.uint8)
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(data.data, width, height, 4 * width, kind).copy()


def _exact(mask: Mask) -> QPainterPath:
    path = QPainterPath()
    for ring in loops(mask):
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in ring]))
        path.closeSubpath()
    return path
