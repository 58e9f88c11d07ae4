"""Unsaved changes survive a crash: a copy beside the work is kept up to date with each act."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.base.errors import ProjectError
from app.project.recovery import Recoverable, discard
from app.project.recovery_file import RecoveryFile

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.project.model import Project
    from app.ui.document import Document

DELAY_MS = 20
"""From the first change to the writing of it; changes meanwhile are in it too."""

REST = 4.0
"""How many times as long as it wrote the thread rests, so that a long drag is left most of the
time; what is shown while it rests is written in one go after it."""


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What to write; without a project there is nothing unsaved, and the copy goes."""

    project: Project | None
    path: Path | None = None
    after: tuple[Callable[[], object], ...] = ()


class Autosave(QObject):
    """Watches a document. GUI thread; a thread of its own turns snapshots into files.

    Signals:
        written(): a copy with all changes up to a moment ago is on the disk.
        failed(text): no copy can be written; told once until one can again.
    """

    written = Signal()
    failed = Signal(str)

    def __init__(
        self, document: Document, folder: Path | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._after: list[Callable[[], object]] = []
        self._writer = _Writer(RecoveryFile(folder), self.written.emit, self.failed.emit)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(DELAY_MS)
        self._timer.timeout.connect(self._write)
        document.changed.connect(self._note)
        document.clean_changed.connect(self._note)

    def take_over(self, item: Recoverable) -> None:
        """Say that the document now holds what this recovery file has.

        The file goes as soon as there is a copy of ours, or the document has been saved.
        """
        self.once_kept(partial(discard, item))

    def once_kept(self, act: Callable[[], object]) -> None:
        """Have something done when all changes up to now are in a copy on the disk, or saved.

        What a change took in from a file, say, may go then and no sooner. It is done by the
        thread that writes, and not at all where no copy can be written.
        """
        self._after.append(act)
        self._note()

    def flush(self) -> None:
        """Have the copy written now; does not wait for it."""
        if self._timer.isActive():
            self._timer.stop()
            self._write()

    def close(self, *, keep: bool = False) -> None:
        """Stop and join the thread.

        Args:
            keep: Leave a copy of what is unsaved, for when the program is ended from outside and
                nobody was asked. Otherwise nothing of the document is to be recovered.
        """
        self._timer.stop()
        self._document.changed.disconnect(self._note)
        self._document.clean_changed.disconnect(self._note)
        if keep:
            self._write()
        else:
            self._writer.put(_Snapshot(None, None, tuple(self._after)))
        self._writer.close()

    def _note(self, *_: object) -> None:
        # Not started anew by every change: a long drag would put off the copy until its end.
        if not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        document, after = self._document, tuple(self._after)
        project = None if document.clean else document.project
        self._writer.put(_Snapshot(project, document.path, after))
        self._after.clear()


class _Writer:
    """A thread that writes the newest snapshot and forgets those it had no time for."""

    def __init__(
        self, file: RecoveryFile, written: Callable[[], None], failed: Callable[[str], None]
    ) -> None:
        self._file = file
        self._written = written
        self._failed = failed
        self._waiting: _Snapshot | None = None
        self._after: list[Callable[[], object]] = []
        self._closed = False
        self._broken = False
        self._wake = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="autosave")
        self._thread.start()

    def put(self, snapshot: _Snapshot) -> None:
        with self._wake:
            self._waiting = snapshot
            self._after.extend(snapshot.after)
            self._wake.notify()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._waiting is not None or self._closed)
                snapshot, self._waiting = self._waiting, None
                closed = self._closed
                after = self._after.copy()
            began = time.monotonic()
            if snapshot is not None and self._done(snapshot, quiet=closed):
                for act in after:
                    act()
                    self._after.remove(act)
            elif snapshot is None:
                return
            with self._wake:
                self._wake.wait_for(lambda: self._closed, REST * (time.monotonic() - began))

    def _done(self, snapshot: _Snapshot, *, quiet: bool) -> bool:
        if snapshot.project is None:
            self._file.remove()
            return True
        try:
            self._file.write(snapshot.project, snapshot.path)
        except ProjectError as error:
            if not self._broken and not quiet:
                self._failed(str(error))
            self._broken = True
            return False
        self._broken = False
        if not quiet:
            self._written()
        return True
