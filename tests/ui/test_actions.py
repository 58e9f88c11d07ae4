"""Commands of the real window: their keys, their menus, and that each can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QMenuBar

from app.ui.command import EVERYWHERE
from app.ui.dialogs.shortcut_keys import PRESETS, clashes, preset_keys
from app.ui.menus import FIND, RECENT, RUNS, SEPARATOR, menu_table
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

ELSEWHERE = {"file.quit"}
"""Ends the window; see `test_window_closing`."""


@pytest.mark.parametrize("preset", [name for name, _ in PRESETS])
def test_no_two_commands_share_a_key(window: MainWindow, preset: str) -> None:
    assert not clashes(window.actions_.commands, preset_keys(preset))


@pytest.mark.parametrize("preset", [name for name, _ in PRESETS])
def test_presets_name_commands_there_are(window: MainWindow, preset: str) -> None:
    known = {command.id for command in window.actions_.commands}

    assert not set(preset_keys(preset)) - known


def test_menus_name_commands_there_are(window: MainWindow) -> None:
    known = {command.id for command in window.actions_.commands}
    named = {name for _, ids in menu_table() for name in ids} - {SEPARATOR, RECENT, FIND}

    assert not {*named, *RUNS} - known


def test_what_annotators_do_most_is_in_their_menu(window: MainWindow, studio: Studio) -> None:
    bar = window.top_bar.findChild(QMenuBar)
    assert isinstance(bar, QMenuBar)
    menu = next(action.menu() for action in bar.actions() if action.text() == "Annotate")
    assert isinstance(menu, QMenu)
    words = {action.text() for action in menu.actions()}

    assert {"End track here", "Delete whole track", "Accept suggestion", "Statistics…"} <= words
    find = next(action.menu() for action in menu.actions() if action.text() == "Find")
    assert isinstance(find, QMenu)
    assert "Find: Faces" in {action.text() for action in find.actions()}


def test_keys_follow_the_workspace(window: MainWindow, studio: Studio) -> None:
    shuttle = window.actions_.action("player.shuttle_forward")
    assert shuttle.shortcut().toString() == "L"

    studio.view.show_workspace("annotate")

    assert shuttle.shortcut().isEmpty()
    assert window.actions_.action("player.shuttle_forward_annotate").shortcut().toString()


def test_edited_keys_come_first(window: MainWindow, studio: Studio) -> None:
    studio.settings.set("shortcuts", {"file.export": ["Ctrl+Alt+E"]})

    assert window.actions_.action("file.export").shortcut().toString() == "Ctrl+Alt+E"


def test_a_command_that_cannot_be_done_is_not_done(window: MainWindow) -> None:
    window.actions_.run("file.export")

    assert not window.findChildren(QDialog)


@pytest.mark.parametrize("workspace", EVERYWHERE)
def test_every_command_can_be_done_on_an_empty_project(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, workspace: str
) -> None:
    _do_all(window, workspace, qtbot, monkeypatch)


@pytest.mark.parametrize("workspace", EVERYWHERE)
def test_every_command_can_be_done_with_a_clip(
    window: MainWindow,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    workspace: str,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))
    window.studio.view.select([clip])

    _do_all(window, workspace, qtbot, monkeypatch)


def _do_all(
    window: MainWindow, workspace: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every command of a workspace, as its key does it; whatever opens is closed again."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    window.studio.view.show_workspace(workspace)  # type: ignore[arg-type]
    for command in window.actions_.commands:
        if workspace not in command.workspaces or command.id in ELSEWHERE:
            continue
        action = window.actions_.action(command.id)
        if command.enabled is None or command.enabled():
            action.trigger()
        QApplication.processEvents()
        _close_what_opened(window)
        window.studio.view.show_workspace(workspace)  # type: ignore[arg-type]
    window.studio.player.pause()


def _close_what_opened(window: MainWindow) -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, QDialog) and widget.isVisible():
            widget.close()
    window.dialogs.end_tour()


def test_tool_tips_name_the_keys_in_force(window: MainWindow, studio: Studio) -> None:
    transport, strip = window.viewer.transport, window.annotate.tools.strip
    assert transport.mark_in.toolTip() == "Mark in (I)"
    assert transport.play.toolTip() == "Play (Space)"

    studio.settings.set("shortcuts", {"transport.play": ["Ctrl+P"], "annotate.tool.box": ["X"]})
    assert transport.play.toolTip() == "Play (Ctrl+P)"

    studio.view.show_workspace("annotate")
    assert transport.mark_in.toolTip() == "Mark in"
    assert strip.buttons["box"].toolTip() == "Box (X)"
    transport.set_playing(True)
    assert transport.play.toolTip() == "Pause (Ctrl+P)"
