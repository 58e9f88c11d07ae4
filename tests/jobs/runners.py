"""Runners that do no work, but can be watched and told when to go on."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import MediaError
from app.base.progress import Progress
from app.jobs.job import Job, JobEvent, JobSpec, Outcome
from app.jobs.loop import Runner, Task, run
from app.jobs.queue import JobQueue

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

PATIENCE = 10.0


class Steps:
    """A job of ten steps; each waits for a permit, so that a test decides when it goes on."""

    def __init__(self) -> None:
        self.permits = threading.Semaphore(0)
        self.done = 0
        self.endings: list[str] = []

    def __call__(self, task: Task) -> Outcome:
        while self.done < 10:
            if task.cancel.cancelled:
                self.endings.append(task.ending())
                if task.ending() == "keep":
                    return Outcome("part.mp4", partial=True)
                task.cancel.check()
            if self.permits.acquire(timeout=0.005):
                self.done += 1
                task.report(Progress(self.done, 10, stage=f"step {self.done}"))
        return Outcome("out.mp4", ("A note.",), 10)


def at_once(task: Task) -> Outcome:
    return Outcome(str(task.job.spec.payload.get("output", "")))


def refusing(task: Task) -> Outcome:
    raise MediaError("The disk is full; frames 1 to 80 are kept.")


def broken(task: Task) -> Outcome:
    raise ZeroDivisionError("a bug")


class Watched:
    """A queue with a loop on a thread; events are kept."""

    def __init__(self, queue: JobQueue, runners: Mapping[str, Runner]) -> None:
        self.queue = queue
        self.events: list[JobEvent] = []
        self._heard = threading.Condition()
        queue.listen(self._hear)
        self._stop = CancelToken()
        self._thread = threading.Thread(target=run, args=(queue, runners, self._stop))

    def start(self) -> None:
        self._thread.start()

    def end(self) -> None:
        self._stop.cancel()
        self.queue.interrupt()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        self.queue.close()

    def wait(self, id_: str, state: str) -> Job:
        """The job, as soon as it is in a state."""

        def there() -> bool:
            job = self.queue.find(id_)
            return job is not None and job.state == state

        with self._heard:
            assert self._heard.wait_for(there, PATIENCE), self.queue.find(id_)
        job = self.queue.find(id_)
        assert job is not None
        return job

    def wait_progress(self, id_: str, done: int) -> None:
        def there() -> bool:
            job = self.queue.find(id_)
            return job is not None and job.progress is not None and job.progress.done >= done

        with self._heard:
            assert self._heard.wait_for(there, PATIENCE), self.queue.find(id_)

    def _hear(self, event: JobEvent) -> None:
        with self._heard:
            self.events.append(event)
            self._heard.notify_all()


@contextlib.contextmanager
def watched(
    runners: Mapping[str, Runner], root: Path | None = None
) -> Generator[Watched, None, None]:
    loop = Watched(JobQueue(root), runners)
    loop.start()
    try:
        yield loop
    finally:
        loop.end()


def spec(kind: str, title: str = "A job", **payload: object) -> JobSpec:
    return JobSpec(kind, title, "details", dict(payload))
