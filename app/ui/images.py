"""The only place that makes QImages of samples, and keeps their memory alive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray


def image_of(pixels: NDArray[np.uint8], *, alpha: bool = False) -> QImage:
    """An image with memory of its own, in a format that painting takes as it is. Any thread.

    Args:
        pixels: `(H, W, 4)`: B, G, R, alpha, not premultiplied; rows may lie apart, and the array
            may change or go afterwards.
        alpha: Whether the last channel means anything.
    """
    height, width = pixels.shape[:2]
    kind = QImage.Format.Format_ARGB32 if alpha else QImage.Format.Format_RGB32
    image = QImage(width, height, kind)
    # Written through the image's own buffer: a QImage around foreign memory does not own it.
    target: NDArray[np.uint8] = np.frombuffer(image.bits(), np.uint8)
    pitch = image.bytesPerLine()
    lines = target[: pitch * height].reshape(height, pitch)[:, : 4 * width]
    lines.reshape(height, width, 4)[...] = pixels
    del target, lines
    if alpha:
        return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return image


def black(width: int = 16, height: int = 9) -> QImage:
    """An image without light, for gaps."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFF000000)
    return image
