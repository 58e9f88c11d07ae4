"""A loop that runs jobs, one after the other, on whichever thread calls it."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.base.errors import AppError, Cancelled
from app.base.progress import Progress

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.base.picture import Picture
    from app.jobs.job import Ending, Job, Outcome
    from app.jobs.queue import JobQueue

BUG = "A fault in the program ended this job; what was finished is kept."
UNKNOWN = "This version of the program cannot do this kind of work."

_REPORT_SECONDS = 0.1

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Task:
    """What a runner is given.

    Attributes:
        job: What to do; `job.spec.payload` is its business alone. It may come from a file that
            somebody changed.
        cancel: Set when it should stop. It is set from the start for a job that was given up
            while it was paused: then nothing is computed any more, only tidied up.
        queue: Where it reports to.
    """

    job: Job
    cancel: CancelToken
    queue: JobQueue
    _progress: Progress = field(default_factory=lambda: Progress(0))
    _picture: Picture | None = None
    _part: object = None
    _told: float = 0.0

    def ending(self) -> Ending:
        """What to leave behind; ask when `cancel` is found to be set, not before."""
        return self.queue.ending(self.job.id)

    def report(self, progress: Progress) -> None:
        """Say how far it is; as often as one likes, listeners hear it ten times a second."""
        fresh = progress.stage != self._progress.stage
        self._progress = progress
        now = time.monotonic()
        if fresh or now - self._told >= _REPORT_SECONDS:
            self._told = now
            self.flush()

    def look(self, picture: Picture) -> None:
        """Show a picture of the work; it goes out with the next report."""
        self._picture = picture

    def offer(self, part: object) -> None:
        """Show what is made until now, a value that changes no more; goes out like a picture."""
        self._part = part

    def flush(self) -> None:
        """Send what was not sent yet."""
        picture, self._picture = self._picture, None
        part, self._part = self._part, None
        self.queue.progressed(self.job.id, self._progress, picture, part)


Runner = Callable[[Task], "Outcome"]
"""Does one kind of job. Raises `Cancelled` when it stopped as it was asked to, `AppError` with a
sentence when it cannot; anything else is a bug. It may give an outcome after stopping, too: a
playable part."""


def run(
    queue: JobQueue,
    runners: Mapping[str, Runner],
    stop: CancelToken,
    wanted: Callable[[Job], bool] = lambda _: True,
) -> None:
    """Run wanted jobs until `stop` is cancelled (and `queue.interrupt()` called to wake the loop).

    Several loops may share a queue; each job must be wanted by one of them.
    """
    queue.load()
    while (taken := queue.take(stop, wanted)) is not None:
        job, token = taken
        run_job(Task(job, token, queue), runners)


def run_job(task: Task, runners: Mapping[str, Runner]) -> None:
    """Run one job; whatever happens ends in the queue, never here."""
    queue, id_ = task.queue, task.job.id
    runner = runners.get(task.job.spec.kind)
    if runner is None:
        queue.failed(id_, UNKNOWN, "")
        return
    try:
        outcome = runner(task)
    except Cancelled:
        task.flush()
        queue.stopped(id_)
    except AppError as error:
        queue.failed(id_, str(error), traceback.format_exc())
    except Exception:  # noqa: BLE001 - the outermost place: what arrives here is a bug
        _log.exception("job %s failed", task.job.spec.kind)
        queue.failed(id_, BUG, traceback.format_exc())
    else:
        task.flush()
        queue.finished(id_, outcome)
