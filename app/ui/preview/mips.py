"""Smaller copies of pictures, kept while they are shown.

Qt's painter samples four pixels wherever it shrinks, which shimmers below half size. Shrinking a
copy by averaging areas does not; a chain of halves keeps that cheap for large pictures.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

_Key = tuple[int, int, int]


class Mips:
    """Copies of the few pictures that were shown last. GUI thread."""

    def __init__(self, pictures: int = 4) -> None:
        self._pictures = pictures
        self._halves: OrderedDict[int, list[QImage]] = OrderedDict()
        self._exact: OrderedDict[_Key, QImage] = OrderedDict()

    def shrunk(self, image: QImage, size: QSize) -> QImage:
        """The picture at a size in pixels; itself where it would have to grow."""
        if size.width() >= image.width() and size.height() >= image.height():
            return image
        key = (image.cacheKey(), size.width(), size.height())
        if key not in self._exact:
            self._exact[key] = self._smaller(image, size)
            while len(self._exact) > self._pictures:
                self._exact.popitem(last=False)
        self._exact.move_to_end(key)
        return self._exact[key]

    def halved(self, image: QImage, size: QSize) -> QImage:
        """The smallest of the halves that is no smaller than a size: quick, and fair to shrink."""
        level = image
        for half in self._chain(image, size):
            if half.width() < size.width() or half.height() < size.height():
                break
            level = half
        return level

    def _smaller(self, image: QImage, size: QSize) -> QImage:
        return _scaled(self.halved(image, size), size.expandedTo(QSize(1, 1)))

    def _chain(self, image: QImage, size: QSize) -> list[QImage]:
        """Halves, down to the first one that is too small to be of use."""
        chain = self._halves.setdefault(image.cacheKey(), [])
        self._halves.move_to_end(image.cacheKey())
        while len(self._halves) > self._pictures:
            self._halves.popitem(last=False)
        last = chain[-1] if chain else image
        while last.width() // 2 >= size.width() and last.height() // 2 >= size.height():
            if min(last.width(), last.height()) < 2:
                break
            last = _scaled(last, last.size() / 2)
            chain.append(last)
        return chain


def _scaled(image: QImage, size: QSize) -> QImage:
    ignore = Qt.AspectRatioMode.IgnoreAspectRatio
    return image.scaled(size, ignore, Qt.TransformationMode.SmoothTransformation)
