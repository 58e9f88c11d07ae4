"""Unsaved changes are on the disk as soon as they are made, and nothing is left when saved."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.project.edits import markers
from app.project.model import Project
from app.project.recovery import Recoverable, find_recoverable, recover
from app.ui import autosave
from app.ui.autosave import Autosave
from app.ui.document import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

ROOT = Path(__file__).parents[2]


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document()


@pytest.fixture
def saver(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Autosave]:
    monkeypatch.setattr(autosave, "DELAY_MS", 10)
    made = Autosave(document, tmp_path)
    yield made
    made.close()
    assert not copies(tmp_path), "nothing is left of a document that was closed"


def copies(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*.recovery"), *folder.glob("*.journal")))


def content(folder: Path) -> Project:
    (file,) = folder.glob("*.recovery")
    return recover(Recoverable(file, None, "", 0))


def mark(document: Document, second: int) -> None:
    document.apply("Mark", markers.add_marker(Fraction(second)))


def test_changes_are_written(
    document: Document, saver: Autosave, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(saver.written):
        mark(document, 1)
        mark(document, 2)
    assert content(tmp_path) == document.project
    with qtbot.waitSignal(saver.written):
        mark(document, 3)
        saver.flush()
    assert content(tmp_path) == document.project


def test_nothing_is_kept_of_what_is_saved(
    document: Document, saver: Autosave, tmp_path: Path, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(saver.written):
        mark(document, 1)
    document.saved(tmp_path / "film.reel")
    qtbot.waitUntil(lambda: not copies(tmp_path))
    mark(document, 2)
    qtbot.waitUntil(lambda: bool(copies(tmp_path)))
    document.undo_stack.undo()
    qtbot.waitUntil(lambda: not copies(tmp_path))


def test_what_was_recovered_is_unsaved_still(
    document: Document, saver: Autosave, tmp_path: Path, qtbot: QtBot
) -> None:
    old = tmp_path / "old.recovery"
    old.write_bytes(b"of a dead process")
    with qtbot.waitSignal(saver.written):
        document.recovered(Project(name="found"), None)
        saver.take_over(Recoverable(old, None, "", 0))
    qtbot.waitUntil(lambda: not old.exists())
    assert content(tmp_path).name == "found"


def test_what_waits_for_a_copy_is_done_when_it_is_there_or_not_needed(
    document: Document, saver: Autosave, tmp_path: Path, qtbot: QtBot
) -> None:
    seen: list[list[Path]] = []
    mark(document, 1)
    saver.once_kept(lambda: seen.append(copies(tmp_path)))
    assert not seen, "not before there is a copy"
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen[0], "and it is there then"
    document.saved(tmp_path / "film.reel")
    saver.once_kept(lambda: seen.append(copies(tmp_path)))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert not seen[1]


def test_who_is_ended_from_outside_keeps_what_is_unsaved(
    document: Document, tmp_path: Path
) -> None:
    for saved in (True, False):
        saver = Autosave(document, tmp_path)
        mark(document, 1)
        if saved:
            document.saved(tmp_path / "film.reel")
        saver.close(keep=True)
        assert len(copies(tmp_path)) == (not saved)
    assert content(tmp_path) == document.project


def test_a_disk_that_is_full_is_told_once(
    document: Document, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "DELAY_MS", 10)
    (tmp_path / "file").touch()
    saver = Autosave(document, tmp_path / "file")
    told: list[str] = []
    saver.failed.connect(told.append)
    with qtbot.waitSignal(saver.failed):
        mark(document, 1)
    (tmp_path / "file").unlink()
    with qtbot.waitSignal(saver.written):
        mark(document, 2)
    assert len(told) == 1
    assert "save the project now" in told[0]
    saver.close()


def test_kill_9_loses_no_more_than_the_act_in_progress(tmp_path: Path) -> None:
    """An editor acts ten times a second and says so; each act stands in the project."""
    command = [sys.executable, "-c", EDITOR, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as editor:
        assert editor.stdout is not None
        told = [int(editor.stdout.readline()) for _ in range(25)]
        editor.kill()
    (item,), notes = find_recoverable(tmp_path)
    assert not notes
    assert item.path == tmp_path / "film.reel"
    assert len(recover(item).markers) >= told[-1] - 1


EDITOR = """
import sys
from fractions import Fraction
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from app.project.edits import markers
from app.ui.autosave import Autosave
from app.ui.document import Document

application = QCoreApplication([])
folder = Path(sys.argv[1])
document = Document()
document.saved(folder / "film.reel")
autosave = Autosave(document, folder)

def change():
    count = len(document.project.markers) + 1
    document.apply("Mark", markers.add_marker(Fraction(count)))
    print(count, flush=True)

timer = QTimer(interval=100)
timer.timeout.connect(change)
timer.start()
application.exec()
"""
