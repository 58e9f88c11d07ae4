"""What of the annotations is shown and what may be touched: how one looks, not what is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.model import Track
    from app.ui.annotation_session import AnnotationSession

Flag = Literal["hidden", "locked", "pinned"]
FLAGS: tuple[Flag, ...] = ("hidden", "locked", "pinned")


@dataclass
class _Flags:
    hidden: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)
    pinned: set[int] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    locked_labels: set[str] = field(default_factory=set)

    def ids(self, flag: Flag) -> set[int]:
        return {"hidden": self.hidden, "locked": self.locked, "pinned": self.pinned}[flag]


class Visibility(QObject):
    """Hidden, locked and pinned tracks and labels of each source. GUI thread only.

    Not part of the project: nothing here is undone or saved.

    Signals:
        changed(): something of it.
    """

    changed = Signal()

    def __init__(self, session: AnnotationSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._by_media: dict[str, _Flags] = {}
        self._outlines = 1.0
        self._now = _Flags()
        session.layer_changed.connect(lambda *_: self._follow_source())
        self._follow_source()

    @property
    def outlines(self) -> float:
        """How strong outlines are, in [0, 1]."""
        return self._outlines

    def set_outlines(self, strength: float) -> None:
        """Make outlines stronger or weaker."""
        strength = min(max(strength, 0.0), 1.0)
        if strength != self._outlines:
            self._outlines = strength
            self.changed.emit()

    def is_hidden(self, track: Track) -> bool:
        """Whether it is not painted: by itself or with its label."""
        return track.id in self._now.hidden or track.label in self._now.labels

    def is_locked(self, track: Track) -> bool:
        """Whether it must not be touched at all: by itself or with its label."""
        return track.id in self._now.locked or track.label in self._now.locked_labels

    def is_pinned(self, track: Track) -> bool:
        """Whether it must not be moved."""
        return track.id in self._now.pinned

    def has(self, flag: Flag, track_id: int) -> bool:
        """Whether a track by itself is hidden, locked or pinned."""
        return track_id in self._now.ids(flag)

    def set_flag(self, flag: Flag, ids: Iterable[int], on: bool) -> None:
        """Hide, lock or pin tracks, or no longer."""
        held, ids = self._now.ids(flag), set(ids)
        changed = ids - held if on else ids & held
        if changed:
            held.symmetric_difference_update(changed)
            self.changed.emit()

    def toggle(self, flag: Flag, ids: Iterable[int]) -> None:
        """On for all, unless it is on for all already."""
        ids = set(ids)
        self.set_flag(flag, ids, not ids <= self._now.ids(flag))

    def is_label_hidden(self, label: str) -> bool:
        """Whether nothing of a label is painted."""
        return label in self._now.labels

    def is_label_locked(self, label: str) -> bool:
        """Whether nothing of a label may be touched."""
        return label in self._now.locked_labels

    def set_label_hidden(self, label: str, on: bool) -> None:
        """Hide all of a label, or show it again."""
        self._set_label(self._now.labels, label, on)

    def set_label_locked(self, label: str, on: bool) -> None:
        """Lock all of a label, or no longer."""
        self._set_label(self._now.locked_labels, label, on)

    def _set_label(self, labels: set[str], label: str, on: bool) -> None:
        if (label in labels) != on:
            labels.symmetric_difference_update({label})
            self.changed.emit()

    def _follow_source(self) -> None:
        media = self._session.media
        flags = self._by_media.setdefault(media.id if media else "", _Flags())
        if flags is not self._now:
            self._now = flags
            self.changed.emit()
