"""Waveforms of sources, made in the background and kept on disk."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import zipfile
from collections import OrderedDict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.base.bounded_folder import BoundedFolder
from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.media.file_state import state_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.media.side.waveform import Waveform
    from app.project.model import MediaItem

MEMORY = 64 << 20
"""Bytes of waveforms that are kept; more than 20 hours of sound."""

BUDGET = 64 << 20
"""Bytes of waveforms on disk, where they are packed."""


class Waveforms(QObject):
    """Answers at once from memory; else makes it on one thread of its own. GUI thread only.

    Signals:
        ready(media_id): `get` has something else to say about a source now.
    """

    ready = Signal(str)
    _made = Signal(str, str, object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        """Args: `folder` is where they are kept on disk; None keeps them in memory alone."""
        super().__init__(parent)
        self._folder = folder
        self._files: BoundedFolder | None = None
        self._kept: OrderedDict[str, Waveform | None] = OrderedDict()
        self._asked: set[str] = set()
        self._made.connect(self._keep)
        self._queue: list[MediaItem] = []
        self._wake = threading.Condition()
        self._cancel = CancelToken()
        self._thread: threading.Thread | None = None

    def get(self, media: MediaItem) -> Waveform | None:
        """The waveform, or None: not made yet, or there is no sound that could be read."""
        if media.facts is not None and not media.facts.sound:
            return None
        key = _identity(media)
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        if key not in self._asked and not self._cancel.cancelled:
            self._ask(key, media)
        return None

    def waiting(self, media: MediaItem) -> bool:
        """Whether the waveform is still being made."""
        return _identity(media) in self._asked

    def forget(self, path: Path) -> None:
        """Another file stands there now: its sound is read anew when it is asked for."""
        for key in [key for key in self._kept if key.split("\0")[1] == str(path)]:
            del self._kept[key]
            self.ready.emit(key.partition("\0")[0])

    def close(self) -> None:
        """Stop and join the thread; nothing is made any more."""
        self._cancel.cancel()
        with self._wake:
            self._wake.notify()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _ask(self, key: str, media: MediaItem) -> None:
        self._asked.add(key)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="waveforms", daemon=True)
            self._thread.start()
        with self._wake:
            self._queue.append(media)
            self._wake.notify()

    def _keep(self, key: str, media_id: str, waveform: Waveform | None) -> None:
        self._asked.discard(key)
        self._kept[key] = waveform
        size = sum(kept.nbytes for kept in self._kept.values() if kept)
        while size > MEMORY and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            size -= dropped.nbytes if dropped else 0
        self.ready.emit(media_id)

    def _work(self) -> None:
        """Runs on the thread, until closed."""
        if self._folder is not None:
            self._files = BoundedFolder(self._folder, ".npz", BUDGET)
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._queue or self._cancel.cancelled)
                if self._cancel.cancelled:
                    return
                media = self._queue.pop()
            try:
                made = self._make(media)
            except Cancelled:
                return
            except (AppError, OSError):
                made = None  # no sound that could be drawn; the preview says why
            if not self._cancel.cancelled:
                self._made.emit(_identity(media), media.id, made)

    def _make(self, media: MediaItem) -> Waveform | None:
        from app.media.side.waveform import read_waveform

        files = self._files
        if files is None:
            return read_waveform(media.path, self._cancel)
        path = _stored_path(files.folder, media)
        waveform = _load(files, path)
        if waveform is None:
            waveform = read_waveform(media.path, self._cancel)
            if waveform is not None:
                _save(files, path, waveform)
        return waveform


def _load(files: BoundedFolder, path: Path) -> Waveform | None:
    from app.media.side.waveform import load_waveform

    if path not in files:
        return None
    try:
        if _unpacked_size(path) <= MEMORY:
            waveform = load_waveform(path)
            os.utime(path)
            return waveform
    except (AppError, OSError, MemoryError, zipfile.BadZipFile):
        pass
    files.remove(path)
    return None


def _save(files: BoundedFolder, path: Path, waveform: Waveform) -> None:
    from app.media.side.waveform import save_waveform

    with contextlib.suppress(OSError):  # a full disk costs only the time to make it again
        path.parent.mkdir(parents=True, exist_ok=True)
        save_waveform(waveform, path)
        files.add(path, path.stat().st_size)


def _unpacked_size(path: Path) -> int:
    """Bytes that a stored file takes in memory; a small one may claim to be huge."""
    with zipfile.ZipFile(path) as archive:
        return sum(part.file_size for part in archive.infolist())


def _identity(media: MediaItem) -> str:
    return f"{media.id}\0{media.path}\0{media.fingerprint}"


def _stored_path(folder: Path, media: MediaItem) -> Path:
    """By content where that is known, else by what tells a file apart from its predecessor.

    The size beside it: the file may be another one than the project knows. One that is away shows
    what was kept of it.
    """
    state = state_of(media.path)
    known = media.fingerprint or f"{media.path}\0{state}"
    name = hashlib.sha256(known.encode()).hexdigest()[:32]
    if state is None:
        return min(folder.glob(f"{name}_*.npz"), default=folder / f"{name}_.npz")
    return folder / f"{name}_{state[0]}.npz"
