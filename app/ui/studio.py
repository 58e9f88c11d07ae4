"""What the window works with: the document, and the workers that serve it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.jobs.queue import JobQueue
from app.jobs.store import jobs_folder
from app.render.job_runners import runners
from app.ui.annotation_session import AnnotationSession
from app.ui.autosave import Autosave
from app.ui.background import Background
from app.ui.cache_place import cache_place
from app.ui.dialogs.model_browser_work import ModelWork
from app.ui.document import Document
from app.ui.frame_times import FrameTimes
from app.ui.job_thread import JobThread
from app.ui.machine import Machine
from app.ui.media_watch import MediaWatch
from app.ui.panels.effect_kinds import EffectKinds
from app.ui.preview.player import Player
from app.ui.preview_thread import PreviewThread
from app.ui.project_files import ProjectFiles
from app.ui.settings import Settings
from app.ui.thumbnails import Thumbnails
from app.ui.view_state import ViewState
from app.ui.waveforms import Waveforms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.jobs.loop import Runner


class Studio:
    """Made once per process, before the window; outlives windows that are rebuilt. GUI thread.

    Every worker here is ended and joined by `close`, in an order in which none waits for another.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        document: Document | None = None,
        work: Mapping[str, Runner] | None = None,
    ) -> None:
        self._closed = False
        self.settings = settings or Settings()
        self.document = document or Document()
        self.view = ViewState()
        self.times = FrameTimes(self.document)
        self.session = AnnotationSession(self.document, self.view, self.times)
        self.thumbnails = Thumbnails(cache_place(self.settings) / "thumbnails")
        self.waveforms = Waveforms(cache_place(self.settings) / "waveforms")
        self.watch = MediaWatch(self.document)
        for keeper in (self.times, self.thumbnails, self.waveforms):
            self.watch.replaced.connect(keeper.forget)
        self.kinds = EffectKinds()
        self.exports = Background("export facts")
        self.models = ModelWork()
        self.machine = Machine(lambda: str(self.settings.get("device")))
        self.jobs = JobThread(JobQueue(jobs_folder()), work or runners())
        self.preview = PreviewThread(self.settings)
        self.player = Player(self.document, self.view, self.preview)
        self.files = ProjectFiles(self.document, self.settings)
        self.autosave = Autosave(self.document)

    def delete(self) -> None:
        """Delete what was made here but the document; the window over it goes first.

        Python alone would keep it: what signals hold, its garbage collection does not see.
        """
        for part in (self.player, self.preview, self.session, self.times, self.jobs, self.files,
                     self.autosave, self.machine, self.exports, self.models, self.kinds,
                     self.watch, self.thumbnails, self.waveforms, self.view):  # fmt: skip
            part.deleteLater()

    def close(self, *, keep: bool = False) -> None:
        """Cancel what runs, join all threads. The job queue is offered again at the next start.

        May be called twice.

        Args:
            keep: Leave unsaved changes to be recovered: nobody was asked about them.
        """
        if self._closed:
            return
        self._closed = True
        self.jobs.begin_close()
        self.player.close()
        self.preview.close()
        self.files.close()
        self.autosave.close(keep=keep)
        self.times.close()
        self.watch.close()
        self.thumbnails.close()
        self.waveforms.close()
        self.kinds.close()
        self.machine.close()
        self.models.close()
        self.exports.close()
        self.jobs.close()
