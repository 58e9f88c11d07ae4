"""The exact times of every source's frames, found in the background."""

from __future__ import annotations

import queue
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from app.base.errors import AppError
from app.base.time import Span
from app.project.queries import find_media

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.project.model import MediaItem, Project
    from app.ui.document import Document


class FrameTimes(QObject):
    """Keeps a `FrameIndex` for each source of the document. GUI thread only.

    Source times here count from the source's first frame, as everywhere in a project.

    Signals:
        known(media_id): the frames of a source can be asked for now.
    """

    known = Signal(str)
    _found = Signal(object, object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._indexes: dict[Path, FrameIndex | None] = {}
        self._wanted: queue.SimpleQueue[MediaItem | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._found.connect(self._keep, Qt.ConnectionType.QueuedConnection)
        document.changed.connect(self._document_changed)
        self._ask(document.project)

    def index(self, media_id: str) -> FrameIndex | None:
        """The frames of a source; None while they are not known, or when it cannot be read."""
        media = find_media(self._document.project, media_id)
        return self._indexes.get(media.path) if media else None

    def number(self, media_id: str, time: Time) -> int | None:
        """The 0-based number of the frame that a source shows at a source time."""
        index = self.index(media_id)
        return None if index is None else index.number_at(index.start + max(time, 0 * time))

    def span(self, media_id: str, number: int) -> Span | None:
        """When a frame is shown, in source time."""
        index = self.index(media_id)
        if index is None or not 0 <= number < len(index):
            return None
        start = index.time_of(number) - index.start
        return Span(start, start + index.duration_of(number))

    def lookup(self, media_id: str, time: Time) -> tuple[Fraction, Fraction] | None:
        """Start and end of the frame shown at a source time, for the timeline."""
        number = self.number(media_id, time)
        span = None if number is None else self.span(media_id, number)
        return None if span is None or span.end is None else (span.start, span.end)

    def close(self) -> None:
        """End the thread and wait for it."""
        if self._thread is not None:
            self._wanted.put(None)
            self._thread.join()
            self._thread = None

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            self._ask(after)

    def _ask(self, project: Project) -> None:
        for media in project.media:
            if media.path not in self._indexes:
                self._indexes[media.path] = None
                self._wanted.put(media)
                self._start()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="frame times", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        from app.media.opening import SEQUENCE_RATE
        from app.media.video_reader import VideoReader

        while (media := self._wanted.get()) is not None:
            try:
                with VideoReader(media.path, rate=media.rate or SEQUENCE_RATE) as reader:
                    self._found.emit(media, reader.index)
            except AppError:
                continue  # whoever shows the picture says why

    def _keep(self, media: MediaItem, index: FrameIndex) -> None:
        self._indexes[media.path] = index
        self.known.emit(media.id)
