"""The queue survives whatever ends the program, and believes no file."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.progress import Progress
from app.jobs import codec
from app.jobs.job import Job, JobSpec, JobState, Outcome
from app.jobs.queue import JobQueue
from tests.jobs.runners import Steps, spec, watched

ROOT = Path(__file__).parents[2]


def kept(root: Path) -> Path:
    return root / "window-1" / "queue.json"


def opened(root: Path) -> JobQueue:
    queue = JobQueue(root)
    queue.load()
    return queue


def test_everything_comes_back_paused_and_in_order(tmp_path: Path) -> None:
    queue = opened(tmp_path)
    for title in ("a", "b", "c"):
        queue.add(spec("now", title, output=title, größe=[1, 2.5, None]))
    queue.cancel(queue.entries()[1].id)
    queue.close()
    again = opened(tmp_path)
    assert [job.spec for job in again.entries()] == [job.spec for job in queue.entries()]
    assert [job.state for job in again.entries()] == ["paused", "cancelled", "paused"]
    assert [job.interrupted for job in again.entries()] == [True, False, True]
    again.close()


def test_a_job_that_ran_when_the_program_ended_is_offered_again(tmp_path: Path) -> None:
    steps = Steps()
    with watched({"steps": steps}, tmp_path) as loop:
        job = loop.queue.add(spec("steps"))
        steps.permits.release(4)
        loop.wait_progress(job, 4)
    again = opened(tmp_path)
    found = again.find(job)
    again.close()
    assert found is not None
    assert (found.state, found.interrupted, found.begun) == (JobState.PAUSED, True, True)
    assert found.progress is not None
    assert (found.progress.done, found.progress.total) == (4, 10)


KILLED = """
import sys, time
from pathlib import Path
from app.base.cancel import CancelToken
from app.base.progress import Progress
from app.jobs.job import JobSpec
from app.jobs.loop import run
from app.jobs.queue import JobQueue

def endless(task):
    task.report(Progress(3, 10, stage="x"))
    queue.flush()
    print(task.job.id, flush=True)
    time.sleep(600)

queue = JobQueue(Path(sys.argv[1]))
for number in range(3):
    queue.add(JobSpec("endless", str(number), payload={"number": number}))
run(queue, {"endless": endless}, CancelToken())
"""


def test_kill_9_loses_no_job(tmp_path: Path) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert child.stdout is not None
    running = child.stdout.readline().strip()
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    queue = opened(tmp_path)
    queue.close()
    assert [job.spec.payload for job in queue.entries()] == [{"number": n} for n in range(3)]
    assert queue.entries()[0].id == running
    assert queue.entries()[0].begun
    assert all(job.interrupted for job in queue.entries())


def test_two_windows_have_queues_of_their_own(tmp_path: Path) -> None:
    one, two = opened(tmp_path), opened(tmp_path)
    one.add(spec("now", "one"))
    two.add(spec("now", "two"))
    two.flush()
    assert [job.spec.title for job in one.entries()] == ["one"]
    one.close()
    two.close()
    after = opened(tmp_path)
    assert [job.spec.title for job in after.entries()] == ["one", "two"]
    assert not (tmp_path / "window-2").exists()
    after.close()


def test_a_damaged_list_is_kept_aside_and_said(tmp_path: Path) -> None:
    queue = opened(tmp_path)
    queue.add(spec("now"))
    queue.close()
    kept(tmp_path).write_text('{"version": 1, "jobs": [{"id": "../../etc/passwd"}]}')
    again = opened(tmp_path)
    assert again.entries() == ()
    assert "damaged" in again.notes[0]
    assert (tmp_path / "window-1" / "queue.damaged-1.json").exists()
    again.close()


def test_a_missing_payload_leaves_one_job_out(tmp_path: Path) -> None:
    queue = opened(tmp_path)
    lost, other = queue.add(spec("now", "lost")), queue.add(spec("now", "other"))
    queue.close()
    (tmp_path / "window-1" / f"{lost}.json").write_text("[1")
    again = opened(tmp_path)
    assert [job.id for job in again.entries()] == [other]
    assert "lost" in again.notes[0]
    again.close()


def test_payloads_of_removed_jobs_are_deleted(tmp_path: Path) -> None:
    queue = opened(tmp_path)
    job = queue.add(spec("now"))
    queue.flush()
    assert (tmp_path / "window-1" / f"{job}.json").exists()
    queue.cancel(job)
    queue.remove(job)
    queue.close()
    assert not (tmp_path / "window-1" / f"{job}.json").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs folders one cannot write")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    queue = opened(tmp_path)
    tmp_path.chmod(0o700)
    queue.add(spec("now"))
    assert queue.notes
    queue.close()


def test_a_file_where_the_folder_should_be_is_said(tmp_path: Path) -> None:
    (tmp_path / "jobs").write_text("")
    queue = opened(tmp_path / "jobs")
    queue.add(spec("now"))
    queue.close()
    assert "cannot be kept" in queue.notes[0]


texts = st.text(max_size=20)
jobs = st.builds(
    Job,
    id=st.uuids().map(lambda value: value.hex),
    spec=st.builds(JobSpec, texts, texts, texts),
    state=st.sampled_from(["done", "failed", "cancelled", "paused"]).map(JobState),
    interrupted=st.booleans(),
    begun=st.booleans(),
    progress=st.none() | st.builds(Progress, st.integers(0, 9), st.none() | st.integers(0, 99)),
    seconds=st.integers(0, 10**6).map(float),
    problem=texts,
    details=texts,
    outcome=st.none()
    | st.builds(Outcome, texts, st.lists(texts).map(tuple), st.integers(0, 9), st.booleans()),
)


@given(st.lists(jobs, max_size=5, unique_by=lambda job: job.id))
def test_what_is_written_is_read_back(listed: list[Job]) -> None:
    text = json.dumps(codec.written(listed))
    assert codec.read(json.loads(text)) == listed


leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
names = st.sampled_from(["version", "jobs", "id", "state", "progress", "outcome", "kind", "title"])
documents = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner), max_leaves=20
)


@given(documents)
def test_nonsense_is_refused_and_nothing_else_happens(document: object) -> None:
    with pytest.raises(ValueError):
        codec.read(document if isinstance(document, dict) and "jobs" in document else [document])


@given(st.lists(jobs, min_size=1, max_size=2), st.data())
def test_a_changed_field_is_noticed_or_harmless(listed: list[Job], data: st.DataObject) -> None:
    document = json.loads(json.dumps(codec.written(listed)))
    row = document["jobs"][0]
    row[data.draw(st.sampled_from(sorted(row)))] = data.draw(leaves)
    try:
        found = codec.read(document)
    except ValueError:
        return
    assert all(isinstance(job, Job) for job in found)
