"""What people do to jobs, and what jobs do."""

from __future__ import annotations

import threading

import pytest

from app.jobs.job import JobState
from app.jobs.loop import BUG, UNKNOWN
from app.jobs.queue import JobQueue
from tests.jobs.runners import Steps, at_once, broken, refusing, spec, watched


def titles(queue: JobQueue) -> list[str]:
    return [job.spec.title for job in queue.entries()]


def test_jobs_run_in_order_and_more_may_come_meanwhile() -> None:
    steps = Steps()
    with watched({"steps": steps, "now": at_once}) as loop:
        first = loop.queue.add(spec("steps"))
        loop.wait(first, "running")
        second = loop.queue.add(spec("now", output="second.mp4"))
        assert loop.queue.find(second).state is JobState.WAITING  # type: ignore[union-attr]
        steps.permits.release(10)
        done = loop.wait(second, "done")
        assert done.outcome is not None
        assert done.outcome.output == "second.mp4"
        assert loop.wait(first, "done").progress.done == 10  # type: ignore[union-attr]


def test_a_known_error_is_a_sentence_and_the_next_job_runs() -> None:
    with watched({"bad": refusing, "now": at_once}) as loop:
        bad, good = loop.queue.add(spec("bad")), loop.queue.add(spec("now"))
        job = loop.wait(bad, "failed")
        assert job.problem == "The disk is full; frames 1 to 80 are kept."
        loop.wait(good, "done")


def test_a_bug_is_a_short_sentence_with_the_traceback_kept() -> None:
    with watched({"broken": broken}) as loop:
        job = loop.wait(loop.queue.add(spec("broken")), "failed")
        assert job.problem == BUG
        assert "ZeroDivisionError: a bug" in job.details


def test_an_unknown_kind_fails_with_a_sentence() -> None:
    with watched({}) as loop:
        assert loop.wait(loop.queue.add(spec("future")), "failed").problem == UNKNOWN


def test_pausing_lets_the_next_job_run_and_resuming_goes_on() -> None:
    steps = Steps()
    with watched({"steps": steps, "now": at_once}) as loop:
        job, other = loop.queue.add(spec("steps")), loop.queue.add(spec("now"))
        steps.permits.release(4)
        loop.wait_progress(job, 4)
        loop.queue.pause(job)
        paused = loop.wait(job, "paused")
        assert paused.progress is not None
        assert paused.progress.done == 4
        assert not paused.interrupted
        loop.wait(other, "done")
        loop.queue.resume(job)
        steps.permits.release(6)
        assert loop.wait(job, "done").progress.done == 10  # type: ignore[union-attr]
        assert steps.endings == ["resume"]


@pytest.mark.parametrize("keep", [True, False])
def test_cancelling_asks_the_runner_for_what_is_wanted(keep: bool) -> None:
    steps = Steps()
    with watched({"steps": steps}) as loop:
        job = loop.queue.add(spec("steps"))
        loop.wait(job, "running")
        loop.queue.cancel(job, keep_part=keep)
        cancelled = loop.wait(job, "cancelled")
        assert steps.endings == ["keep" if keep else "discard"]
        assert (cancelled.outcome is not None) == keep


def test_cancelling_a_paused_job_is_tidied_up_by_its_runner() -> None:
    steps = Steps()
    with watched({"steps": steps}) as loop:
        job = loop.queue.add(spec("steps"))
        loop.wait(job, "running")
        loop.queue.pause_all()
        loop.wait(job, "paused")
        loop.queue.cancel(job, keep_part=True)
        loop.wait(job, "cancelled")
        assert steps.endings == ["resume", "keep"]


def test_cancelling_a_job_that_never_ran_is_immediate() -> None:
    queue = JobQueue()
    job = queue.add(spec("now"))
    queue.cancel(job)
    assert queue.find(job).state is JobState.CANCELLED  # type: ignore[union-attr]


def test_pausing_all_starts_nothing_more_until_resumed() -> None:
    with watched({"now": at_once}) as loop:
        loop.queue.pause_all()
        job = loop.queue.add(spec("now"))
        loop.queue.pause(job)
        loop.wait(job, "paused")
        loop.queue.resume_all()
        loop.wait(job, "done")


def test_starting_something_ends_a_hold() -> None:
    with watched({"now": at_once}) as loop:
        loop.queue.pause_all()
        assert loop.queue.held
        loop.wait(loop.queue.add(spec("now"), start=True), "done")
        assert not loop.queue.held


def test_retrying_goes_to_the_end_and_runs_again() -> None:
    tries = []

    def second_time(task: object) -> object:
        tries.append(1)
        if len(tries) == 1:
            return refusing(task)  # type: ignore[arg-type]
        return at_once(task)  # type: ignore[arg-type]

    with watched({"job": second_time}) as loop:  # type: ignore[dict-item]
        job = loop.queue.add(spec("job"))
        loop.wait(job, "failed")
        loop.queue.retry(job)
        assert loop.wait(job, "done").problem == ""


def test_moving_changes_the_order_of_those_that_wait() -> None:
    queue = JobQueue()
    ids = [queue.add(spec("now", title)) for title in "abc"]
    queue.move(ids[2], 0)
    assert titles(queue) == ["c", "a", "b"]
    queue.move(ids[2], 99)
    assert titles(queue) == ["a", "b", "c"]


def test_removing_takes_only_what_is_over() -> None:
    queue = JobQueue()
    one, two = queue.add(spec("now", "a")), queue.add(spec("now", "b"))
    queue.cancel(one)
    queue.remove(one)
    queue.remove(two)
    assert titles(queue) == ["b"]


def test_removing_a_failed_job_takes_its_remains_away_first() -> None:
    endings = []

    def failing(task: object) -> object:
        if task.cancel.cancelled:  # type: ignore[attr-defined]
            endings.append(task.ending())  # type: ignore[attr-defined]
        return refusing(task)  # type: ignore[arg-type]

    with watched({"bad": failing}) as loop:  # type: ignore[dict-item]
        job = loop.queue.add(spec("bad"))
        loop.wait(job, "failed")
        loop.queue.remove(job)
        assert loop.queue.entries() == ()
        after = loop.queue.add(spec("bad"))
        loop.wait(after, "failed")
        assert endings == ["discard"]
        assert loop.queue.find(job) is None


def test_clearing_keeps_what_failed_and_what_is_to_come() -> None:
    with watched({"now": at_once, "bad": refusing}) as loop:
        done, bad = loop.queue.add(spec("now", "done")), loop.queue.add(spec("bad", "bad"))
        loop.wait(bad, "failed")
        loop.wait(done, "done")
        loop.queue.clear_finished()
        assert titles(loop.queue) == ["bad"]


def test_a_listener_may_ask_the_queue() -> None:
    seen = []
    queue = JobQueue(listener=lambda event: seen.append(len(queue.entries())))
    queue.add(spec("now"))
    assert seen == [1]


def test_many_threads_may_add_and_cancel() -> None:
    with watched({"now": at_once}) as loop:

        def busy() -> None:
            for _ in range(50):
                loop.queue.cancel(loop.queue.add(spec("now")))

        threads = [threading.Thread(target=busy) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        last = loop.queue.add(spec("now"))
        loop.wait(last, "done")
        assert len(loop.queue.entries()) == 201
        assert all(job.finished for job in loop.queue.entries())
