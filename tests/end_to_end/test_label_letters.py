"""The real window: labels have letters for keys, pressed as people press them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.annotations.model import Label
from app.base.errors import AnnotationError
from app.ui.annotate_panels.label_shortcuts import check_key
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.annotation_session import AnnotationSession
    from app.ui.application import Program

LABELS = (
    Label("person"),
    Label("boat", hotkey="J"),
    Label("walk", group="Action"),
    Label("wave", group="Action", hotkey="J"),
    Label("tree", hotkey="T"),
)


@pytest.fixture
def session(program: Program, tmp_path: Path, qtbot: QtBot) -> AnnotationSession:
    """A clip with these labels, open in Annotate on its first frame."""
    studio = program.studio
    program.window.desk.import_paths([make_clip(tmp_path / "clip.mp4", frames=30)])
    qtbot.waitUntil(lambda: bool(studio.document.project.tracks), timeout=30_000)
    studio.view.show_workspace("annotate")
    qtbot.waitUntil(lambda: studio.session.frame == 0, timeout=30_000)
    studio.session.apply("Labels", lambda layer: replace(layer, labels=LABELS))
    shortcuts = program.window.annotate.label_shortcuts
    qtbot.waitUntil(lambda: len(shortcuts.shortcuts) == 3)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    program.window.viewer.canvas.setFocus()
    return studio.session


def test_a_letter_chooses_a_label_of_objects(
    program: Program, session: AnnotationSession, qtbot: QtBot
) -> None:
    QTest.keyClick(QApplication.focusWidget() or program.window, Qt.Key.Key_J)
    qtbot.waitUntil(lambda: session.label == "boat")


def test_a_letter_held_with_alt_paints_a_segment_while_the_playhead_moves(
    program: Program, session: AnnotationSession, qtbot: QtBot
) -> None:
    widget, alt = QApplication.focusWidget() or program.window, Qt.KeyboardModifier.AltModifier
    QTest.keyPress(widget, Qt.Key.Key_J, alt)
    qtbot.waitUntil(lambda: program.window.timeline.held_key.held)
    for frame in (3, 6, 9):
        session.seek(frame)
    QTest.keyRelease(widget, Qt.Key.Key_J, alt)
    qtbot.waitUntil(lambda: not program.window.timeline.held_key.held)
    assert session.layer is not None
    (part,) = session.layer.segments
    assert (part.label, part.start) == ("wave", 0)
    assert part.stop in (9, 10)


def test_a_command_keeps_its_letter_and_the_editor_says_so(
    program: Program, session: AnnotationSession, qtbot: QtBot
) -> None:
    enabled = [one.isEnabled() for one in program.window.annotate.label_shortcuts.shortcuts]
    assert enabled == [True, True, False]
    labels = program.window.annotate.labels
    with pytest.raises(AnnotationError, match="“Track forward” has the key T"):
        check_key(Label("new", hotkey="T"), LABELS[:2], labels.window())
    with pytest.raises(AnnotationError, match="“boat” has the key J"):
        check_key(Label("new", hotkey="j"), LABELS, labels.window())
    check_key(Label("new", group="Action", hotkey="K"), LABELS, labels.window())
