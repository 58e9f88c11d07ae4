"""The queue: which job is next, and everything people do to jobs. No thread of its own runs them.

Jobs of one kind run one after the other; jobs of several kinds may run beside each other, so that
a look at a clip need not wait for an export that takes all night.

All methods are safe from any thread and return at once. Jobs are values: `entries()` is a
snapshot. Listeners are told outside the lock, on the thread on which it happened.
"""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.jobs.job import Job, JobEvent, JobState
from app.jobs.store import JobStore

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from app.base.picture import Picture
    from app.base.progress import Progress
    from app.jobs.job import Ending, JobSpec, Outcome

Listener = Callable[[JobEvent], None]

_KEEP_PROGRESS_SECONDS = 5.0
"""How often the count of a running job is written down."""


@dataclass(slots=True)
class _Run:
    """A job at work: how to stop it, since when it runs, and when its count was last kept."""

    token: CancelToken
    started: float
    noted: float


class JobQueue:
    """Jobs in the order in which they run.

    Args:
        root: Folder to keep them in, below which each window has its own; None keeps nothing.
        listener: Told about every event.
    """

    def __init__(self, root: Path | None = None, listener: Listener | None = None) -> None:
        self._root = root
        self._listener = listener
        self._store = JobStore()
        self._jobs: list[Job] = []
        self._held = False
        self._loaded = root is None
        self._loading = threading.Lock()
        self._runs: dict[str, _Run] = {}
        self._condition = threading.Condition(threading.RLock())
        self._pending: list[JobEvent] = []

    def listen(self, listener: Listener) -> None:
        """Have somebody told about every event from now on, in place of whoever was told before."""
        self._listener = listener

    def load(self) -> None:
        """Read what was kept; every loop does it first of all. Waits for the disk.

        What was not finished comes back paused and marked as interrupted.
        """
        with self._loading:
            if self._loaded or self._root is None:
                return
            self._store.open(self._root)
            with self._changing():
                self._loaded = True
                self._jobs = [*self._store.jobs, *self._jobs]
                self._pending.append(JobEvent("changed"))  # the notes are worth one, jobs or not

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the queue itself, as sentences."""
        return tuple(self._store.notes)

    @property
    def held(self) -> bool:
        """Whether nothing new is started, see `pause_all`."""
        return self._held

    def entries(self) -> tuple[Job, ...]:
        """All jobs but forgotten ones, in order."""
        with self._condition:
            return tuple(job for job in self._jobs if not job.forgotten)

    def find(self, id_: str) -> Job | None:
        """The job of an id, as it is now."""
        with self._condition:
            return self._job(id_)

    def add(self, spec: JobSpec, *, start: bool = False) -> str:
        """Put a job at the end; gives its id.

        Args:
            spec: What to do.
            start: Whether the queue should run even if it was held.
        """
        job = Job(uuid.uuid4().hex, spec)
        with self._changing():
            self._jobs.append(job)
            self._held = self._held and not start
        return job.id

    def move(self, id_: str, place: int) -> None:
        """Put a waiting or paused job at a place among all jobs, 0 being the first."""
        with self._changing():
            job = self._job(id_)
            if job is not None and job.state in (JobState.WAITING, JobState.PAUSED):
                self._jobs.remove(job)
                self._jobs.insert(max(0, min(place, len(self._jobs))), job)

    def pause(self, id_: str) -> None:
        """Stop a job so that it can go on later; what it holds of the GPU is freed."""
        with self._changing():
            job = self._job(id_)
            if job is None:
                return
            if job.state is JobState.RUNNING:
                self._end(job, "resume")
            elif job.state is JobState.WAITING and job.ending is None:
                self._replace(job, state=JobState.PAUSED)

    def resume(self, id_: str) -> None:
        """Let a paused job take its turn again, and the queue run if it was held."""
        with self._changing():
            job = self._job(id_)
            if job is not None and job.state is JobState.PAUSED:
                self._replace(job, state=JobState.WAITING, interrupted=False)
                self._held = False

    def pause_all(self) -> None:
        """Start nothing more, and pause what runs."""
        with self._changing():
            self._held = True
            for job in self._jobs:
                if job.state is JobState.RUNNING:
                    self._end(job, "resume")

    def resume_all(self) -> None:
        """Let everything that waits or is paused run."""
        with self._changing():
            self._held = False
            for job in list(self._jobs):
                if job.state is JobState.PAUSED:
                    self._replace(job, state=JobState.WAITING, interrupted=False)

    def cancel(self, id_: str, *, keep_part: bool = False) -> None:
        """Give a job up.

        What it left on the disk is made a playable part of, or taken away, by its runner: a job
        that is paused waits for that, and is seen to before all others.
        """
        ending: Ending = "keep" if keep_part else "discard"
        with self._changing():
            job = self._job(id_)
            if job is None or job.finished:
                return
            if job.state is JobState.RUNNING:
                self._end(job, ending)
            elif job.begun:
                self._replace(job, state=JobState.WAITING, ending=ending, interrupted=False)
            else:
                self._replace(job, state=JobState.CANCELLED)

    def retry(self, id_: str) -> None:
        """Let a job that failed or was cancelled wait again, at the end; it goes on if it can."""
        with self._changing():
            job = self._job(id_)
            if job is not None and job.state in (JobState.FAILED, JobState.CANCELLED):
                self._jobs.remove(job)
                self._jobs.append(
                    replace(
                        job,
                        state=JobState.WAITING,
                        ending=None,
                        problem="",
                        details="",
                        outcome=None,
                        seconds=0.0,
                        progress=None,
                    )
                )
                self._held = False

    def remove(self, id_: str) -> None:
        """Forget a job that is over; what a failed one left on the disk is taken away first."""
        with self._changing():
            job = self._job(id_)
            if job is not None and job.finished:
                self._forget(job)

    def clear_finished(self) -> None:
        """Forget all that are over, but those that failed: they wait for an answer."""
        with self._changing():
            for job in list(self._jobs):
                if job.finished and job.state is not JobState.FAILED:
                    self._forget(job)

    def interrupt(self) -> None:
        """The program ends: stop what runs so that it is offered again, and wake the loop."""
        with self._changing():
            self._held = True
            self._condition.notify_all()
            for job in list(self._jobs):
                if job.state is JobState.RUNNING and job.ending is None:
                    self._end(self._replace(job, interrupted=True), "resume")

    def close(self) -> None:
        """Write down the last state; the loop must have ended."""
        self._store.close()

    def flush(self) -> None:
        """Wait until the last state is on the disk."""
        self._store.flush()

    # What follows is for the loops.

    def take(
        self, stop: CancelToken, wanted: Callable[[Job], bool] = lambda _: True
    ) -> tuple[Job, CancelToken] | None:
        """Wait for the next job that is wanted and mark it as running; None once `stop` is set.

        After cancelling `stop`, call `interrupt`.
        """
        with self._changing():
            self._condition.wait_for(lambda: stop.cancelled or self._next(wanted) is not None)
            job = self._next(wanted)
            if stop.cancelled or job is None:
                return None
            token = CancelToken()
            if job.ending is not None:
                token.cancel()
            now = time.monotonic()
            self._runs[job.id] = _Run(token, now, now)
            return self._replace(job, state=JobState.RUNNING, begun=True), token

    def progressed(
        self, id_: str, progress: Progress, picture: Picture | None = None, part: object = None
    ) -> None:
        """Note how far a running job is; for `picture` and `part` see `JobEvent`."""
        with self._condition:
            job = self._job(id_)
            if job is None or job.state is not JobState.RUNNING:
                return
            job = self._replace(job, progress=progress)
            self._pending.append(JobEvent("progress", job, picture, part))
            run, now = self._runs[id_], time.monotonic()
            if now - run.noted >= _KEEP_PROGRESS_SECONDS:
                run.noted = now
                self._keep()
        self._tell()

    def finished(self, id_: str, outcome: Outcome) -> None:
        """The runner came to an end: done, or given up as it was asked to."""
        state = JobState.CANCELLED if outcome.partial else JobState.DONE
        self._stopped(id_, state, outcome=outcome)

    def stopped(self, id_: str) -> None:
        """The runner stopped because it was asked to."""
        job = self.find(id_)
        paused = job is not None and job.ending == "resume"
        self._stopped(id_, JobState.PAUSED if paused else JobState.CANCELLED)

    def failed(self, id_: str, problem: str, details: str) -> None:
        """The runner could not do it."""
        self._stopped(id_, JobState.FAILED, problem=problem, details=details)

    def ending(self, id_: str) -> Ending:
        """What a job that was asked to stop should leave behind."""
        job = self.find(id_)
        return (job.ending if job is not None else None) or "resume"

    def _stopped(self, id_: str, state: JobState, **changes: object) -> None:
        with self._changing():
            run = self._runs.pop(id_)
            job = self._job(id_)
            if job is not None and job.forgotten:
                self._jobs.remove(job)
            elif job is not None:
                seconds = job.seconds + time.monotonic() - run.started
                interrupted = job.interrupted and state is JobState.PAUSED
                job = self._replace(
                    job,
                    state=state,
                    ending=None,
                    interrupted=interrupted,
                    seconds=seconds,
                    **changes,
                )
                if job.finished:
                    self._pending.append(JobEvent("ended", job))

    def _next(self, wanted: Callable[[Job], bool]) -> Job | None:
        """Those that only tidy up come first, and even while the queue is held."""
        waiting = [job for job in self._jobs if job.state is JobState.WAITING and wanted(job)]
        tidying = next((job for job in waiting if job.ending is not None), None)
        if tidying is not None:
            return tidying
        return waiting[0] if waiting and not self._held else None

    def _forget(self, job: Job) -> None:
        if job.state is JobState.FAILED and job.begun:
            self._replace(job, state=JobState.WAITING, ending="discard", forgotten=True)
        else:
            self._jobs.remove(job)

    def _end(self, job: Job, ending: Ending) -> None:
        self._replace(job, ending=ending)
        if job.id in self._runs:
            self._runs[job.id].token.cancel()

    def _job(self, id_: str) -> Job | None:
        return next((job for job in self._jobs if job.id == id_), None)

    def _replace(self, job: Job, **changes: object) -> Job:
        after = replace(job, **changes)  # type: ignore[arg-type]
        self._jobs[self._jobs.index(job)] = after
        return after

    @contextlib.contextmanager
    def _changing(self) -> Generator[None, None, None]:
        with self._condition:
            before = (tuple(self._jobs), self._held)
            try:
                yield
            finally:
                self._note_changes(before)
        self._tell()

    def _note_changes(self, before: tuple[tuple[Job, ...], bool]) -> None:
        if before != (tuple(self._jobs), self._held):
            self._keep()
            self._pending.append(JobEvent("changed"))
            self._condition.notify_all()

    def _keep(self) -> None:
        if self._loaded:
            self._store.save(list(self._jobs))

    def _tell(self) -> None:
        """Outside the lock, so that a listener may ask the queue; in the order of events."""
        while True:
            with self._condition:
                if not self._pending or self._listener is None:
                    self._pending.clear()
                    return
                event, listener = self._pending.pop(0), self._listener
            listener(event)
