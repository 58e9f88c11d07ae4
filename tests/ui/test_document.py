"""The one door through which the project changes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.project.edits import markers, ranges
from app.project.model import Project
from app.ui.document import Document
from tests.project.samples import many
from tests.project.test_clip_edits import every_kind_of_edit

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    return Document()


def mark(document: Document, second: int, merge: str | None = None) -> None:
    document.apply(
        f"Mark {second}", markers.add_marker(Fraction(second), marker_id=f"{second}"), merge
    )


def test_a_change_tells_what_was_and_what_is(document: Document, qtbot: QtBot) -> None:
    before = document.project
    with qtbot.waitSignal(document.changed) as told:
        mark(document, 1)
    assert told.args is not None
    assert told.args[0] is before
    assert told.args[1] is document.project
    assert not document.clean


def test_an_edit_without_effect_is_no_step(document: Document, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(document.changed):
        document.apply("Clear", ranges.clear_range())
    assert document.undo_stack.count() == 0
    assert document.clean


def test_undo_and_redo_bring_back_the_very_same_objects(document: Document) -> None:
    states = [document.project]
    for second in range(3):
        mark(document, second)
        states.append(document.project)
    assert document.undo_stack.undoText() == "Mark 2"
    for state in reversed(states[:-1]):
        document.undo_stack.undo()
        assert document.project is state
    assert document.clean
    for state in states[1:]:
        document.undo_stack.redo()
        assert document.project is state


def test_every_kind_of_edit_is_undone_and_redone(document: Document) -> None:
    document.open(many(), None)
    start = document.project
    for name, edit in every_kind_of_edit(start).items():
        document.apply(name, edit)
        end = document.project
        assert end is not start
        document.undo_stack.undo()
        assert document.project is start
        document.undo_stack.redo()
        assert document.project is end
        document.undo_stack.undo()


def test_a_drag_is_one_step(document: Document) -> None:
    for second in range(5):
        mark(document, second, "drag 1")
    mark(document, 9, "drag 2")
    assert document.undo_stack.count() == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert document.project == Project()


def test_saving_makes_it_clean(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    mark(document, 1)
    with qtbot.waitSignals([document.clean_changed, document.path_changed]):
        document.saved(tmp_path / "a.reel")
    assert document.clean
    mark(document, 2)
    document.undo_stack.undo()
    assert document.clean


def test_what_changed_while_it_was_saved_is_unsaved(document: Document, tmp_path: Path) -> None:
    mark(document, 1)
    written = document.project
    mark(document, 2)
    document.saved(tmp_path / "a.reel", written)
    assert document.path == tmp_path / "a.reel"
    assert not document.clean


def test_opening_forgets_the_history(document: Document, tmp_path: Path, qtbot: QtBot) -> None:
    mark(document, 1)
    other = Project(name="other")
    with qtbot.waitSignals([document.replaced, document.changed]):
        document.open(other, tmp_path / "b.reel", read_only=True)
    assert document.project is other
    assert document.read_only
    assert document.clean
    assert not document.undo_stack.canUndo()
    document.recovered(Project(name="found"), None)
    assert not document.clean
