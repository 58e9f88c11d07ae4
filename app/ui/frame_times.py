"""The exact times of every source's frames, found in the background."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.errors import AppError
from app.base.time import Span
from app.project.queries import find_media
from app.ui.background import Background

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.project.model import MediaItem, Project
    from app.ui.document import Document


_Content = tuple["Path", str, "Fraction | None"]


class FrameTimes(QObject):
    """Keeps a `FrameIndex` for each source of the document. GUI thread only.

    Source times here count from the source's first frame, as everywhere in a project.

    Signals:
        known(media_id): the frames of a source can be asked for now.
    """

    known = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._indexes: dict[_Content, FrameIndex | None] = {}
        self._background = Background("frame times", self)
        self._background.answered.connect(self._keep)
        document.changed.connect(self._document_changed)
        self._ask(document.project)

    def index(self, media_id: str) -> FrameIndex | None:
        """The frames of a source; None while they are not known, or when it cannot be read."""
        media = find_media(self._document.project, media_id)
        return self._indexes.get(_content(media)) if media else None

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

    def forget(self, path: Path) -> None:
        """Another file stands there now: look for its frames anew."""
        for content in [content for content in self._indexes if content[0] == path]:
            del self._indexes[content]
        self._ask(self._document.project)

    def close(self) -> None:
        """End the thread; waits for the source that is being read, not for those behind it."""
        self._background.close()

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.media is not after.media:
            self._ask(after)

    def _ask(self, project: Project) -> None:
        for media in project.media:
            content = _content(media)
            if content not in self._indexes:
                self._indexes[content] = None
                self._background.ask(content, partial(_index_of, media))

    def _keep(self, content: _Content, answer: object) -> None:
        if isinstance(answer, AppError):
            return  # whoever shows the picture says why
        self._indexes[content] = answer  # type: ignore[assignment]
        for media in self._document.project.media:
            if _content(media) == content:
                self.known.emit(media.id)


def _content(media: MediaItem) -> _Content:
    """What tells one content from another; another file may have come to lie at the same place."""
    return media.path, media.fingerprint, media.rate


def _index_of(media: MediaItem) -> FrameIndex:
    from app.media.opening import SEQUENCE_RATE
    from app.media.probe import frame_index_of

    return frame_index_of(media.path, media.rate or SEQUENCE_RATE)
