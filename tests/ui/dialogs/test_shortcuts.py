from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTreeWidget, QWidget

from app.ui.command import ANNOTATE, ENHANCE
from app.ui.dialogs.key_recorder import KeyRecorder
from app.ui.dialogs.key_sheet import KeySheet, Listed, in_columns
from app.ui.dialogs.shortcut_editor import ShortcutEditor
from app.ui.dialogs.shortcut_keys import PRESETS, clashes, normal, preset_keys, users_of
from app.ui.dialogs.shortcuts import ShortcutsDialog, ShortcutsPage
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.labels import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.command import Command
    from app.ui.settings import Settings

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(
    commands: tuple[Command, ...], settings: Settings, window: QWidget, qtbot: QtBot
) -> ShortcutsPage:
    dialog = ShortcutsDialog(commands, settings, window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog.page


def tree(page: ShortcutsPage) -> QTreeWidget:
    found = page.findChild(QTreeWidget)
    assert found is not None
    return found


def shown(page: ShortcutsPage) -> dict[str, str]:
    """Visible commands and their keys."""
    view = tree(page)
    items = [view.topLevelItem(at) for at in range(view.topLevelItemCount())]
    return {item.text(0): item.text(2) for item in items if item and not item.isHidden()}


def button(page: QWidget, text: str) -> Button:
    return next(b for b in page.findChildren(Button) if b.text() == text and b.isVisible())


def record(
    page: ShortcutsPage,
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    recorder = page.findChild(KeyRecorder)
    assert recorder is not None
    recorder.setFocus()
    qtbot.waitUntil(recorder.hasFocus)
    qtbot.keyClick(recorder, key, modifier)


def test_a_recorded_key_is_added_and_stored(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")

    record(page, qtbot, Key.Key_F4, CONTROL)

    assert settings.get("shortcuts") == {"timeline.split": ["B", "Ctrl+F4"]}
    assert shown(page)["Cut at playhead"] == "B, Ctrl+F4"


def test_a_key_in_use_is_told_in_a_sentence(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")

    record(page, qtbot, Key.Key_K, CONTROL)

    told = [label.text() for label in page.findChildren(Label) if label.isVisible()]
    assert (
        "Ctrl+K belongs to “Search commands” (Enhance, Deliver). Using it here takes it away there."
        in told
    )
    assert settings.get("shortcuts") == {}


def test_using_the_key_takes_it_away_there(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")
    record(page, qtbot, Key.Key_K, CONTROL)

    qtbot.mouseClick(button(page, "Use it here"), LEFT)

    assert settings.get("shortcuts") == {"timeline.split": ["B", "Ctrl+K"], "help.commands": []}
    assert shown(page)["Search commands"] == ""


def test_leaving_the_key_changes_nothing(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")
    record(page, qtbot, Key.Key_K, CONTROL)

    qtbot.mouseClick(button(page, "Leave it there"), LEFT)

    assert settings.get("shortcuts") == {}


def test_the_same_key_in_another_workspace_is_no_conflict(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")  # Enhance only; K belongs to Annotate

    record(page, qtbot, Key.Key_K)

    assert settings.get("shortcuts") == {"timeline.split": ["B", "K"]}


def test_a_key_is_taken_away_by_its_chip(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.show_command("timeline.split")

    qtbot.mouseClick(button(page, "B"), LEFT)

    assert settings.get("shortcuts") == {"timeline.split": []}


def test_one_command_is_reset(page: ShortcutsPage, settings: Settings, qtbot: QtBot) -> None:
    page.show_command("timeline.split")
    record(page, qtbot, Key.Key_F4)

    qtbot.mouseClick(button(page, "Reset"), LEFT)

    assert settings.get("shortcuts") == {}
    assert not button(page, "Reset").isEnabled()


def test_all_commands_are_reset(page: ShortcutsPage, settings: Settings, qtbot: QtBot) -> None:
    settings.set("shortcuts", {"timeline.split": ["X"], "file.open": []})

    qtbot.mouseClick(button(page, "Reset all"), LEFT)

    assert settings.get("shortcuts") == {}


def test_a_preset_brings_its_keys_and_reset_goes_back_to_them(
    page: ShortcutsPage, settings: Settings, qtbot: QtBot
) -> None:
    page.use_preset("premiere")
    assert shown(page)["Cut at playhead"] == "Ctrl+K"
    assert shown(page)["Search commands"] == "Ctrl+Shift+P"
    page.show_command("timeline.split")
    record(page, qtbot, Key.Key_F4)

    qtbot.mouseClick(button(page, "Reset"), LEFT)

    assert shown(page)["Cut at playhead"] == "Ctrl+K"
    assert settings.get("shortcut_preset") == "premiere"


def test_the_list_is_searched_by_words_and_by_keys(page: ShortcutsPage, qtbot: QtBot) -> None:
    search = page.findChild(SearchField)
    assert search is not None

    qtbot.keyClicks(search, "project")
    assert set(shown(page)) == {"Open project…", "Save project"}
    search.clear()
    qtbot.keyClicks(search, "ctrl+k")
    assert list(shown(page)) == ["Search commands"]
    search.clear()
    qtbot.keyClicks(search, "zzz")
    assert shown(page) == {}


def test_the_list_is_limited_to_a_workspace(page: ShortcutsPage, qtbot: QtBot) -> None:
    where = page.findChildren(Combo)[0]

    where.setFocus()
    for _ in range(2):
        qtbot.keyClick(where, Key.Key_Down)

    assert where.value == ANNOTATE
    assert "Set keyframe" in shown(page)
    assert "Cut at playhead" not in shown(page)


def test_tab_and_escape_leave_the_recorder(page: ShortcutsPage, qtbot: QtBot) -> None:
    page.show_command("timeline.split")
    editor = page.findChild(ShortcutEditor)
    recorder = page.findChild(KeyRecorder)
    assert editor is not None
    assert recorder is not None
    for key in (Key.Key_Tab, Key.Key_Escape):
        editor.record()
        qtbot.waitUntil(recorder.hasFocus)
        with qtbot.assertNotEmitted(recorder.recorded):
            qtbot.keyClick(recorder, key)
        assert not recorder.hasFocus()
    assert page.isVisible()


@pytest.mark.parametrize("preset", [id for id, _ in PRESETS if id != "reelwright"])
def test_presets_are_proper_keys(preset: str) -> None:
    keys = preset_keys(preset)

    assert keys
    assert all(normal(key) == key for listed in keys.values() for key in listed)


def test_a_preset_gives_no_key_twice() -> None:
    for preset, _ in PRESETS:
        given = [key for listed in preset_keys(preset).values() for key in listed]
        assert len(given) == len(set(given))


def test_users_of_a_key_share_a_workspace(commands: tuple[Command, ...]) -> None:
    split = next(command for command in commands if command.id == "timeline.split")

    assert [user.id for user in users_of("ctrl+k", split, commands, {})] == ["help.commands"]
    assert users_of("K", split, commands, {}) == ()


def test_keys_that_two_commands_share_are_found(commands: tuple[Command, ...]) -> None:
    assert clashes(commands, {}) == ()
    twice = {"timeline.split": ["Ctrl+O"], "annotate.keyframe": ["B"]}

    assert clashes(commands, twice) == (("Ctrl+O", "file.open", "timeline.split"),)


def test_the_sheet_lists_the_keys_of_the_workspace(
    commands: tuple[Command, ...], qtbot: QtBot
) -> None:
    sheet = KeySheet(commands, lambda command: command.keys, ENHANCE)
    qtbot.addWidget(sheet)
    sheet.show()

    caps = {cap.text for cap in sheet.findChildren(KeyCap)}
    assert {"Ctrl+O", "B", "M", "Ctrl+K"} <= caps
    assert "K" not in caps


def test_typing_filters_the_sheet(commands: tuple[Command, ...], qtbot: QtBot) -> None:
    sheet = KeySheet(commands, lambda command: command.keys, ENHANCE)
    qtbot.addWidget(sheet)
    sheet.show()
    search = sheet.findChild(SearchField)
    assert search is not None

    qtbot.keyClicks(search, "marker")

    visible = {cap.text for cap in sheet.findChildren(KeyCap) if cap.isVisible()}
    assert visible == {"M"}


def test_columns_keep_the_order_of_the_groups() -> None:
    groups: Listed = [(str(n), [("x", ("A",))] * 5) for n in range(7)]

    columns = in_columns(groups, 3)

    assert [title for column in columns for title, _ in column] == [str(n) for n in range(7)]
    assert max(len(column) for column in columns) <= 3
