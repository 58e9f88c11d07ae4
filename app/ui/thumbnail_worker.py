"""The thread that decodes thumbnails."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage

from app.base.errors import AppError
from app.ui.thumbnail_files import ThumbnailFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Time
    from app.media.video_reader import VideoReader
    from app.project.model import MediaItem

WAITING = 400
"""Requests that may wait; the oldest are forgotten, as nobody looks at them any more."""

OPEN_FILES = 4

_CURRENT_SECONDS = 0.5
"""Requests of one source made within this time are one look at it: done in order of time."""

_READER_MEMORY = 48 << 20


@dataclass(frozen=True, slots=True)
class Request:
    """One wish.

    Attributes:
        key: What it is kept under.
        media: The source.
        time: Seconds from its first frame.
        height: In pixels.
        exact: Whether the very frame is meant, not the keyframe before it.
        asked: When, on the monotonic clock.
    """

    key: tuple[str, str, Fraction, int]
    media: MediaItem
    time: Time
    height: int
    exact: bool
    asked: float


class ThumbnailWorker:
    """Takes wishes from the GUI thread, and hands pictures to `made` on its own thread."""

    def __init__(
        self, made: Callable[[Request, QImage, bool], object], folder: Path | None = None
    ) -> None:
        self._made = made
        self._folder = folder
        self._files: ThumbnailFiles | None = None
        self._waiting: OrderedDict[tuple[str, str, Fraction, int], Request] = OrderedDict()
        self._wake = threading.Condition()
        self._closed = self._paused = False
        self._thread: threading.Thread | None = None
        self._readers: OrderedDict[Path, VideoReader] = OrderedDict()
        self._unreadable: set[Path] = set()
        self._replaced: set[Path] = set()

    def ask(self, request: Request) -> None:
        """Wish for a picture, or say again that it is wished for."""
        with self._wake:
            if self._closed or request.media.path in self._unreadable:
                return
            self._waiting[request.key] = request
            self._waiting.move_to_end(request.key)
            if len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
            self._wake.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="thumbnails", daemon=True)
            self._thread.start()

    def forget(self, path: Path) -> None:
        """Open a file anew the next time: it is another one."""
        with self._wake:
            self._replaced.add(path)
            self._unreadable.discard(path)

    def set_paused(self, paused: bool) -> None:
        """Decode nothing for a while."""
        with self._wake:
            self._paused = paused
            self._wake.notify()

    def close(self) -> None:
        """Stop and join the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        if self._folder is not None:
            self._files = ThumbnailFiles(self._folder)
        while (request := self._next()) is not None:
            try:
                self._serve(request)
            except (AppError, OSError):
                self._unreadable.add(request.media.path)  # the preview says why
        for reader in self._readers.values():
            reader.close()
        self._readers.clear()

    def _next(self) -> Request | None:
        """The wish to fulfil now; waits for one. None when closed."""
        with self._wake:
            self._wake.wait_for(lambda: self._closed or (self._waiting and not self._paused))
            if self._closed:
                return None
            chosen = choose(list(self._waiting.values()))
            del self._waiting[chosen.key]
            replaced, self._replaced = self._replaced, set()
        for path in replaced & self._readers.keys():
            self._readers.pop(path).close()
        return chosen

    def _serve(self, request: Request) -> None:
        media, time, height = request.media, request.time, request.height
        stored = self._files.load(media, time, height) if self._files else None
        if stored is not None:
            self._made(request, stored, True)
            return
        image, exact = self._decode(request)
        self._made(request, image, exact)
        if exact and self._files is not None:
            self._files.save(media, time, height, image)

    def _decode(self, request: Request) -> tuple[QImage, bool]:
        """A picture of the moment, or of the keyframe before it; and whether it is the former."""
        reader = self._reader(request.media)
        time = reader.index.start + request.time
        frame = reader.frame_at(time, "exact" if request.exact else "nearest")
        number = reader.index.number_at(time)
        exact = request.exact or reader.index.time_of(number) == frame.time
        from app.media.thumbnails import small_rgb

        pixels = small_rgb(frame.pixels, reader.format, request.height)
        rows, columns = pixels.shape[:2]
        image = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
        # A copy of its own: the array goes, and painting wants this format.
        return image.convertToFormat(QImage.Format.Format_RGB32), exact

    def _reader(self, media: MediaItem) -> VideoReader:
        from app.media.opening import SEQUENCE_RATE
        from app.media.video_reader import VideoReader

        reader = self._readers.pop(media.path, None)
        if reader is None:
            rate = media.rate or SEQUENCE_RATE
            reader = VideoReader(media.path, rate=rate, cache_bytes=_READER_MEMORY)
        self._readers[media.path] = reader
        while len(self._readers) > OPEN_FILES:
            self._readers.popitem(last=False)[1].close()
        return reader


def choose(waiting: list[Request]) -> Request:
    """Of what was asked for last: first quick answers, then in order of time.

    Decoding runs forward; serving the newest wish strictly first would read every stretch between
    two keyframes again for each picture in it.
    """
    newest = max(waiting, key=lambda request: request.asked)
    together = [
        request
        for request in waiting
        if request.media.path == newest.media.path
        and newest.asked - request.asked <= _CURRENT_SECONDS
    ]
    return min(together, key=lambda request: (request.exact, request.time))
