"""What files say about themselves, read once each on a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.ui.background import Background
from app.ui.panels.chain_facts import read_media

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.errors import AppError
    from app.media.probe import MediaInfo


class MediaReader(QObject):
    """Keeps what probing found, or the error that says why it could not. GUI thread only.

    Signals:
        ready(path): `get` knows about a file now.
    """

    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Path, MediaInfo | AppError | None] = {}
        self._background = Background("media reader", self)
        self._background.answered.connect(self._take)

    def get(self, path: Path) -> MediaInfo | AppError | None:
        """What is known; None while it is being read, which the first call begins."""
        if path not in self._known:
            self._known[path] = None
            self._background.ask(path, lambda: read_media(path))
        return self._known[path]

    def forget(self, path: Path) -> None:
        """Read a file again: it was replaced or has come back."""
        if self._known.pop(path, None) is not None:
            self.ready.emit(path)

    def close(self) -> None:
        """Stop and join the thread; waits for the file that is being read."""
        self._background.close()

    def _take(self, path: Path, answer: object) -> None:
        self._known[path] = answer  # type: ignore[assignment]
        self.ready.emit(path)
