"""Small pictures of sources, decoded in the background."""

from __future__ import annotations

import time as clock
from collections import OrderedDict
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.thumbnail_worker import Request, ThumbnailWorker

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QImage

    from app.base.time import Time
    from app.project.model import MediaItem

Key = tuple[str, str, Fraction, int]

MEMORY = 96 << 20
"""Bytes of pictures that are kept."""


@dataclass(slots=True)
class _Kept:
    image: QImage
    exact: bool


class Thumbnails(QObject):
    """Answers at once from memory; else decodes on one thread of its own. GUI thread only.

    What was asked for last is decoded first: that is what is seen now. The nearest keyframe comes
    at once, the exact picture later where that is another one.

    Signals:
        ready(media_id): `get` has something else to say about a source now.
    """

    ready = Signal(str)
    _made = Signal(object, object, bool)

    def __init__(
        self, folder: Path | None = None, parent: QObject | None = None, memory: int = MEMORY
    ) -> None:
        """Args: `folder` is where pictures are kept on disk; None keeps them in memory alone."""
        super().__init__(parent)
        self._memory = memory
        self._kept: OrderedDict[Key, _Kept] = OrderedDict()
        self._size = 0
        self._made.connect(self._keep)
        self._worker = ThumbnailWorker(self._made.emit, folder)

    def get(self, media: MediaItem, time: Time, height: int) -> QImage | None:
        """A picture of a source, or None while there is none yet (or none can be read).

        Args:
            media: The source.
            time: Seconds from its first frame.
            height: In pixels of the screen; the width follows from the source.
        """
        key = _key(media, time, height)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
        if kept is None or not kept.exact:
            exact = kept is not None
            self._worker.ask(Request(key, media, time, height, exact, clock.monotonic()))
        return kept.image if kept else None

    def forget(self, path: Path) -> None:
        """Another file stands there now: its pictures are made anew when they are asked for."""
        self._worker.forget(path)
        stale = [key for key in self._kept if key[1] == str(path)]
        for key in stale:
            self._size -= self._kept.pop(key).image.sizeInBytes()
        for media_id in {key[0] for key in stale}:
            self.ready.emit(media_id)

    def set_paused(self, paused: bool) -> None:
        """Leave the processor to others, during playback say; what is asked for is done later."""
        self._worker.set_paused(paused)

    def close(self) -> None:
        """Stop and join the thread; nothing is decoded any more."""
        self._worker.close()

    def _keep(self, request: Request, image: QImage, exact: bool) -> None:
        before = self._kept.pop(request.key, None)
        self._size += image.sizeInBytes() - (before.image.sizeInBytes() if before else 0)
        self._kept[request.key] = _Kept(image, exact)
        while self._size > self._memory and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            self._size -= dropped.image.sizeInBytes()
        self.ready.emit(request.media.id)


def _key(media: MediaItem, time: Time, height: int) -> Key:
    return (media.id, str(media.path), time, height)
