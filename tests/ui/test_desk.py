"""Files of the window: nothing unsaved is lost without a question, lost files are looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.project.edits import tracks
from app.project.recovery_file import RecoveryFile
from app.ui.dialogs.question import Question
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

LEFT = Qt.MouseButton.LeftButton


def asked(window: MainWindow) -> Question:
    return [found for found in window.findChildren(Question) if found.isVisible()][-1]


def answer(window: MainWindow, qtbot: QtBot, choice: str) -> None:
    qtbot.waitUntil(lambda: any(q.isVisible() for q in window.findChildren(Question)))
    QTest.mouseClick(asked(window).buttons[choice], LEFT)


def test_a_new_project_asks_first(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    studio.document.apply("Add track", tracks.add_track("Kept"))

    window.desk.new()
    answer(window, qtbot, "")
    assert studio.document.project.tracks

    window.desk.new()
    answer(window, qtbot, "discard")
    assert not studio.document.project.tracks


def test_save_on_the_way_to_a_new_project(
    window: MainWindow,
    studio: Studio,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "work"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    studio.document.apply("Add track", tracks.add_track("Kept"))

    window.desk.new()
    answer(window, qtbot, "save")

    qtbot.waitUntil(lambda: not studio.document.project.tracks)
    assert (tmp_path / "work.reel").is_file()


def test_a_project_among_dropped_files_is_opened(
    window: MainWindow, studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "work.reel"
    studio.document.apply("Add track", tracks.add_track("Kept"))
    with qtbot.waitSignal(studio.files.saved):
        studio.files.save(file)
    studio.files.new()

    with qtbot.waitSignal(studio.files.opened):
        window.desk.import_paths([file])

    assert studio.document.path == file


def test_a_moved_file_is_found_again(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clip = make_clip(tmp_path / "clip.mp4", ClipKind(frames=6))
    add_clip(clip)
    with qtbot.waitSignal(studio.files.saved):
        studio.files.save(tmp_path / "work.reel")
    there = tmp_path / "elsewhere"
    there.mkdir()
    clip.rename(there / "clip.mp4")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(there))

    window.desk.open(tmp_path / "work.reel")
    with qtbot.waitSignal(studio.files.relinked, timeout=20_000):
        answer(window, qtbot, "locate")

    assert studio.document.project.media[0].path == there / "clip.mp4"
    assert "1 file found again." in [message.text for message in window.messages.all]


@pytest.mark.parametrize("choice", ["recover", "discard", ""])
def test_what_a_crash_left_is_offered(
    window: MainWindow,
    studio: Studio,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    choice: str,
) -> None:
    left = RecoveryFile()
    left.write(tracks.add_track("Precious")(studio.document.project), None)
    monkeypatch.setattr("app.project.recovery.still_runs", lambda _: False)

    studio.files.look_for_recoverable()
    answer(window, qtbot, choice)

    if choice == "recover":
        qtbot.waitUntil(lambda: bool(studio.document.project.tracks))
        assert not studio.document.clean
    elif choice == "discard":
        qtbot.waitUntil(lambda: not left._file.exists())
    else:
        assert left._file.exists()
