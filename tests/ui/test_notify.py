"""What people who look elsewhere are told; never a warning where the desktop can do nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.jobs.job import Outcome
from app.jobs.queue import JobQueue
from app.ui.job_thread import JobThread
from app.ui.notify import JobNotices
from tests.jobs.runners import Steps, at_once, spec

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def jobs(steps: Steps) -> Generator[JobThread, None, None]:
    thread = JobThread(JobQueue(), {"steps": steps, "now": at_once})
    yield thread
    thread.close()


@pytest.fixture
def window(qtbot: QtBot, jobs: JobThread) -> QWidget:
    window = QWidget()
    window.setWindowTitle("Kitchen · Reelwright")
    qtbot.addWidget(window)
    JobNotices(jobs, window)
    return window


def test_the_title_says_how_far_it_is_and_is_put_back(
    qtbot: QtBot, jobs: JobThread, window: QWidget, steps: Steps
) -> None:
    jobs.add(spec("steps"))
    steps.permits.release(4)
    qtbot.waitUntil(lambda: window.windowTitle() == "40 % · Kitchen · Reelwright")
    window.setWindowTitle("Garden · Reelwright")  # the user opened another project meanwhile
    steps.permits.release(1)
    qtbot.waitUntil(lambda: window.windowTitle() == "50 % · Garden · Reelwright")
    steps.permits.release(5)
    qtbot.waitUntil(lambda: window.windowTitle() == "Garden · Reelwright")


class Opener(QObject):
    """Stands where the desktop's file browser would open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


@pytest.mark.parametrize("wanted", [True, False])
def test_the_folder_opens_if_that_was_wished(
    qtbot: QtBot, jobs: JobThread, window: QWidget, tmp_path: Path, wanted: bool
) -> None:
    opener, method = Opener(), cast("Any", "open")  # the stub asks for bytes, Qt for text
    QDesktopServices.setUrlHandler("file", opener, method)
    try:
        order = spec("now", output=str(tmp_path / "out.mp4"), show_when_done=wanted)
        with qtbot.waitSignal(jobs.ended):
            jobs.add(order)
        assert opener.opened == ([str(tmp_path)] if wanted else [])
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_the_end_of_long_work_is_told_without_a_tray(
    qtbot: QtBot, jobs: JobThread, window: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The offscreen platform has neither tray nor taskbar: nothing may warn or fail."""
    monkeypatch.setattr("app.ui.notify.LONG_SECONDS", 0.0)
    with qtbot.waitSignal(jobs.ended) as told:
        jobs.add(spec("now"))
    assert told.args is not None
    assert told.args[0].outcome == Outcome("")
