"""Sources that become other files while the project is open: exported anew by another program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app.media.file_state import state_of
from app.ui.background import Background

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.ui.document import Document

    State = tuple[int, int] | None

REST_MS = 700
"""A file is believed once it has not changed for so long: programs write for a while."""

MOST = 1000
"""Sources that are watched; systems have few watches to give."""


class MediaWatch(QObject):
    """Notices sources whose files changed. GUI thread only; the disk is looked at on a worker.

    Signals:
        replaced(path): a source's file is another one than it was, and whole.
        presence_changed(): a source's file is gone, or is back.
    """

    replaced = Signal(object)
    presence_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._known: dict[Path, State] = {}
        self._seen: dict[Path, State] = {}
        self._gone: set[Path] = set()
        self._watcher = QFileSystemWatcher(self)
        self._later = QTimer(self, singleShot=True, interval=REST_MS)
        self._work = Background("media watch", self)
        self._watcher.fileChanged.connect(self._touched)
        self._watcher.directoryChanged.connect(self._touched)
        self._later.timeout.connect(self._look)
        self._work.answered.connect(self._take)
        document.changed.connect(self._follow)
        document.replaced.connect(self._follow)
        self._follow()

    def close(self) -> None:
        """Stop and join the thread."""
        self._later.stop()
        self._work.close()

    def _follow(self, before: object = None, after: object = None) -> None:
        """Look after the sources that are there now."""
        if before is None or getattr(before, "media", None) is not getattr(after, "media", None):
            paths = {item.path for item in self._document.project.media}
            self._known = {path: state for path, state in self._known.items() if path in paths}
            if paths:
                self._look()

    def _touched(self, _: str) -> None:
        self._later.start()

    def _look(self) -> None:
        paths = tuple(item.path for item in self._document.project.media)[:MOST]
        self._work.ask("states", lambda: {path: state_of(path) for path in paths})

    def _take(self, _: object, states: Mapping[Path, State]) -> None:
        self._watch(states)
        self._tell_presence({path for path, state in states.items() if state is None})
        for path, state in states.items():
            before = self._known.setdefault(path, state)
            if state is None or state == before:
                continue  # gone: the bin says so; what comes back is compared with what was known
            if self._seen.get(path) == state:
                self._known[path] = state
                self.replaced.emit(path)
            else:
                self._later.start()
        self._seen = dict(states)

    def _tell_presence(self, gone: set[Path]) -> None:
        """Sources that just came into the project are looked at by whoever shows them."""
        changed = {path for path in self._known if (path in gone) != (path in self._gone)}
        self._gone = gone
        if changed:
            self.presence_changed.emit()

    def _watch(self, states: Mapping[Path, State]) -> None:
        """Files and, as programs replace them by new ones, their folders.

        A folder stays watched while a source that was in it is gone: it may come back.
        """
        there = {path for path, state in states.items() if state}
        watched = {*self._watcher.files(), *self._watcher.directories()}
        wanted = {str(path) for each in there for path in (each, each.parent)}
        wanted |= {str(path.parent) for path in states} & watched
        if gone := sorted(watched - wanted):
            self._watcher.removePaths(gone)
        if new := sorted(wanted - watched):
            self._watcher.addPaths(new)
