"""The list of jobs, in the Enhance column and on the Deliver page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPainter
from PySide6.QtWidgets import QMenu, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.jobs.job import Job, JobState
from app.ui.command import Command
from app.ui.language import tr
from app.ui.panels import job_words
from app.ui.panels.job_details import JobDetails
from app.ui.panels.job_row import MOVABLE, JobRow
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.labels import Label
from app.ui.widgets.panel import Panel

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent

    from app.jobs.job import JobEvent
    from app.ui.job_thread import JobThread


class JobsPanel(Panel):
    """Follows a `JobThread`. GUI thread only.

    Signals:
        problem(sentence): something could not be done, or the kept queue was damaged.
        model_wanted(id): a job needs a model that is not here.
    """

    problem = Signal(str)
    model_wanted = Signal(str)

    def __init__(self, jobs: JobThread, parent: QWidget | None = None) -> None:
        super().__init__(tr("Jobs"), parent)
        self._jobs = jobs
        self._told = 0
        self._summary = Label("", "small", "tx3")
        self._menu_button = IconButton("dots-three", tr("Jobs menu"))
        self._menu_button.clicked.connect(self._open_menu)
        self.list = _List(self)
        empty = EmptyState(
            "queue", tr("No jobs running"), tr("Exports and other long work appear here.")
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(self.list)
        self.set_content(self._pages)
        self.add_to_header(self._summary)
        self.add_to_header(self._menu_button)
        jobs.happened.connect(self._follow)
        self._refresh()
        # Not now: nobody listens to a panel that is still being made.
        QTimer.singleShot(0, self._tell_notes)

    def commands(self) -> tuple[Command, ...]:
        """What can be done to all jobs at once."""
        queue = self._jobs.queue
        return (
            Command("jobs.pause_all", tr("Pause all jobs"), queue.pause_all, enabled=self._active),
            Command(
                "jobs.resume_all", tr("Resume all jobs"), queue.resume_all, enabled=self._resumable
            ),
            Command("jobs.clear", tr("Clear finished jobs"), queue.clear_finished),
        )

    @property
    def summary(self) -> str:
        """What the header says."""
        return self._summary.text()

    def row(self, id_: str) -> JobRow:
        """The row of a job.

        Raises:
            KeyError: there is no such job.
        """
        return self.list.rows[id_]

    def show_result(self, id_: str) -> None:
        """Open the folder of what a job made."""
        job = self._jobs.queue.find(id_)
        if job is None or job.outcome is None:
            return
        file = Path(job.outcome.output)
        if not file.parent.is_dir():
            self.problem.emit(tr("The folder {folder} is gone.", folder=str(file.parent)))
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))

    def show_details(self, id_: str) -> None:
        """Show what is known about a failure."""
        job = self._jobs.queue.find(id_)
        if job is not None:
            JobDetails(job, self.window()).open()

    def _follow(self, event: JobEvent) -> None:
        if event.what == "changed":
            self._refresh()
            self._tell_notes()
        elif event.job is not None and event.job.id in self.list.rows:
            self._show(event.job)

    def _refresh(self) -> None:
        jobs = listed(self._jobs.queue.entries())
        self.list.set_jobs(jobs, self._connect)
        for job in jobs:
            self._show(job)
        self._summary.setText(job_words.summary(jobs))
        self._pages.setCurrentIndex(bool(jobs))

    def _tell_notes(self) -> None:
        notes = self._jobs.queue.notes
        for note in notes[self._told :]:
            self.problem.emit(note)
        self._told = len(notes)

    def _show(self, job: Job) -> None:
        estimate, picture = self._jobs.estimate(job.id), self._jobs.picture(job.id)
        self.list.rows[job.id].show_job(job, estimate, picture)

    def _connect(self, row: JobRow) -> None:
        queue = self._jobs.queue
        row.pause_wanted.connect(queue.pause)
        row.resume_wanted.connect(queue.resume)
        row.retry_wanted.connect(queue.retry)
        row.remove_wanted.connect(queue.remove)
        row.cancel_wanted.connect(self._cancel)
        row.show_wanted.connect(self.show_result)
        row.details_wanted.connect(self.show_details)
        row.model_wanted.connect(self.model_wanted)
        row.step_wanted.connect(self._step)
        row.dropped.connect(self._drop)

    def _cancel(self, id_: str, keep: bool) -> None:
        self._jobs.queue.cancel(id_, keep_part=keep)

    def _step(self, id_: str, by: int) -> None:
        movable = [row.job.id for row in self.list.movable()]
        if id_ in movable:
            at = movable.index(id_)
            self._place(id_, at + by if by < 0 else at + by + 1)
            self.list.rows[id_].setFocus()

    def _drop(self, id_: str) -> None:
        gap = self.list.end_drag()
        if gap is not None:
            self._place(id_, gap)

    def _place(self, id_: str, gap: int) -> None:
        """Put a job into a gap between those that can be moved: 0 is before the first."""
        movable = [row.job.id for row in self.list.movable()]
        ids = [job.id for job in self._jobs.queue.entries() if job.id != id_]
        following = [other for other in movable[max(0, gap) :] if other != id_]
        self._jobs.queue.move(id_, ids.index(following[0]) if following else len(ids))

    def _open_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for command in self.commands():
            action = menu.addAction(command.text)
            action.triggered.connect(command.run)
            action.setEnabled(command.enabled is None or command.enabled())
        button = self._menu_button
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _active(self) -> bool:
        return self._jobs.unfinished > 0

    def _resumable(self) -> bool:
        queue = self._jobs.queue
        return queue.held or any(job.state is JobState.PAUSED for job in queue.entries())


def listed(jobs: tuple[Job, ...]) -> list[Job]:
    """What is at work, then what is to come, in its order, then what is over, latest first."""
    running = [job for job in jobs if job.state is JobState.RUNNING]
    to_come = [job for job in jobs if job.state in MOVABLE]
    return [*running, *to_come, *(job for job in reversed(jobs) if job.finished)]


class _List(QScrollArea):
    """Rows one below the other, and the line that shows where a drag would drop."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: dict[str, JobRow] = {}
        self._gap: int | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body = QWidget()
        self._line = _DropLine(self._body)
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(8, 8, 8, 8)
        self._column.setSpacing(4)
        self._column.addStretch(1)
        self.setWidget(self._body)

    def set_jobs(self, jobs: list[Job], connect: Callable[[JobRow], None]) -> None:
        """Make, order and drop rows; those that stay are the same widgets."""
        ids = [job.id for job in jobs]
        for id_ in [id_ for id_ in self.rows if id_ not in ids]:
            row = self.rows.pop(id_)
            row.hide()
            self._column.removeWidget(row)
            row.deleteLater()
        for place, job in enumerate(jobs):
            if job.id not in self.rows:
                self.rows[job.id] = row = JobRow(job)
                row.dragged.connect(self._drag)
                row.focus_wanted.connect(self._focus)
                connect(row)
            if self._column.indexOf(self.rows[job.id]) != place:
                self._column.insertWidget(place, self.rows[job.id])

    def movable(self) -> list[JobRow]:
        """Rows that can be dragged, from top to bottom."""
        return [row for row in self.ordered() if row.movable]

    def end_drag(self) -> int | None:
        """Where the row should go, as a number among the movable ones; ends the drag."""
        gap, self._gap = self._gap, None
        self._line.hide()
        return gap

    def _drag(self, id_: str, y: int) -> None:
        rows = self.movable()
        if not rows:
            return
        y = self._body.mapFromGlobal(QPoint(0, y)).y()
        middles = [row.geometry().center().y() for row in rows]
        self._gap = sum(y > middle for middle in middles)
        edge = (
            rows[self._gap].geometry().top()
            if self._gap < len(rows)
            else rows[-1].geometry().bottom()
        )
        self._line.setGeometry(QRect(8, edge - 2, self._body.width() - 16, 3))
        self._line.show()
        self._line.raise_()
        self.ensureVisible(0, y, 0, 24)

    def ordered(self) -> list[JobRow]:
        """All rows from top to bottom."""
        return sorted(self.rows.values(), key=self._column.indexOf)

    def _focus(self, id_: str, by: int) -> None:
        rows = self.ordered()
        place = rows.index(self.rows[id_]) + by
        if 0 <= place < len(rows):
            rows[place].setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(rows[place])


class _DropLine(QWidget):
    """Where a dragged job would go."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        QPainter(self).fillRect(self.rect(), theme().colour("accent"))
