"""Having a clip looked at by an analysis; what it finds arrives as suggestions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QWidget

from app.analyses.event_marks import LAYER_ANALYSES, LayerKind, look_at_layer
from app.annotations.edits.merging import take_in
from app.annotations.edits.superseding import without_beginnings
from app.annotations.layer import AnnotationLayer
from app.base.errors import AppError
from app.jobs.job import JobState
from app.project.edits.layers import with_layer
from app.project.queries import find_media
from app.render.annotate_job import ANNOTATE as ANNOTATE_JOB
from app.render.annotate_job import annotate_job
from app.render.findings import Findings, found_by, look_at_findings
from app.render.seeded_job import CONTINUE
from app.ui.annotate_panels.run_words import Arrival, arrival_words
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr, tr_data
from app.ui.theme import icons

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.analyses.analysis import AnalysisKind
    from app.base.parameter import Settings
    from app.jobs.job import Job, JobEvent, JobSpec
    from app.project.model import Edit, Project
    from app.ui.annotate_panels.run_choices import RunChoices
    from app.ui.annotation_session import AnnotationSession
    from app.ui.background import Background
    from app.ui.document import Document
    from app.ui.job_thread import JobThread

_KINDS = (ANNOTATE_JOB, CONTINUE)
"""Jobs that find something."""


class ModelRuns(QObject):
    """Starts analyses as jobs and takes in what they found. GUI thread only.

    What is found is shown while a job runs, and taken in when it is over, also when it was stopped
    or failed: one undo step, whatever was done in the meantime. It goes to the source that was
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
        once_kept: Callable[[Callable[[], object]], object] = lambda act: act(),
    ) -> None:
        """Make them.

        Args:
            document, session, jobs, work, parent: As named.
            choices: Without it nothing is asked before a run.
            once_kept: Does something when what was taken in is on the disk, see `Autosave`.
        """
        super().__init__(parent)
        self.choices = choices
        self._document, self._session, self._jobs, self._work = document, session, jobs, work
        self._media: dict[str, str] = {}
        self._asked: set[str] = set()
        self._taken: set[str] = set()
        self._once_kept = once_kept
        self._looked = False
        document.replaced.connect(self._take_what_waits)
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
        if self.running:
            menu.addSeparator()
            self._add_stops(menu)
        return menu

    @property
    def running(self) -> list[Job]:
        """The runs that are not over."""
        return [job for job in self._jobs.queue.entries() if job.id in self._media]

    def stop_menu(self, parent: QWidget, show_jobs: Callable[[], object]) -> QMenu:
        """How to stop what runs without leaving the picture, and the way to all jobs."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._add_stops(menu)
        menu.addSeparator()
        menu.addAction(icons.icon("queue"), tr("Show jobs")).triggered.connect(lambda: show_jobs())
        return menu

    def _add_stops(self, menu: QMenu) -> None:
        for job in self.running:
            action = menu.addAction(icons.icon("x"), tr("Stop: {title}", title=job.spec.title))
            action.triggered.connect(partial(self._stop, job.id))

    def ask(self, analysis: str) -> None:
        """Let the user say how it is to look, then start it."""
        kind = _find(analysis)
        if self.choices is None or self._session.media is None or not kind.parameters:
            self.start(analysis)
            return
        title = tr("Find: {title}", title=tr_data(kind.title))
        summary = tr_data(kind.summary)
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
            self._work.ask(key, partial(_looked_at, kind, layer, settings))

    def add(self, spec: JobSpec, media_id: str) -> str:
        """Run a job that finds something in a source; gives its id."""
        number = self._jobs.add(spec)
        self._media[number] = media_id
        return number

    def _stop(self, job_id: str, _checked: bool = False) -> None:
        self._jobs.queue.cancel(job_id, keep_part=True)

    def _happened(self, event: JobEvent) -> None:
        """What a job has found until now is shown while it runs."""
        job, part = event.job, event.part
        if job is not None and isinstance(part, Findings):
            self._session.set_coming(job.id, self._media_of(job), part.layer)
        elif event.what == "changed" and not self._looked:
            self._looked = True  # the jobs of earlier runs of the program are there now
            self._take_what_waits()

    def _take_what_waits(self) -> None:
        """What jobs found while their project was not open."""
        for job in self._jobs.queue.entries():
            wanted = find_media(self._document.project, self._media_of(job)) is not None
            if job.finished and wanted and job.spec.kind in _KINDS and found_by(job.id).is_file():
                self._ask_for(job)

    def _ask_for(self, job: Job) -> None:
        if job.id not in self._asked | self._taken:
            self._asked.add(job.id)
            self._work.ask(("findings", self._media_of(job), job.id), partial(_found_by, job))

    def _media_of(self, job: Job) -> str:
        """The source a job looks at; one of an earlier run of the program says so itself."""
        return self._media.get(job.id) or str(job.spec.payload.get("media", ""))

    def _ended(self, job: Job) -> None:
        """Whatever was found by then is taken in, also where somebody stopped it or it failed."""
        if job.spec.kind not in _KINDS:
            return
        self._taken.discard(job.id)  # one that was stopped may have been run again
        if job.state is JobState.DONE or found_by(job.id).is_file():
            self._ask_for(job)
        else:
            self._session.set_coming(job.id, "", None)
        self._media.pop(job.id, None)

    def _answered(self, key: object, answer: object) -> None:
        if not isinstance(key, tuple) or key[0] != "findings":
            return
        self._session.set_coming(str(key[2]), "", None)
        self._asked.discard(str(key[2]))
        if isinstance(answer, AppError):
            found_by(str(key[2])).unlink(missing_ok=True)  # or it would be told again and again
            self.problem.emit(str(answer))
        elif isinstance(answer, Arrival):
            self._take_in(str(key[1]), answer)

    def _take_in(self, media_id: str, arrival: Arrival) -> None:
        if find_media(self._document.project, media_id) is None:
            words = tr("What was found waits until a project with the clip is open.")
            self.told.emit(words)
            return
        try:
            if not arrival.empty:
                self._document.apply(tr("Add suggestions"), _taking(media_id, arrival.layer))
        except AppError as error:
            self.problem.emit(str(error))
            return
        finally:
            self._done_with(arrival.job)
        say = self.problem if arrival.failed else self.told
        say.emit(arrival_words(arrival))
        if not arrival.empty:
            self.arrived.emit(media_id)

    def _done_with(self, job: Job | None) -> None:
        """What was found is in the project now: its own file goes when that is on the disk too."""
        if job is not None:
            self._taken.add(job.id)
            self._once_kept(partial(found_by(job.id).unlink, missing_ok=True))


def _found_by(job: Job) -> Arrival:
    found = look_at_findings(job.id)
    return Arrival(found.layer, job, found.reached)


def _looked_at(kind: LayerKind, layer: AnnotationLayer, settings: Settings) -> Arrival:
    return Arrival(look_at_layer(kind, layer, settings))


def _taking(media_id: str, found: AnnotationLayer) -> Edit:
    def edit(project: Project) -> Project:
        layer = dict(project.layers).get(media_id) or AnnotationLayer(found.media)
        layer = without_beginnings(layer, found)
        return with_layer(project, media_id, take_in(layer, found, "merge"))

    return edit


def _analyses() -> tuple[AnalysisKind | LayerKind, ...]:
    """A light list; what the analyses need is imported when they run."""
    from app.analyses.registry import ANALYSES

    return (*ANALYSES, *LAYER_ANALYSES)


def _find(name: str) -> AnalysisKind | LayerKind:
    return next(kind for kind in _analyses() if kind.name == name)
