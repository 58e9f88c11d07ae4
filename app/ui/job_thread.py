"""The threads on which jobs run, one for each kind, and what the window hears of them."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from app.base.cancel import CancelToken
from app.jobs.eta import Estimate, RemainingTime
from app.jobs.job import JobEvent, JobState
from app.jobs.loop import run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.base.picture import Picture
    from app.jobs.job import Job, JobSpec
    from app.jobs.loop import Runner
    from app.jobs.queue import JobQueue

FINISHING = "Finishing"
"""The stage in which an export joins its segments; nothing is counted any more."""


class JobThread(QObject):
    """Runs a queue. GUI thread only; methods return at once.

    Each kind of job has a thread of its own: exports run one after the other, but neither a look
    at a clip nor the following of a box waits for them.

    Signals:
        happened(JobEvent): queued to the GUI thread, at most some ten a second.
        ended(Job): a job is done, failed or cancelled; said once.
    """

    happened = Signal(object)
    ended = Signal(object)
    _heard = Signal(object)

    def __init__(
        self, queue: JobQueue, runners: Mapping[str, Runner], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.queue = queue
        self._stop = CancelToken()
        self._remaining: dict[str, RemainingTime] = {}
        self._estimates: dict[str, Estimate] = {}
        self._pictures: dict[str, Picture] = {}
        # From whichever thread: Qt carries it over, in order.
        self._heard.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        queue.listen(self._heard.emit)
        wanted: list[Callable[[Job], bool]] = [partial(_is, kind) for kind in runners]
        # Of jobs out of a newer version one more says that it does not know their kind.
        wanted.append(lambda job: job.spec.kind not in runners)
        self._threads = [_Loop(partial(run, queue, runners, self._stop, each)) for each in wanted]
        for thread in self._threads:
            thread.start()

    def add(self, spec: JobSpec, *, start: bool = True) -> str:
        """Put a job into the queue; gives its id. See `JobQueue.add`."""
        return self.queue.add(spec, start=start)

    def estimate(self, id_: str) -> Estimate:
        """How long a running job still takes."""
        return self._estimates.get(id_, Estimate())

    def picture(self, id_: str) -> Picture | None:
        """The last picture a job made in this run of the program: small, R'G'B', 8 bit."""
        return self._pictures.get(id_)

    @property
    def running(self) -> Job | None:
        """The first of the jobs that are at work now."""
        jobs = self.queue.entries()
        return next((job for job in jobs if job.state is JobState.RUNNING), None)

    @property
    def unfinished(self) -> int:
        """How many run or wait; a window asks before it closes."""
        return sum(
            job.state in (JobState.RUNNING, JobState.WAITING) for job in self.queue.entries()
        )

    def begin_close(self) -> None:
        """Ask the work to stop at its next frame, without waiting; it is offered again later."""
        self._stop.cancel()
        self.queue.interrupt()

    def close(self) -> None:
        """Stop, wait for the threads, and write down what is left. May be called twice."""
        self.begin_close()
        for thread in self._threads:
            thread.wait()
        self.queue.close()

    @Slot(object)
    def _receive(self, event: JobEvent) -> None:
        if event.what == "progress" and event.job is not None:
            self._estimate(event.job)
            if event.picture is not None:
                self._pictures[event.job.id] = event.picture
            self.happened.emit(event)
            return
        self._forget({job.id: job for job in self.queue.entries()})
        self.happened.emit(event)
        if event.what == "ended":
            self.ended.emit(event.job)

    def _estimate(self, job: Job) -> None:
        progress = job.progress
        if progress is None or progress.stage == FINISHING:
            return
        remaining = self._remaining.setdefault(job.id, RemainingTime())
        self._estimates[job.id] = remaining.update(time.monotonic(), progress.done, progress.total)

    def _forget(self, jobs: Mapping[str, Job]) -> None:
        """An estimate belongs to one run; a picture to a job as long as it is listed."""
        for id_ in list(self._remaining):
            if id_ not in jobs or jobs[id_].state is not JobState.RUNNING:
                del self._remaining[id_]
                self._estimates.pop(id_, None)
        for id_ in set(self._pictures) - set(jobs):
            del self._pictures[id_]


class _Loop(QThread):
    """`run`, as a Qt thread."""

    def __init__(self, work: Callable[[], None]) -> None:
        super().__init__()
        self.setObjectName("jobs")
        self._work = work

    def run(self) -> None:
        self._work()


def _is(kind: str, job: Job) -> bool:
    return job.spec.kind == kind
