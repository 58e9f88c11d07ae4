"""Thumbnails on disk, so that a project that is opened again shows them at once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QImageReader, QImageWriter

from app.base.bounded_folder import BoundedFolder
from app.media.file_state import state_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.time import Time
    from app.project.model import MediaItem

BUDGET = 192 << 20
"""Bytes: some 30,000 pictures."""

LARGEST = 1 << 20
"""Bytes one file may have: it is not believed."""

WIDEST = 8
"""Times its height that a picture may be wide; see `small_rgb`."""

_QUALITY = 88
_FORMAT = b"jpeg"
_FIRST, _LAST = b"\xff\xd8", b"\xff\xd9"


class ThumbnailFiles:
    """One JPEG per picture, in a folder per source. Thread-safe; every call may wait."""

    def __init__(self, folder: Path, budget: int = BUDGET) -> None:
        """Look at what is there; `folder` belongs to this alone and is made when needed."""
        self._files = BoundedFolder(folder, ".jpg", budget)

    def load(self, media: MediaItem, time: Time, height: int) -> QImage | None:
        """The picture of exactly this moment of a source, or None."""
        path = self._path(media, time, height)
        data = self._files.read(path, LARGEST) if path else None
        if path is None or data is None:
            return None
        image = _decoded(data, height)
        if image is None:
            self._files.remove(path)
        return image

    def save(self, media: MediaItem, time: Time, height: int, image: QImage) -> None:
        """Keep a picture, if the source is one that can be told from others."""
        path = self._path(media, time, height)
        if path is not None:
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            writer = QImageWriter(buffer, QByteArray(_FORMAT))
            writer.setQuality(_QUALITY)
            if writer.write(image):
                self._files.write(path, bytes(buffer.data().data()))

    def _path(self, media: MediaItem, time: Time, height: int) -> Path | None:
        source = _name_of(media)
        if not source:
            return None
        name = f"{time.numerator}_{time.denominator}_{height}.jpg"
        return self._files.folder / source / name if len(name) < _LONGEST else None


_LONGEST = 200


def _name_of(media: MediaItem) -> str:
    """By content and size, or by place and state; "" for what cannot be told from its successor."""
    state = state_of(media.path)
    if state is None:
        return ""
    known = (media.fingerprint, state[0]) if media.fingerprint else (str(media.path), *state)
    return hashlib.sha256(repr((known, media.rate)).encode()).hexdigest()[:32]


def _decoded(data: bytes, height: int) -> QImage | None:
    """The picture, if the file holds one of this height and of no monstrous width."""
    if not (data.startswith(_FIRST) and data.endswith(_LAST)):
        return None  # Qt would say more of it than anybody wants to know
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(_FORMAT))
    size = reader.size()
    if size.height() != height or not 0 < size.width() <= WIDEST * height:
        return None
    image = reader.read()
    return None if image.isNull() else image.convertToFormat(QImage.Format.Format_RGB32)
