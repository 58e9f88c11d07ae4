"""A mask while it is being painted: pixels change in place, only where the brush goes."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtGui import QColor, QImage

from app.annotations.masks import Mask

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.shapes import Point

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom; right and bottom are not part of it."""


class Strokes:
    """The pixels of one mask under the brush.

    Attributes:
        image: The mask as a picture for painters, which sees every change. Keep this object alive
            for as long as it is painted.
    """

    def __init__(self, mask: Mask | None, width: int, height: int, colour: QColor) -> None:
        self._size = (width, height)
        row = (width + 3) // 4 * 4  # rows of a QImage begin at whole words
        self._rows = np.zeros((height, row), np.uint8)
        self._pixels = self._rows[:, :width]
        self._bounds: Bounds | None = None
        if mask is not None and mask.area:
            left, top, right, bottom = mask.bounds
            self._pixels[top:bottom, left:right] = mask.to_array()[top:bottom, left:right]
            self._bounds = mask.bounds
        self.image = QImage(self._rows.data, width, height, row, QImage.Format.Format_Indexed8)
        self.image.setColorTable([0, colour.rgba()])
        self._changed = False

    @property
    def changed(self) -> bool:
        """Whether any pixel is another than at the beginning."""
        return self._changed

    def stroke(self, start: Point, end: Point, diameter: float, *, erase: bool = False) -> None:
        """Set, or clear, the pixels whose middle lies under a round brush moved along a line.

        The pixel under the middle of the brush always counts, however small the brush.
        """
        radius = max(diameter / 2, 0.5)
        box = self._around(start, end, radius)
        if box is None:
            return
        left, top, right, bottom = box
        hit = _near_line(box, start, end, radius)
        part = self._pixels[top:bottom, left:right]
        before = int(part[hit].sum())
        part[hit] = 0 if erase else 1
        if int(part[hit].sum()) != before:
            self._changed = True
            self._bounds = _union(self._bounds, box)

    def mask(self) -> Mask:
        """What is painted now."""
        width, height = self._size
        left, top, right, bottom = self._bounds or (0, 0, 1, 1)
        return Mask.from_crop(self._pixels[top:bottom, left:right], left, top, width, height)

    def _around(self, start: Point, end: Point, radius: float) -> Bounds | None:
        width, height = self._size
        xs, ys = sorted((start[0], end[0])), sorted((start[1], end[1]))
        left, top = max(0, math.floor(xs[0] - radius)), max(0, math.floor(ys[0] - radius))
        right = min(width, math.ceil(xs[1] + radius))
        bottom = min(height, math.ceil(ys[1] + radius))
        return (left, top, right, bottom) if left < right and top < bottom else None


def _near_line(box: Bounds, a: Point, b: Point, radius: float) -> NDArray[np.bool_]:
    """Which pixels of a box have their middle within a distance of a line."""
    left, top, right, bottom = box
    x = np.arange(left, right, dtype=np.float32)[None, :] + 0.5
    y = np.arange(top, bottom, dtype=np.float32)[:, None] + 0.5
    across, down = b[0] - a[0], b[1] - a[1]
    length = across * across + down * down
    if length:
        t = np.clip(((x - a[0]) * across + (y - a[1]) * down) / length, 0, 1)
        near = (x - a[0] - t * across) ** 2 + (y - a[1] - t * down) ** 2
    else:
        near = (x - a[0]) ** 2 + (y - a[1]) ** 2
    found: NDArray[np.bool_] = near <= radius * radius
    column, row = math.floor(b[0]) - left, math.floor(b[1]) - top
    if 0 <= column < right - left and 0 <= row < bottom - top:
        found[row, column] = True
    return found


def _union(a: Bounds | None, b: Bounds) -> Bounds:
    if a is None:
        return b
    return min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3])
