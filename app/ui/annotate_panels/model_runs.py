"""Having a clip looked at by an analysis; what it finds arrives as suggestions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.analyses.event_marks import LAYER_ANALYSES, LayerKind, look_at_layer
from app.annotations.edits.merging import take_in
from app.annotations.layer import AnnotationLayer
from app.base.errors import AppError
from app.jobs.job import JobState
from app.project.edits.layers import with_layer
from app.project.queries import find_media
from app.render.annotate_job import ANNOTATE as ANNOTATE_JOB
from app.render.annotate_job import annotate_job, found_by, look_at_findings, take_findings
from app.render.seeded_job import CONTINUE
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr, tr_count, tr_data
from app.ui.theme import icons

if TYPE_CHECKING:
    from app.analyses.analysis import AnalysisKind
    from app.base.parameter import Settings
    from app.jobs.job import Job, JobEvent, JobSpec
    from app.project.model import Edit, Project
    from app.ui.annotate_panels.run_choices import RunChoices
    from app.ui.annotation_session import AnnotationSession
    from app.ui.background import Background
    from app.ui.document import Document
    from app.ui.job_thread import JobThread


class ModelRuns(QObject):
    """Starts analyses as jobs and takes in what they found. GUI thread only.

    The result is one undo step, whatever was done in the meantime, and goes to the source that was
    looked at, wherever the playhead is by then.

    Signals:
        told(str): something to say in the status bar.
        problem(str): something went wrong, one sentence.
        arrived(media_id): suggestions are there now.
    """

    told = Signal(str)
    problem = Signal(str)
    arrived = Signal(str)

    def __init__(
        self,
        document: Document,
        session: AnnotationSession,
        jobs: JobThread,
        work: Background,
        parent: QObject | None = None,
        choices: RunChoices | None = None,
    ) -> None:
        """Args: as named; without `choices` nothing is asked before a run."""
        super().__init__(parent)
        self.choices = choices
        self._document, self._session, self._jobs, self._work = document, session, jobs, work
        self._media: dict[str, str] = {}
        jobs.happened.connect(self._happened)
        jobs.ended.connect(self._ended)
        work.answered.connect(self._answered)

    def commands(self) -> tuple[Command, ...]:
        """One for each analysis there is."""

        def ready() -> bool:
            return self._session.media is not None and self._session.layer is not None

        return tuple(
            Command(
                f"annotate.run.{kind.name}",
                tr("Find: {title}", title=tr_data(kind.title)),
                partial(self.ask, kind.name),
                (),
                "magic-wand",
                (ANNOTATE,),
                ready,
            )
            for kind in _analyses()
        )

    def menu(self, parent: QWidget) -> QMenu:
        """The analyses, and how to stop one that runs."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command, kind in zip(self.commands(), _analyses(), strict=True):
            action = menu.addAction(icons.icon("magic-wand"), command.text)
            action.setToolTip(tr_data(kind.summary))
            action.setEnabled(command.enabled is None or command.enabled())
            action.triggered.connect(command.run)
        menu.setToolTipsVisible(True)
        running = [job for job in self._jobs.queue.entries() if job.id in self._media]
        if running:
            menu.addSeparator()
        for job in running:
            action = menu.addAction(icons.icon("x"), tr("Stop: {title}", title=job.spec.title))
            action.triggered.connect(partial(self._stop, job.id))
        return menu

    def ask(self, analysis: str) -> None:
        """Let the user say how it is to look, then start it."""
        kind = _find(analysis)
        if self.choices is None or self._session.media is None or not kind.parameters:
            self.start(analysis)
            return
        title, summary = tr_data(kind.title), tr_data(kind.summary)
        self.choices.ask(
            analysis, title, summary, kind.parameters, kind.task, partial(self.start, analysis)
        )

    def start(self, analysis: str, settings: Settings | None = None) -> str:
        """Look at the source under the playhead; gives the job's id, "" without one.

        What is annotated already is looked at at once, in the background: that is no job.
        """
        media = self._session.media
        if media is None:
            return ""
        kind = _find(analysis)
        if isinstance(kind, LayerKind):
            self._look_at_layer(kind, media.id, settings or {})
            return ""
        words = tr("Find: {title}", title=tr_data(kind.title))
        spec = annotate_job(media.path, media.id, analysis, settings or {}, words, media.path.name)
        return self.add(spec, media.id)

    def _look_at_layer(self, kind: LayerKind, media_id: str, settings: Settings) -> None:
        layer = self._session.layer
        if layer is not None:
            key = ("findings", media_id, kind.name)
            self._work.ask(key, partial(look_at_layer, kind, layer, settings))

    def add(self, spec: JobSpec, media_id: str) -> str:
        """Run a job that finds something in a source; gives its id."""
        number = self._jobs.add(spec)
        self._media[number] = media_id
        return number

    def _stop(self, job_id: str, _checked: bool = False) -> None:
        self._jobs.queue.cancel(job_id)

    def _happened(self, event: JobEvent) -> None:
        """What a job that follows something has found until now is shown while it runs."""
        job = event.job
        if event.what != "progress" or job is None or job.spec.kind != CONTINUE:
            return
        media = self._media.get(job.id)
        if media is not None:
            self._work.ask(("so far", media, job.id), partial(_so_far, job.id))

    def _ended(self, job: Job) -> None:
        if job.spec.kind not in (ANNOTATE_JOB, CONTINUE):
            return
        self._work.forget(("so far", self._media.get(job.id, ""), job.id))
        media = self._media.pop(job.id, "") or job.spec.payload.get("media")
        # What was being followed when somebody stopped it is found all the same.
        stopped = job.state is JobState.CANCELLED and found_by(job.id).is_file()
        if (job.state is JobState.DONE or stopped) and isinstance(media, str):
            self._work.ask(("findings", media, job.id), partial(take_findings, job.id))
        else:
            self._session.set_coming(job.id, "", ())

    def _answered(self, key: object, answer: object) -> None:
        if not isinstance(key, tuple) or key[0] not in ("findings", "so far"):
            return
        if key[0] == "so far":
            self._show(str(key[1]), str(key[2]), answer)
            return
        self._session.set_coming(str(key[2]), str(key[1]), ())
        if isinstance(answer, AppError):
            self.problem.emit(str(answer))
        elif isinstance(answer, AnnotationLayer):
            self._take_in(str(key[1]), answer)

    def _show(self, media_id: str, job_id: str, answer: object) -> None:
        """An answer that comes after the job's end says nothing new."""
        if isinstance(answer, AnnotationLayer) and job_id in self._media:
            self._session.set_coming(job_id, media_id, answer.tracks)

    def _take_in(self, media_id: str, found: AnnotationLayer) -> None:
        project = self._document.project
        if find_media(project, media_id) is None:
            self.told.emit(tr("The clip that was looked at is not in this project any more."))
            return
        if not (found.tracks or found.segments or found.tags or found.cuts):
            self.told.emit(tr("Nothing was found."))
            return
        try:
            self._document.apply(tr("Add suggestions"), _taking(media_id, found))
        except AppError as error:
            self.problem.emit(str(error))
            return
        self.told.emit(_told(found))
        self.arrived.emit(media_id)


def _so_far(job_id: str) -> AnnotationLayer | None:
    return look_at_findings(job_id) if found_by(job_id).is_file() else None


def _taking(media_id: str, found: AnnotationLayer) -> Edit:
    def edit(project: Project) -> Project:
        layer = dict(project.layers).get(media_id) or AnnotationLayer(found.media)
        return with_layer(project, media_id, take_in(layer, found, "merge"))

    return edit


def _told(found: AnnotationLayer) -> str:
    count = len(found.tracks) + len(found.segments)
    if not count and found.cuts:
        return tr_count("{n} cut found", "{n} cuts found", len(found.cuts))
    return tr_count("{n} suggestion to review", "{n} suggestions to review", count)


def _analyses() -> tuple[AnalysisKind | LayerKind, ...]:
    """A light list; what the analyses need is imported when they run."""
    from app.analyses.registry import ANALYSES

    return (*ANALYSES, *LAYER_ANALYSES)


def _find(name: str) -> AnalysisKind | LayerKind:
    return next(kind for kind in _analyses() if kind.name == name)
