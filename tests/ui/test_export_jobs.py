"""Real exports through the window's job thread: paused, killed, closed, given up."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import threading
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.base.time import Span
from app.jobs.job import JobState
from app.jobs.queue import JobQueue
from app.project.model import Clip, MediaItem, Project, Track
from app.render.export_order import as_payload, from_payload
from app.render.job_runners import export_job, runners
from app.render.journal import work_folder
from app.render.render_request import RenderRequest
from app.ui.job_thread import JobThread
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ, times

if TYPE_CHECKING:
    from collections.abc import Generator

    from pytestqt.qtbot import QtBot

    from app.jobs.job import Job, JobSpec

ROOT = Path(__file__).parents[2]
FRAMES = 325


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_clip(tmp_path_factory.mktemp("clips") / "a.mp4", frames=FRAMES, size=(96, 64))


def project(source: Path) -> Project:
    length = Fraction(FRAMES, 25)
    clip = Clip("clip", "media", Span(Fraction(0), length))
    return Project((MediaItem(source, "media"),), (Track("track", "Video 1", (clip,)),))


def order(source: Path, output: Path) -> JobSpec:
    return export_job(RenderRequest(project(source), output, "clip", "clip"), "Export", "H.264")


@contextlib.contextmanager
def exporting(root: Path | None = None) -> Generator[JobThread, None, None]:
    jobs = JobThread(JobQueue(root), runners())
    try:
        yield jobs
    finally:
        jobs.close()


def job(jobs: JobThread, id_: str) -> Job:
    found = jobs.queue.find(id_)
    assert found is not None
    return found


def wait(qtbot: QtBot, jobs: JobThread, id_: str, state: str) -> Job:
    def there() -> bool:
        now = job(jobs, id_)
        assert now.state is not JobState.FAILED or state == "failed", now.problem + now.details
        return now.state == state

    qtbot.waitUntil(there, timeout=20_000)
    return job(jobs, id_)


def wait_frames(qtbot: QtBot, jobs: JobThread, id_: str, frames: int) -> None:
    def there() -> bool:
        progress = job(jobs, id_).progress
        return progress is not None and progress.done >= frames

    qtbot.waitUntil(there, timeout=20_000)


@pytest.fixture
def _slowly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress is told at every frame, and each frame takes a little while."""
    from app.jobs.loop import Task

    told = Task.report
    pause = threading.Event()

    def report(self: Task, progress: object) -> None:
        pause.wait(0.002)
        told(self, progress)  # type: ignore[arg-type]
        self.flush()

    monkeypatch.setattr(Task, "report", report)


def test_a_request_survives_as_json(source: Path, tmp_path: Path) -> None:
    wished = RenderRequest(
        project(source),
        tmp_path / "größe.mp4",
        "range",
        "",
        "libx265",
        22,
        {"preset": "fast"},
        (640, 360),
        "cpu",
        "fp32",
        True,
        rate=Fraction(30000, 1001),
    )
    assert from_payload(as_payload(wished)) == wished


@pytest.mark.usefixtures("_slowly")
def test_pausing_and_resuming_gives_the_same_frames(
    qtbot: QtBot, source: Path, tmp_path: Path
) -> None:
    whole = export(source, tmp_path / "whole.mp4").output
    output = tmp_path / "out.mp4"
    pictures = []
    with exporting() as jobs:
        jobs.happened.connect(lambda event: pictures.append(event.picture))
        id_ = jobs.add(order(source, output))
        wait_frames(qtbot, jobs, id_, 120)
        jobs.queue.pause(id_)
        paused = wait(qtbot, jobs, id_, "paused")
        assert paused.progress is not None
        assert paused.progress.done >= 120
        assert not output.exists()
        jobs.queue.resume(id_)
        done = wait(qtbot, jobs, id_, "done")
    assert done.outcome is not None
    assert done.outcome.frames == FRAMES
    assert pictures_differ(whole, output) == 0
    assert times(whole) == times(output)
    assert not work_folder(output).exists()
    assert any(picture is not None for picture in pictures)


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("paused_first", [False, True])
def test_cancelling_can_keep_a_playable_part(
    qtbot: QtBot, source: Path, tmp_path: Path, paused_first: bool
) -> None:
    with exporting() as jobs:
        id_ = jobs.add(order(source, tmp_path / "out.mp4"))
        wait_frames(qtbot, jobs, id_, 120)
        if paused_first:
            jobs.queue.pause(id_)
            wait(qtbot, jobs, id_, "paused")
        jobs.queue.cancel(id_, keep_part=True)
        cancelled = wait(qtbot, jobs, id_, "cancelled")
    assert cancelled.outcome is not None
    assert Path(cancelled.outcome.output) == tmp_path / "out.part.mp4"
    assert 100 <= len(times(tmp_path / "out.part.mp4")) < FRAMES
    assert [path.name for path in tmp_path.iterdir()] == ["out.part.mp4"]


@pytest.mark.usefixtures("_slowly")
@pytest.mark.parametrize("paused_first", [False, True])
def test_cancelling_can_leave_nothing(
    qtbot: QtBot, source: Path, tmp_path: Path, paused_first: bool
) -> None:
    with exporting() as jobs:
        id_ = jobs.add(order(source, tmp_path / "out.mp4"))
        wait_frames(qtbot, jobs, id_, 120)
        if paused_first:
            jobs.queue.pause(id_)
            wait(qtbot, jobs, id_, "paused")
        jobs.queue.cancel(id_)
        wait(qtbot, jobs, id_, "cancelled")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_slowly")
def test_closing_in_the_middle_leaves_no_half_file_and_loses_nothing(
    qtbot: QtBot, source: Path, tmp_path: Path
) -> None:
    output, root = tmp_path / "out.mp4", tmp_path / "state"
    with exporting(root) as jobs:
        id_ = jobs.add(order(source, output))
        wait_frames(qtbot, jobs, id_, 120)
    assert not output.exists()
    assert [path.name for path in work_folder(output).glob("*.segment")] == ["000000.segment"]
    with exporting(root) as again:
        qtbot.waitUntil(lambda: again.queue.find(id_) is not None)
        assert job(again, id_).interrupted
        again.queue.resume(id_)
        assert wait(qtbot, again, id_, "done").outcome.frames == FRAMES  # type: ignore[union-attr]


KILLED = """
import sys
import time
from pathlib import Path
from app.base.cancel import CancelToken
from app.jobs.loop import Task, run
from app.jobs.queue import JobQueue
from app.render.job_runners import runners

told = Task.report
def report(self, progress):
    time.sleep(0.004)
    told(self, progress)
Task.report = report
queue = JobQueue(Path(sys.argv[1]))
queue.load()
queue.resume_all()
print("ready", flush=True)
run(queue, runners(), CancelToken())
"""


def test_kill_9_loses_at_most_a_segment(qtbot: QtBot, source: Path, tmp_path: Path) -> None:
    whole = export(source, tmp_path / "whole.mp4").output
    output, root = tmp_path / "out.mp4", tmp_path / "state"
    queue = JobQueue(root)
    queue.load()
    id_ = queue.add(order(source, output))
    queue.close()
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(root)], cwd=ROOT)
    second = work_folder(output) / "000001.segment"
    qtbot.waitUntil(second.exists, timeout=30_000)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert not output.exists()
    with exporting(root) as jobs:
        qtbot.waitUntil(lambda: jobs.queue.find(id_) is not None)
        assert job(jobs, id_).interrupted
        assert job(jobs, id_).begun
        jobs.queue.resume(id_)
        wait(qtbot, jobs, id_, "done")
    assert pictures_differ(whole, output) == 0


def test_a_source_that_is_gone_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    with exporting() as jobs:
        id_ = jobs.add(order(tmp_path / "gone.mp4", tmp_path / "out.mp4"))
        failed = wait(qtbot, jobs, id_, "failed")
    assert "gone.mp4" in failed.problem
    assert "Traceback" in failed.details


@pytest.mark.parametrize("field", ["project", "output", "what", "size", "options", "rate"])
def test_a_damaged_order_is_a_sentence(
    qtbot: QtBot, source: Path, tmp_path: Path, field: str
) -> None:
    spec = order(source, tmp_path / "out.mp4")
    spec.payload[field] = ["nonsense", {}]
    with exporting() as jobs:
        failed = wait(qtbot, jobs, jobs.add(spec), "failed")
    assert "fault in the program" not in failed.problem
    assert list(tmp_path.iterdir()) == []
