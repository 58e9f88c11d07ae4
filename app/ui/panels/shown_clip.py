"""Which clip the inspector is about: the selected one, else the one under the playhead."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.project.queries import clips, find_media, track_of, visible_clip

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Project
    from app.ui.document import Document
    from app.ui.view_state import ViewState

FALLBACK_RATE = Fraction(25)
"""Frames per second of a source that nobody has looked at yet."""


class ShownClip(QObject):
    """Follows document, selection and playhead. GUI thread only.

    Signals:
        changed(): another clip, or the same one with other contents.
        time_changed(): only the playhead moved.
    """

    changed = Signal()
    time_changed = Signal()

    def __init__(self, document: Document, view: ViewState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._view = view
        self.clip: Clip | None = None
        self.media: MediaItem | None = None
        document.changed.connect(self._document_changed)
        view.selection_changed.connect(self._look)
        view.playhead_changed.connect(self._playhead_moved)
        self._look()

    @property
    def time(self) -> Time:
        """The playhead, since the clip's start, held inside it."""
        if self.clip is None:
            return Fraction(0)
        return min(max(self._view.playhead - self.clip.at, Fraction(0)), self.clip.length)

    @property
    def source_time(self) -> Time:
        """The same moment, in seconds from the source's first frame."""
        return self.time + (self.clip.source.start if self.clip else 0)

    @property
    def frame(self) -> Time:
        """How long one frame lasts, about where the rate varies."""
        facts = self.media.facts if self.media else None
        return 1 / (facts.rate if facts and facts.rate > 0 else FALLBACK_RATE)

    @property
    def name(self) -> str:
        """What it is called; "" without a clip."""
        if self.clip is None:
            return ""
        return self.clip.name or (self.media.path.name if self.media else "")

    @property
    def locked(self) -> bool:
        """Whether its track leaves it alone."""
        track = track_of(self._document.project, self.clip.id) if self.clip else None
        return track is not None and track.locked

    @property
    def others(self) -> tuple[str, ...]:
        """Ids of the other selected clips; of all other clips when only this one is selected."""
        ids = [clip.id for _, clip in clips(self._document.project)]
        others = [id for id in ids if self.clip is None or id != self.clip.id]
        selected = [id for id in others if id in self._view.selection]
        return tuple(selected or others)

    def _document_changed(self, before: Project, after: Project) -> None:
        if before.tracks is not after.tracks or before.media is not after.media:
            self._look()

    def _playhead_moved(self) -> None:
        if not self._selected() and self._found() is not self.clip:
            self._look()
        elif self.clip is not None:
            self.time_changed.emit()

    def _look(self) -> None:
        project = self._document.project
        clip = self._selected() or self._found()
        media = find_media(project, clip.media_id) if clip else None
        if clip is not self.clip or media is not self.media:
            self.clip, self.media = clip, media
            self.changed.emit()

    def _selected(self) -> Clip | None:
        selection = self._view.selection
        if not selection:
            return None
        found = (clip for _, clip in clips(self._document.project) if clip.id in selection)
        return min(found, key=lambda clip: clip.at, default=None)

    def _found(self) -> Clip | None:
        return visible_clip(self._document.project, self._view.playhead)
