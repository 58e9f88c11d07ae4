"""The thread that makes pictures of what is under the playhead."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.ui.preview.mailbox import Mailbox
from app.ui.preview.preview_request import PreviewChoices, PreviewRequest
from app.ui.preview.preview_worker import PreviewWorker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.base.progress import Progress
    from app.base.time import Span, Time
    from app.project.model import Project
    from app.render.preview.renderer import PreviewRenderer
    from app.ui.preview.preview_image import PreviewImage
    from app.ui.settings import Settings

__all__ = ["PreviewRequest", "PreviewThread"]

_RELEVANT = ("device", "precision", "cache_memory_mb", "cache_disk_gb", "cache_folder")


class PreviewThread(QObject):
    """Answers requests on a thread of its own; the newest one wins. GUI thread only.

    For each request: the source, perhaps a near frame first; then the result, with a slow model
    the visible region first; then the alternative. Nothing comes of a request that a newer one
    has overtaken, but what was on its way: drop answers by their id.

    Signals:
        shown(PreviewImage): a picture.
        failed(request id, sentence): a request came to nothing; the thread lives on.
        cached_changed(memory, disk): stretches of the timeline with results, as tuples of `Span`.
        stepped(ticket, Time): answer to `step`.
        range_progress(Progress), range_ended(sentence): of `render_range`; "" when all is well.
        range_stopped(): it was given up.
    """

    shown = Signal(object)
    failed = Signal(object, str)
    cached_changed = Signal(object, object)
    stepped = Signal(object, object)
    range_progress = Signal(object)
    range_ended = Signal(str)
    range_stopped = Signal()
    _heard = Signal(object, object)

    def __init__(self, settings: Settings | None = None, parent: QObject | None = None) -> None:
        """Start the thread; without settings it computes by default and keeps nothing on disk."""
        super().__init__(parent)
        self._settings = settings
        self._tickets = itertools.count(1)
        self._mailbox = Mailbox()
        # From whichever thread: Qt carries it over, in order, whatever is connected to the others.
        self._heard.connect(self._say, Qt.ConnectionType.QueuedConnection)
        self._worker = PreviewWorker(
            self._mailbox, PreviewChoices.of(settings), _Voice(self._heard.emit)
        )
        self._thread = _Loop(self._worker)
        self._thread.start()
        if settings is not None:
            settings.changed.connect(self._settings_changed)

    def request(self, request: PreviewRequest) -> None:
        """Look at a moment; returns at once."""
        self._mailbox.request(request)

    def cancel(self) -> None:
        """Give the last request up: the processor is wanted for playing, say."""
        self._mailbox.forget()

    def step(self, project: Project, time: Time, frames: int) -> int:
        """Ask where the frame `frames` further begins (0: the one on screen).

        Returns:
            The ticket that `stepped` will carry.
        """
        ticket = next(self._tickets)
        self._mailbox.do(lambda: self._worker.step(ticket, project, time, frames))
        return ticket

    def render_range(self, project: Project, span: Span) -> None:
        """Compute the results of a bounded stretch of the timeline in the background.

        A range that is being computed is given up; what it made is kept.
        """
        self._mailbox.do(lambda: self._worker.start_range(project, span))

    def cancel_range(self) -> None:
        """Give the range up; what it made is kept."""
        self._mailbox.do(self._worker.stop_range)

    def warm_up(self) -> None:
        """Import torch in the background, before the first result asks for it."""
        self._mailbox.do(self._worker.warm_up)

    def clear_cache(self) -> None:
        """Forget all results, in memory and on the disk."""
        self._mailbox.do(self._worker.clear)

    @property
    def cache_folder(self) -> Path:
        """Where results are kept on the disk."""
        return PreviewChoices.of(self._settings).folder

    @property
    def renderer(self) -> PreviewRenderer | None:
        """What the thread works with, None before its first work; touch thread-safe parts only."""
        return self._worker.renderer

    def close(self) -> None:
        """Cancel what is at work and wait for the thread. May be called twice."""
        self._mailbox.close()
        self._thread.wait()

    @Slot(object, object)
    def _say(self, name: str, values: tuple[object, ...]) -> None:
        if not self._mailbox.closed:
            getattr(self, name).emit(*values)

    def _settings_changed(self, key: str) -> None:
        if key in _RELEVANT:
            choices = PreviewChoices.of(self._settings)
            self._mailbox.do(lambda: self._worker.configure(choices))


class _Loop(QThread):
    """`PreviewWorker.run`, as a Qt thread."""

    def __init__(self, worker: PreviewWorker) -> None:
        super().__init__()
        self.setObjectName("preview")
        self._worker = worker

    def run(self) -> None:
        self._worker.run()


class _Voice:
    """Hands what the worker says to the window's thread."""

    def __init__(self, say: Callable[[str, tuple[object, ...]], None]) -> None:
        self._say = say

    def shown(self, image: PreviewImage) -> None:
        self._say("shown", (image,))

    def failed(self, request_id: int, sentence: str) -> None:
        self._say("failed", (request_id, sentence))

    def ready_changed(self, memory: tuple[Span, ...], disk: tuple[Span, ...]) -> None:
        self._say("cached_changed", (memory, disk))

    def stepped(self, ticket: int, time: Time) -> None:
        self._say("stepped", (ticket, time))

    def range_progress(self, progress: Progress) -> None:
        self._say("range_progress", (progress,))

    def range_ended(self, sentence: str) -> None:
        self._say("range_ended", (sentence,))

    def range_stopped(self) -> None:
        self._say("range_stopped", ())
