"""What a job finds: shown as often as costs little, and kept whatever ends the job."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label, Segment
from app.base.cancel import CancelToken
from app.base.errors import AnnotationError, Cancelled, ModelError
from app.base.pace import Pace
from app.base.progress import Progress
from app.jobs.job import Job, JobEvent, JobSpec, JobState
from app.jobs.loop import Task, run_job
from app.jobs.queue import JobQueue
from app.render.findings import (
    Findings,
    Showing,
    found_by,
    keep_findings,
    leave_given_up,
    look_at_findings,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.jobs.job import Ending, Outcome

MEDIA = MediaFacts("clip.mp4", 64, 48, 100)


def found(looked: int) -> Findings:
    """After so many frames."""
    parts = (Segment(1, "pan", 0, looked),) if looked else ()
    labels = (Label("pan"),) if looked else ()
    return Findings(AnnotationLayer(MEDIA, labels, segments=parts), looked - 1, looked)


class Work:
    """Looks at frames; `end` is how that ends after the last of them."""

    def __init__(self, frames: int, end: BaseException | None = None, pace: float = 0.0) -> None:
        self.frames, self.end, self.looked = frames, end, 0
        self.pace, self.asked = pace, 0

    def found(self) -> Findings:
        self.asked += 1
        return found(self.looked)

    def __call__(self, task: Task) -> Outcome:
        often = Pace(self.pace, 0.9)
        with Showing(task, self.found, often, Pace(0, 0.9)) as showing:
            for _ in range(self.frames):
                self.looked += 1
                showing.seen()
                task.report(Progress(self.looked, 100))
            if self.end is not None:
                raise self.end
        raise AssertionError


class Deaf(JobQueue):
    """Listens to nobody, but knows how its job is to end."""

    wish: Ending = "keep"

    def ending(self, id_: str) -> Ending:
        return self.wish


def made(wish: Ending = "keep") -> Task:
    queue = Deaf()
    queue.wish = wish
    return Task(Job("a1", JobSpec("look", ""), JobState.RUNNING), CancelToken(), queue)


@pytest.mark.parametrize("end", [Cancelled("Stopped."), ModelError("Too hot."), RuntimeError("?")])
def test_what_was_found_is_kept_whatever_ends_it(end: Exception) -> None:
    with pytest.raises(type(end)):
        Work(7, end)(made())
    assert look_at_findings("a1") == found(7)


def test_where_nothing_was_looked_at_only_a_whole_result_is_kept() -> None:
    with pytest.raises(ModelError):
        Work(0, ModelError("It is missing."))(made())
    assert not found_by("a1").exists()
    with Showing(made(), lambda: found(0)):
        pass
    assert look_at_findings("a1") == found(0)


def test_it_is_shown_while_the_job_runs() -> None:
    events: list[JobEvent] = []
    queue = JobQueue(None, events.append)
    queue.add(JobSpec("look", ""))
    taken = queue.take(CancelToken())
    assert taken is not None
    run_job(Task(*taken, queue), {"look": Work(7, Cancelled("Stopped."))})
    parts = [event.part for event in events if event.part is not None]
    looked = [part.looked for part in parts if isinstance(part, Findings)]
    assert len(looked) == len(parts) > 0
    assert looked == sorted(looked)
    assert parts == [found(count) for count in looked]


def test_it_is_put_together_no_more_often_than_is_shown() -> None:
    work = Work(1000, Cancelled("Stopped."), pace=60)
    with pytest.raises(Cancelled):
        work(made())
    assert work.asked == 1
    assert look_at_findings("a1").looked == 1000


def test_a_second_run_that_is_stopped_early_does_not_spoil_what_the_first_had() -> None:
    keep_findings(found(50), "a1")
    with pytest.raises(Cancelled):
        Work(20, Cancelled("Stopped."))(made())
    assert look_at_findings("a1").looked == 50
    with pytest.raises(Cancelled):
        Work(60, Cancelled("Stopped."))(made())
    assert look_at_findings("a1").looked == 60


def test_damaged_findings_of_an_earlier_run_give_way() -> None:
    keep_findings(found(50), "a1")
    found_by("a1").write_text("{")
    with pytest.raises(Cancelled):
        Work(2, Cancelled("Stopped."))(made())
    assert look_at_findings("a1").looked == 2


def test_a_job_that_was_given_up_while_it_waited_keeps_what_it_had() -> None:
    keep_findings(found(50), "a1")
    task = made()
    task.cancel.cancel()
    with pytest.raises(Cancelled):
        leave_given_up(task)
    assert look_at_findings("a1").looked == 50


def test_who_discards_a_job_discards_what_it_found() -> None:
    keep_findings(found(5), "a1")
    with pytest.raises(Cancelled):
        Work(7, Cancelled("Stopped."))(made("discard"))
    assert not found_by("a1").exists()


def test_a_job_that_is_discarded_while_it_waits_takes_its_findings_along() -> None:
    keep_findings(found(50), "a1")
    task = made("discard")
    task.cancel.cancel()
    with pytest.raises(Cancelled):
        leave_given_up(task)
    assert not found_by("a1").exists()


def test_a_disk_that_refuses_is_no_reason_to_stop(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("app.render.findings.write_atomically", full)
    with caplog.at_level(logging.WARNING), pytest.raises(ModelError, match="Too hot"):
        Work(3, ModelError("Too hot."))(made())
    assert "No space left" in caplog.text
    with pytest.raises(AnnotationError, match="No space left"), Showing(made(), lambda: found(9)):
        pass
