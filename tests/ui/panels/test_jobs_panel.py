"""The list of jobs, as a user works with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit

from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.jobs.job import JobState, Outcome
from app.jobs.queue import JobQueue
from app.ui.job_thread import JobThread
from app.ui.panels.job_chip import JobChip
from app.ui.panels.job_details import JobDetails
from app.ui.panels.jobs_panel import JobsPanel
from tests.jobs.runners import Steps, broken, refusing, spec

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.jobs.loop import Task
    from app.ui.panels.job_row import JobRow


class Scene:
    """A panel over a queue whose running job a test moves on step by step."""

    def __init__(self, qtbot: QtBot, nowhere: Path) -> None:
        self.bot, self.nowhere = qtbot, nowhere
        self.steps = Steps()
        self.made = Outcome()
        self.jobs = JobThread(
            JobQueue(),
            {
                "steps": self.steps,
                "made": self._make,
                "bad": refusing,
                "broken": broken,
                "modelless": self._without_weights,
            },
        )
        self.panel = JobsPanel(self.jobs)
        qtbot.addWidget(self.panel)
        self.panel.resize(340, 600)
        with qtbot.waitExposed(self.panel):
            self.panel.show()

    def _make(self, task: Task) -> Outcome:
        return self.made

    def _without_weights(self, task: Task) -> Outcome:
        store = WeightsStore(folders=(), user=self.nowhere)
        store.path(Catalogue.load().find("fastestdet"))
        return self.made

    def add(self, kind: str, title: str = "A job") -> str:
        id_ = self.jobs.add(spec(kind, title))
        self.bot.waitUntil(lambda: id_ in self.panel.list.rows)
        return id_

    def wait(self, id_: str, state: str) -> JobRow:
        self.bot.waitUntil(lambda: self.panel.row(id_).job.state == state)
        return self.panel.row(id_)

    def run_to(self, id_: str, done: int) -> None:
        self.steps.permits.release(done - self.steps.done)

        def there() -> bool:
            progress = self.panel.row(id_).job.progress
            return progress is not None and progress.done == done

        self.bot.waitUntil(there)

    def click(self, row: JobRow, name: str) -> None:
        self.bot.waitUntil(lambda: bool(buttons(row, name)))
        QTest.mouseClick(button(row, name), Qt.MouseButton.LeftButton)

    def titles(self) -> list[str]:
        return [row.job.spec.title for row in self.panel.list.ordered()]


def buttons(row: JobRow, name: str) -> list[QAbstractButton]:
    found = row.findChildren(QAbstractButton)
    return [b for b in found if name in (b.text(), b.accessibleName()) and b.isVisible()]


def button(row: JobRow, name: str) -> QAbstractButton:
    return buttons(row, name)[0]


@pytest.fixture
def scene(qtbot: QtBot, tmp_path: Path) -> Generator[Scene, None, None]:
    scene = Scene(qtbot, tmp_path)
    yield scene
    scene.jobs.close()


def test_nothing_to_show_says_so(scene: Scene) -> None:
    assert not scene.panel.list.isVisible()
    scene.add("steps")
    assert scene.panel.list.isVisible()


def test_a_running_job_shows_where_it_is(scene: Scene) -> None:
    id_ = scene.add("steps", "Export coffee.mp4")
    scene.add("steps", "Another")
    scene.run_to(id_, 4)
    row = scene.panel.row(id_)
    assert row.accessibleName() == "Export coffee.mp4, Running, 40 %, 4 of 10 frames, Estimating"
    assert scene.panel.summary == "1 running, 1 waiting"


def test_pause_and_resume_by_their_button(scene: Scene) -> None:
    id_ = scene.add("steps")
    scene.run_to(id_, 4)
    scene.click(scene.panel.row(id_), "Pause")
    row = scene.wait(id_, "paused")
    assert "Paused at 40 %" in row.accessibleName()
    scene.click(row, "Resume")
    scene.steps.permits.release(6)
    assert "Done in" in scene.wait(id_, "done").accessibleName()


def test_pause_and_resume_by_the_space_bar(scene: Scene) -> None:
    id_ = scene.add("steps")
    scene.run_to(id_, 1)
    QTest.keyClick(scene.panel.row(id_), Qt.Key.Key_Space)
    row = scene.wait(id_, "paused")
    QTest.keyClick(row, Qt.Key.Key_Space)
    scene.wait(id_, "running")


@pytest.mark.parametrize(
    ("answer", "ending"), [("Keep the part", "keep"), ("Discard", "discard"), ("Go on", None)]
)
def test_cancelling_asks_what_to_leave(scene: Scene, answer: str, ending: str | None) -> None:
    id_ = scene.add("steps")
    scene.run_to(id_, 4)
    row = scene.panel.row(id_)
    scene.click(row, "Cancel")
    scene.click(row, answer)
    if ending is None:
        scene.run_to(id_, 6)
        return
    scene.wait(id_, "cancelled")
    assert scene.steps.endings == [ending]


def test_escape_goes_on(scene: Scene) -> None:
    id_ = scene.add("steps")
    scene.run_to(id_, 4)
    row = scene.panel.row(id_)
    QTest.keyClick(row, Qt.Key.Key_Delete)
    scene.bot.waitUntil(lambda: any(b.hasFocus() for b in buttons(row, "Go on")))
    QTest.keyClick(button(row, "Go on"), Qt.Key.Key_Escape)
    assert not any(b.isVisible() for b in row.findChildren(QAbstractButton) if b.text() == "Go on")
    scene.run_to(id_, 5)


def test_a_job_that_never_ran_goes_without_asking(scene: Scene) -> None:
    scene.add("steps", "first")
    other = scene.add("steps", "second")
    scene.click(scene.panel.row(other), "Cancel")
    scene.wait(other, "cancelled")


def test_a_failure_is_a_sentence_and_can_be_tried_again(scene: Scene) -> None:
    id_ = scene.add("bad")
    row = scene.wait(id_, "failed")
    assert "The disk is full; frames 1 to 80 are kept." in row.accessibleName()
    with scene.bot.waitSignal(scene.jobs.ended):
        scene.click(row, "Retry")
    scene.wait(id_, "failed")
    scene.click(scene.panel.row(id_), "Remove from the list")
    scene.bot.waitUntil(lambda: not scene.panel.list.rows)


def test_a_model_that_is_not_here_can_be_fetched_from_the_row(scene: Scene) -> None:
    row = scene.wait(scene.add("modelless"), "failed")
    assert "The model fastestdet is not on this computer." in row.accessibleName()
    assert "reelwright models get" not in row.accessibleName()

    with scene.bot.waitSignal(scene.panel.model_wanted) as told:
        scene.click(row, "Download…")

    assert told.args == ["fastestdet"]


def test_a_bug_has_details(scene: Scene) -> None:
    row = scene.wait(scene.add("broken"), "failed")
    scene.click(row, "Details…")
    dialog = scene.panel.findChild(JobDetails)
    assert dialog is not None
    assert "ZeroDivisionError" in dialog.findChildren(QPlainTextEdit)[0].toPlainText()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


class Opener(QObject):
    """Stands where the desktop's file browser would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_show_opens_the_folder(scene: Scene, tmp_path: Path) -> None:
    opener, method = Opener(), cast("Any", "open")  # the stub asks for bytes, Qt for text
    QDesktopServices.setUrlHandler("file", opener, method)
    try:
        scene.made = Outcome(str(tmp_path / "out.mp4"))
        scene.click(scene.wait(scene.add("made"), "done"), "Show")
        assert opener.opened == [str(tmp_path)]
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_a_folder_that_is_gone_is_said(scene: Scene, tmp_path: Path) -> None:
    scene.made = Outcome(str(tmp_path / "gone" / "out.mp4"))
    row = scene.wait(scene.add("made"), "done")
    with scene.bot.waitSignal(scene.panel.problem) as said:
        QTest.keyClick(row, Qt.Key.Key_Return)
    assert said.args is not None
    assert "is gone" in said.args[0]


def test_keys_move_a_job_up_and_down(scene: Scene) -> None:
    scene.run_to(scene.add("steps", "running"), 1)
    ids = [scene.add("steps", title) for title in "abc"]
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(scene.panel.row(ids[2]), Qt.Key.Key_Up, alt)
    scene.bot.waitUntil(lambda: scene.titles() == ["running", "a", "c", "b"])
    QTest.keyClick(scene.panel.row(ids[0]), Qt.Key.Key_Down, alt)
    scene.bot.waitUntil(lambda: scene.titles() == ["running", "c", "a", "b"])
    QTest.keyClick(scene.panel.row(ids[2]), Qt.Key.Key_Up, alt)
    scene.bot.waitUntil(lambda: scene.titles() == ["running", "c", "a", "b"])


def test_arrows_go_from_row_to_row(scene: Scene) -> None:
    ids = [scene.add("steps", title) for title in "ab"]
    scene.panel.row(ids[0]).setFocus()
    QTest.keyClick(scene.panel.row(ids[0]), Qt.Key.Key_Down)
    assert scene.panel.row(ids[1]).hasFocus()


@pytest.mark.parametrize(
    ("onto", "above", "order"),
    [("a", True, "cab"), ("b", True, "acb"), ("a", False, "acb"), ("b", False, "abc")],
)
def test_dragging_changes_the_order(scene: Scene, onto: str, above: bool, order: str) -> None:
    scene.run_to(scene.add("steps", "running"), 1)
    ids = {title: scene.add("steps", title) for title in "abc"}
    scene.bot.waitUntil(lambda: scene.panel.row(ids["c"]).y() > 0)
    row, target = scene.panel.row(ids["c"]), scene.panel.row(ids[onto])
    y = 4 if above else target.height() - 4
    there = row.mapFromGlobal(target.mapToGlobal(QPoint(60, y)))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(row, left, none, QPoint(60, 20))
    QTest.mouseMove(row, QPoint(60, 0))
    QTest.mouseMove(row, there)
    QTest.mouseRelease(row, left, none, there)
    scene.bot.waitUntil(lambda: scene.titles() == ["running", *order])


def test_all_jobs_can_be_paused_resumed_and_cleared(scene: Scene) -> None:
    commands = {command.id: command for command in scene.panel.commands()}
    id_ = scene.add("steps")
    scene.run_to(id_, 2)
    commands["jobs.pause_all"].run()
    scene.wait(id_, "paused")
    assert commands["jobs.resume_all"].enabled is not None
    assert commands["jobs.resume_all"].enabled()
    commands["jobs.resume_all"].run()
    scene.steps.permits.release(8)
    scene.wait(id_, "done")
    commands["jobs.clear"].run()
    scene.bot.waitUntil(lambda: not scene.panel.list.rows)


def test_the_chip_says_what_runs(scene: Scene) -> None:
    chip = JobChip(scene.jobs)
    scene.bot.addWidget(chip)
    assert chip.isHidden()
    id_ = scene.add("steps", "Export coffee.mp4")
    scene.run_to(id_, 4)
    scene.bot.waitUntil(lambda: chip.text() == "40 %  Export coffee.mp4")
    scene.jobs.queue.pause(id_)
    scene.bot.waitUntil(lambda: chip.text() == "1 job paused")
    scene.jobs.queue.cancel(id_)
    scene.bot.waitUntil(chip.isHidden)
    assert scene.jobs.queue.find(id_).state is JobState.CANCELLED  # type: ignore[union-attr]


def test_a_damaged_queue_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "window-1").mkdir()
    (tmp_path / "window-1" / "queue.json").write_text("{")
    jobs = JobThread(JobQueue(tmp_path), {})
    panel = JobsPanel(jobs)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.problem) as said:
        pass
    jobs.close()
    assert said.args is not None
    assert "damaged" in said.args[0]
