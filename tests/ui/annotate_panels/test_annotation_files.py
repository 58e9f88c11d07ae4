"""Files of other tools, and runs of analyses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from app.annotations.formats.registry import FORMATS
from app.annotations.layer_json import plain_layer
from app.jobs.job import JobState, Outcome
from app.jobs.queue import JobQueue
from app.render.annotate_job import ANNOTATE
from app.render.findings import found_by
from app.render.job_runners import runners
from app.ui.annotate_panels.files import AnnotationFiles
from app.ui.annotate_panels.model_runs import ModelRuns
from app.ui.background import Background
from app.ui.job_thread import JobThread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.jobs.loop import Task
    from tests.ui.annotate_panels.scenes import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def work() -> Iterator[Background]:
    made = Background("annotation files")
    yield made
    made.close()


@pytest.fixture
def files(desk: Desk, work: Background, qtbot: QtBot) -> AnnotationFiles:
    window = QWidget()
    window.resize(1000, 700)
    qtbot.addWidget(window)
    window.show()
    return AnnotationFiles(desk.session, work, window)


def test_losses_are_said_before_exporting(
    files: AnnotationFiles, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = files.open("export")
    qtbot.waitUntil(lambda: "segments" in dialog.losses.text())
    assert [dialog.formats.item(n).text() for n in range(len(FORMATS))] == [
        format_.title for format_ in FORMATS
    ]
    path = tmp_path / "out.json"
    with qtbot.waitSignal(files.told):
        dialog.choose(str(path))
    text = path.read_text()
    assert "person" in text
    again = files.open("export")
    QTest.mouseClick(again.unreviewed, LEFT)
    shown = again.layer_to_write()
    assert shown is desk.layer
    again.reject()


def test_what_cannot_be_written_is_said(
    files: AnnotationFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = files.open("export")
    dialog.choose(str(tmp_path / "no folder" / "out.json"))
    qtbot.waitUntil(lambda: bool(dialog.problem.text()))
    assert dialog.isVisible()
    dialog.reject()


def test_importing_counts_first(
    files: AnnotationFiles, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "in.json"
    FORMATS[0].write(desk.layer, path)
    dialog = files.open("import")
    assert not dialog.go.isEnabled()
    dialog.choose(str(path))
    qtbot.waitUntil(dialog.go.isEnabled)
    QTest.mouseClick(dialog.way.segment("replace"), LEFT)
    assert "14 things of yours go" in dialog.losses.text()
    QTest.mouseClick(dialog.go, LEFT)
    assert len(desk.layer.tracks) == 5
    assert not desk.layer.segments
    desk.document.undo_stack.undo()
    assert len(desk.layer.segments) == 9


def test_a_damaged_file_is_one_sentence(
    files: AnnotationFiles, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "in.json"
    path.write_text("{")
    dialog = files.open("import")
    dialog.choose(str(path))
    qtbot.waitUntil(lambda: "in.json" in dialog.problem.text())
    assert not dialog.go.isEnabled()
    dialog.reject()


def findings(task: Task) -> Outcome:
    """As `run_annotate`, without looking at pictures."""
    path = found_by(task.job.id)
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = task.job.spec.payload["settings"]
    assert isinstance(settings, dict)
    path.write_text(json.dumps(settings["layer"] | {"reached": 0, "looked": 1}))
    return Outcome(str(path))


def test_what_an_analysis_finds_arrives_as_one_step(
    desk: Desk, work: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    from dataclasses import replace

    suggested = replace(desk.layer, tracks=(desk.track(4),), segments=())
    plain = plain_layer(suggested)
    plain["tracks"][0]["keyframes"][0]["box"] = [1, 1, 9, 9]
    desk.show(replace(desk.layer, tracks=(), segments=()))
    jobs = JobThread(JobQueue(tmp_path / "jobs"), {ANNOTATE: findings})
    runs = ModelRuns(desk.document, desk.session, jobs, work)
    with qtbot.waitSignal(runs.arrived):
        number = runs.start("moving-objects", {"layer": plain})  # type: ignore[dict-item]
    assert [track.provenance.accepted for track in desk.layer.tracks] == [False]
    assert desk.steps == 1
    assert not found_by(number).exists()
    desk.document.undo_stack.undo()
    assert not desk.layer.tracks
    jobs.close()


def test_the_real_analysis_runs_as_a_job(
    desk: Desk, work: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    pytest.importorskip("cv2")
    jobs = JobThread(JobQueue(tmp_path / "jobs"), runners())
    runs = ModelRuns(desk.document, desk.session, jobs, work)
    assert "annotate.run.moving-objects" in [command.id for command in runs.commands()]
    answers: list[object] = []
    work.answered.connect(lambda *answer: answers.append(answer))
    try:
        with qtbot.waitSignal(jobs.ended, timeout=30_000) as ended:
            runs.start("moving-objects")
        assert ended.args[0].state is JobState.DONE
        qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
    finally:
        jobs.close()


def test_a_run_can_be_stopped(desk: Desk, work: Background, qtbot: QtBot, tmp_path: Path) -> None:
    def endless(task: Task) -> Outcome:
        while True:
            task.cancel.check()

    jobs = JobThread(JobQueue(tmp_path / "jobs"), {ANNOTATE: endless})
    runs = ModelRuns(desk.document, desk.session, jobs, work)
    parent = QWidget()
    qtbot.addWidget(parent)
    number = runs.start("moving-objects")
    qtbot.waitUntil(lambda: jobs.running is not None)
    menu = runs.menu(parent)
    with qtbot.waitSignal(jobs.ended) as ended:
        menu.actions()[-1].trigger()
    assert (ended.args[0].id, ended.args[0].state) == (number, JobState.CANCELLED)
    assert desk.steps == 0
    jobs.close()
