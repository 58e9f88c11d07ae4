"""What an analysis finds is seen while it runs, and kept whatever ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import pytest
from PySide6.QtWidgets import QWidget

from app.annotations.layer import AnnotationLayer
from app.jobs.job import JobState
from app.jobs.queue import JobQueue
from app.project.model import Project
from app.render import findings
from app.render.annotate import annotate
from app.render.findings import found_by
from app.render.job_runners import runners
from app.ui.annotate_panels.model_runs import ModelRuns
from app.ui.annotate_panels.track_acts import TrackActs
from app.ui.background import Background
from app.ui.job_thread import JobThread
from tests.analyses.moving_squares import HEIGHT, WIDTH, Square, clip, lossless
from tests.ui.annotate_panels.scenes import Desk, make_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

COUNT = 120
SQUARES = (Square(10, 20, 2.0, 0.3), Square(200, 90, -1.5, 0.0, colour=(30, 90, 210)))
SETTINGS = {"warmup": 10, "min-length": 12}


@pytest.fixture(scope="module")
def squares(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lossless(tmp_path_factory.mktemp("squares") / "squares.mkv", SQUARES, COUNT)


class Place:
    """A window's worth of jobs around a clip."""

    def __init__(self, folder: Path, path: Path, queue: Path | None = None) -> None:
        self.not_kept: list[Callable[[], object]] = []
        self.desk: Desk = make_desk(folder, path)
        media = replace(self.desk.layer.media, width=WIDTH, height=HEIGHT)
        self.desk.show(AnnotationLayer(media))
        self.work = Background("runs")
        self.jobs = JobThread(JobQueue(queue or folder / "jobs"), runners())
        document, kept = self.desk.document, self.not_kept.append
        self.runs = ModelRuns(document, self.desk.session, self.jobs, self.work, once_kept=kept)
        self.acts = TrackActs(self.desk.session)
        self.window = QWidget()
        self.told: list[str] = []
        self.runs.told.connect(self.told.append)
        self.runs.problem.connect(self.told.append)

    def look(self, act: Callable[[int], None]) -> None:
        """Call `act` with the last frame something is seen on, whenever more is shown."""
        session = self.desk.session

        def shown() -> None:
            keys = [k.frame for part in session.coming_layers for t in part.tracks
                    for k in t.keyframes if not k.outside]  # fmt: skip
            if keys:
                act(max(keys))

        session.coming_changed.connect(shown)

    def stop(self, *, keep: bool = True) -> None:
        """By its menu, or by “Discard” in the panel of jobs."""
        running = self.jobs.running
        if running is not None and keep:
            menu = self.runs.stop_menu(self.window, lambda: None)
            assert menu.actions()[0].text() == f"Stop: {running.spec.title}"
            menu.actions()[0].trigger()
            menu.close()
        elif running is not None:
            self.jobs.queue.cancel(running.id)

    def keep(self) -> None:
        """What was done is on the disk now."""
        while self.not_kept:
            self.not_kept.pop()()

    def close(self) -> None:
        self.jobs.close()
        self.work.close()
        self.desk.close()
        self.window.deleteLater()


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames come slowly enough for somebody to watch, and what they show comes at once."""
    seen = findings.Showing.seen

    def slowly(showing: findings.Showing, found: object = None) -> None:
        seen(showing, found)
        time.sleep(0.01)

    monkeypatch.setattr(findings.Showing, "seen", slowly)
    monkeypatch.setattr(findings, "SHOW_SECONDS", 0.0)
    monkeypatch.setattr(findings, "SHOW_SHARE", 0.9)


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path, squares: Path, slow: None) -> Iterator[Place]:
    made = Place(tmp_path, squares)
    yield made
    made.close()


def last_seen(desk: Desk) -> int:
    return max(k.frame for t in desk.layer.tracks for k in t.keyframes if not k.outside)


def test_it_is_seen_while_it_runs_and_one_that_is_stopped_keeps_it_as_one_step(
    place: Place, qtbot: QtBot
) -> None:
    reached: list[int] = []
    shapes: list[int] = []

    def act(frame: int) -> None:
        reached.append(frame)
        place.desk.session.seek(5)
        shapes.append(len(place.desk.session.coming))
        assert place.desk.steps == 0
        if frame > 20:
            place.stop()

    place.look(act)
    with qtbot.waitSignal(place.runs.arrived, timeout=30_000):
        place.runs.start("moving-objects", SETTINGS)
    assert reached == sorted(reached)
    found = len(place.desk.layer.tracks)
    assert shapes[-1] >= len(SQUARES)
    assert place.desk.session.coming_layers == ()
    assert place.desk.steps == 1
    last = last_seen(place.desk)
    assert 20 < last < COUNT - 1
    assert not any(track.provenance.accepted for track in place.desk.layer.tracks)
    (words,) = place.told
    assert words.startswith(f"Stopped. Up to frame {last} (00:00:0")
    assert words.endswith(f"): {found} suggestions to review.")

    place.acts.reject_all()
    assert place.desk.steps == 2
    assert not place.desk.layer.tracks
    stack = place.desk.document.undo_stack
    stack.undo()
    assert len(place.desk.layer.tracks) == found
    stack.undo()
    assert not place.desk.layer.tracks


def test_stopped_before_anything_moved_it_says_so_and_changes_nothing(
    place: Place, qtbot: QtBot
) -> None:
    place.desk.session.coming_changed.connect(place.stop)
    with qtbot.waitSignal(place.runs.told, timeout=30_000):
        place.runs.start("moving-objects", {"min-length": 119})
    assert place.told[0].startswith("Stopped. Up to frame ")
    assert place.told[0].endswith("): nothing was found.")
    assert place.desk.steps == 0
    assert place.desk.session.coming_layers == ()


def test_a_second_run_to_the_end_takes_the_place_of_what_the_first_had_found(
    place: Place, qtbot: QtBot
) -> None:
    place.look(lambda frame: place.stop() if 20 < frame < 80 and not place.desk.steps else None)
    for _ in range(2):
        with qtbot.waitSignal(place.runs.arrived, timeout=30_000):
            place.runs.start("moving-objects", SETTINGS)
    starts = sorted(track.keyframes[0].frame for track in place.desk.layer.tracks)
    assert place.desk.steps == 2
    assert last_seen(place.desk) == COUNT - 1
    whole = annotate(place.desk.media.path, "moving-objects", SETTINGS)
    assert starts == sorted(track.keyframes[0].frame for track in whole.tracks)
    place.desk.document.undo_stack.undo()
    assert last_seen(place.desk) < COUNT - 1


def test_what_is_discarded_leaves_nothing(place: Place, qtbot: QtBot) -> None:
    place.look(lambda _: place.stop(keep=False))
    with qtbot.waitSignal(place.jobs.ended, timeout=30_000) as ended:
        number = place.runs.start("moving-objects", SETTINGS)
    assert ended.args is not None
    assert ended.args[0].state is JobState.CANCELLED
    assert not found_by(number).exists()
    assert place.desk.session.coming_layers == ()
    assert (place.desk.steps, place.told) == (0, [])


def test_what_was_found_before_a_picture_that_cannot_be_read_is_kept_and_both_are_said(
    qtbot: QtBot, tmp_path: Path, slow: None
) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for number, frame in enumerate(clip(SQUARES[:1], COUNT)):
        cv2.imwrite(str(folder / f"{number:05}.png"), frame.pixels[..., ::-1])
    place = Place(tmp_path, folder / "%05d.png")
    try:
        place.look(lambda _: (folder / "00090.png").unlink(missing_ok=True))
        with (
            qtbot.waitSignal(place.runs.arrived, timeout=30_000),
            qtbot.waitSignal(place.jobs.ended, timeout=30_000) as ended,
        ):
            place.runs.start("moving-objects", SETTINGS)
        assert ended.args is not None
        assert ended.args[0].state is JobState.FAILED
        assert place.desk.steps == 1
        last = last_seen(place.desk)
        assert 0 < last < 90
        (words,) = place.told
        assert words.startswith("%05d.png cannot be read any further")
        assert f"Up to frame {last} (00:00:0" in words
        assert words.endswith(" to review.")
    finally:
        place.close()


def test_segments_come_while_they_grow(place: Place, qtbot: QtBot) -> None:
    stops: list[int] = []

    def grown() -> None:
        parts = [part for one in place.desk.session.coming_layers for part in one.segments]
        stops.extend(part.stop for part in parts)

    place.desk.session.coming_changed.connect(grown)
    with qtbot.waitSignal(place.runs.arrived, timeout=30_000):
        place.runs.start("camera")
    assert len(set(stops)) > 2
    assert stops == sorted(stops)
    assert place.desk.layer.segments[-1].stop == COUNT


def test_what_was_found_waits_while_another_project_is_open(place: Place, qtbot: QtBot) -> None:
    document = place.desk.document
    mine = document.project

    def leave(_: int) -> None:
        document.open(Project(), None)
        place.stop()

    place.look(leave)
    with qtbot.waitSignal(place.runs.told, timeout=30_000):
        number = place.runs.start("moving-objects", SETTINGS)
    assert place.told == ["What was found waits until a project with the clip is open."]
    assert found_by(number).is_file()
    with qtbot.waitSignal(place.runs.arrived, timeout=10_000):
        document.open(mine, None)
    assert place.desk.steps == 1
    assert place.told[1].startswith("Stopped. Up to frame ")
    place.keep()
    assert not found_by(number).exists()


def test_what_was_taken_in_can_be_had_again_until_the_project_with_it_is_on_the_disk(
    place: Place, qtbot: QtBot
) -> None:
    """A program killed right after a long run must not lose it."""
    with qtbot.waitSignal(place.runs.arrived, timeout=30_000):
        number = place.runs.start("moving-objects", SETTINGS)
    document = place.desk.document
    document.open(document.project, None)
    qtbot.wait(100)
    assert place.desk.steps == 0, "it is there already"
    assert found_by(number).is_file()
    place.keep()
    assert not found_by(number).exists()


DYING = """
import sys
from pathlib import Path
from app.base.cancel import CancelToken
from app.jobs.loop import run
from app.jobs.queue import JobQueue
from app.project.model import Project
from app.render import findings
from app.render.annotate import annotate
from app.render.annotate_job import annotate_job
from app.render.job_runners import runners
findings.SHOW_SECONDS = findings.KEEP_SECONDS = 0.0
seen = findings.Showing.seen
def slowly(showing, found=None):
    import time
    seen(showing, found)
    time.sleep(0.05)
findings.Showing.seen = slowly
queue = JobQueue(Path(sys.argv[1]))
queue.load()
settings = {"warmup": 10, "min-length": 12}
print(queue.add(annotate_job(Path(sys.argv[2]), "m1", "moving-objects", settings, "t", "d")))
queue.flush()
sys.stdout.flush()
run(queue, runners(), CancelToken())
"""


def test_what_a_killed_program_had_found_is_taken_when_its_job_is_given_up(
    qtbot: QtBot, tmp_path: Path, squares: Path
) -> None:
    """It is offered again as every job is; whoever does not want the rest gets what there is."""
    command = [sys.executable, "-c", DYING, str(tmp_path / "jobs"), str(squares)]
    root = Path(__file__).parents[3]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        number = process.stdout.readline().strip()
        qtbot.waitUntil(lambda: found_tracks(number) > 1, timeout=30_000)
        os.kill(process.pid, signal.SIGKILL)
    place = Place(tmp_path, squares, tmp_path / "jobs")
    try:
        qtbot.waitUntil(lambda: bool(place.jobs.queue.entries()))
        (job,) = place.jobs.queue.entries()
        assert (job.state, job.interrupted) == (JobState.PAUSED, True)
        with qtbot.waitSignal(place.runs.arrived, timeout=10_000):
            place.jobs.queue.cancel(number, keep_part=True)
        assert place.desk.steps == 1
        assert len(place.desk.layer.tracks) > 1
        assert last_seen(place.desk) < COUNT - 1
        assert place.told[0].startswith("Stopped. Up to frame ")
        place.keep()
        assert not found_by(number).exists()
    finally:
        place.close()


def found_tracks(job_id: str) -> int:
    if not found_by(job_id).is_file():
        return 0
    return len(findings.look_at_findings(job_id).layer.tracks)
