"""The queue on a Qt thread, and what the window hears."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread

from app.base.progress import Progress
from app.jobs.job import Outcome
from app.jobs.loop import UNKNOWN
from app.jobs.queue import JobQueue
from app.ui.job_thread import JobThread
from tests.jobs.runners import Steps, at_once, spec

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.jobs.job import Job, JobEvent
    from app.jobs.loop import Runner, Task


@contextlib.contextmanager
def thread(root: Path | None = None, **runners: Runner) -> Generator[JobThread, None, None]:
    jobs = JobThread(JobQueue(root), runners)
    try:
        yield jobs
    finally:
        jobs.close()


def state(jobs: JobThread, id_: str) -> str:
    job = jobs.queue.find(id_)
    return "" if job is None else job.state


def test_a_job_runs_elsewhere_and_its_end_is_told_once(qtbot: QtBot) -> None:
    threads: list[QThread] = []
    ended: list[Job] = []

    def runner(task: Task) -> Outcome:
        threads.append(QThread.currentThread())
        return at_once(task)

    with thread(now=runner) as jobs:
        jobs.ended.connect(ended.append)
        id_ = jobs.add(spec("now"))
        qtbot.waitUntil(lambda: bool(ended))
        other = jobs.add(spec("now"))
        qtbot.waitUntil(lambda: len(ended) == 2)
    assert [job.id for job in ended] == [id_, other]
    assert threads[0] is not QThread.currentThread()


def test_progress_comes_over_with_an_estimate(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("app.ui.job_thread.time.monotonic", lambda: clock[0])
    steps = Steps()
    with thread(steps=steps) as jobs:
        id_ = jobs.add(spec("steps"))
        for number in range(1, 9):
            clock[0] += 1.0
            steps.permits.release()
            qtbot.waitUntil(lambda number=number: _done(jobs, id_) == number)  # type: ignore[misc]
        qtbot.waitUntil(lambda: jobs.estimate(id_).seconds == 2.0)
        steps.permits.release(2)
        qtbot.waitUntil(lambda: state(jobs, id_) == "done")
        qtbot.waitUntil(lambda: jobs.estimate(id_).seconds is None)


def _done(jobs: JobThread, id_: str) -> int:
    job = jobs.queue.find(id_)
    return 0 if job is None or job.progress is None else job.progress.done


def test_closing_in_the_middle_keeps_the_job_for_later(qtbot: QtBot, tmp_path: Path) -> None:
    steps = Steps()
    with thread(tmp_path, steps=steps) as jobs:
        id_ = jobs.add(spec("steps"))
        steps.permits.release(3)
        qtbot.waitUntil(lambda: _done(jobs, id_) == 3)
        started = time.monotonic()
    assert time.monotonic() - started < 2
    assert steps.endings == ["resume"]
    with thread(tmp_path, steps=steps) as again:
        qtbot.waitUntil(lambda: state(again, id_) == "paused")
        steps.permits.release(7)
        again.queue.resume(id_)
        qtbot.waitUntil(lambda: state(again, id_) == "done")


def test_a_look_at_a_clip_does_not_wait_for_the_exports(qtbot: QtBot) -> None:
    export, look = Steps(), Steps()
    with thread(export=export, look=look) as jobs:
        first, second = jobs.add(spec("export")), jobs.add(spec("export"))
        asked = jobs.add(spec("look"))
        look.permits.release(10)
        qtbot.waitUntil(lambda: state(jobs, asked) == "done")
        assert (state(jobs, first), state(jobs, second)) == ("running", "waiting")


def test_pausing_stops_the_job_that_was_meant_and_no_other(qtbot: QtBot) -> None:
    export, look = Steps(), Steps()
    with thread(export=export, look=look) as jobs:
        exported, looked = jobs.add(spec("export")), jobs.add(spec("look"))
        qtbot.waitUntil(lambda: {state(jobs, exported), state(jobs, looked)} == {"running"})
        jobs.queue.pause(exported)
        qtbot.waitUntil(lambda: state(jobs, exported) == "paused")
        look.permits.release(10)
        qtbot.waitUntil(lambda: state(jobs, looked) == "done")
        assert (export.endings, look.endings) == (["resume"], [])


def test_work_of_a_kind_that_is_not_known_says_so(qtbot: QtBot) -> None:
    with thread(now=at_once) as jobs:
        id_ = jobs.add(spec("of next year"))
        qtbot.waitUntil(lambda: state(jobs, id_) == "failed")
        job = jobs.queue.find(id_)
        assert job is not None
        assert job.problem == UNKNOWN


def test_closing_twice_is_fine() -> None:
    with thread() as jobs:
        jobs.close()


def test_the_window_stays_quick_while_a_job_reports_without_end(qtbot: QtBot) -> None:
    """A job that reports ten thousand times a second must not fill the event loop."""
    events: list[JobEvent] = []

    def chatty(task: Task) -> Outcome:
        for number in range(20_000):
            task.report(Progress(number, 20_000, stage="x"))
        return Outcome()

    with thread(chatty=chatty) as jobs:
        jobs.happened.connect(events.append)
        id_ = jobs.add(spec("chatty"))
        qtbot.waitUntil(lambda: state(jobs, id_) == "done")
    assert len(events) < 100
