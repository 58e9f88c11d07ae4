"""Unsaved changes are on the disk seconds after they were made, and nothing is left when saved."""

from __future__ import annotations

import json
import subprocess
import sys
import time
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
    return sorted(folder.glob("*.recovery"))


def content(folder: Path) -> Project:
    (file,) = copies(folder)
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


def test_kill_9_loses_no_more_than_the_last_seconds(tmp_path: Path) -> None:
    """An editor makes 20 changes a second; the moment of each is in the project itself."""
    command = [sys.executable, "-c", EDITOR, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as editor:
        assert editor.stdout is not None
        assert json.loads(editor.stdout.readline()) == "changing"
        time.sleep(2.5)
        editor.kill()
        killed = time.time()
    (item,), notes = find_recoverable(tmp_path)
    assert not notes
    assert item.path == tmp_path / "film.reel"
    last = float(recover(item).markers[-1].time)
    assert 0 <= killed - last < 5


EDITOR = """
import json, sys, time
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
    document.apply("Mark", markers.add_marker(Fraction(time.time())))

timer = QTimer(interval=50)
timer.timeout.connect(change)
timer.start()
autosave.written.connect(lambda: print(json.dumps("changing"), flush=True))
application.exec()
"""
