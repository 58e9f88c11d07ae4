from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from app.ui.dialogs.command_palette import CommandPalette
from app.ui.dialogs.fuzzy import score
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.ui.command import Command
    from app.ui.settings import Settings

Key = Qt.Key


@pytest.fixture
def palette(
    commands: tuple[Command, ...], settings: Settings, window: QWidget, qtbot: QtBot
) -> CommandPalette:
    shown = CommandPalette(commands, settings, parent=window)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


def field(palette: CommandPalette) -> SearchField:
    found = palette.findChild(SearchField)
    assert found is not None
    return found


def rows(palette: CommandPalette) -> list[str]:
    view = palette.findChild(QListView)
    assert view is not None
    model = view.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


@pytest.mark.parametrize(
    ("better", "worse", "query"),
    [
        ("Save project", "Autosave every minute", "save"),
        ("Cut at playhead", "Shortcuts", "cut"),
        ("Add marker", "Go to next marker", "marker"),
        ("Open recent project", "Import repaired clip", "orp"),
    ],
)
def test_the_nearer_text_wins(better: str, worse: str, query: str) -> None:
    good, bad = score(query, better), score(query, worse)

    assert good is not None
    assert bad is None or good > bad


def test_all_words_must_be_found_in_any_order() -> None:
    assert score("project save", "Save project") is not None
    assert score("project load", "Save project") is None


def test_letters_out_of_order_find_nothing() -> None:
    assert score("evas", "Save") is None


def test_typing_and_enter_run_a_command(
    palette: CommandPalette, done: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(palette), "marker")
    qtbot.keyClick(field(palette), Key.Key_Return)

    assert done == ["timeline.marker"]
    assert not palette.isVisible()


def test_arrows_move_the_mark_while_the_field_keeps_the_focus(
    palette: CommandPalette, done: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClick(field(palette), Key.Key_Down)
    qtbot.keyClick(field(palette), Key.Key_Down)
    qtbot.keyClick(field(palette), Key.Key_Up)
    qtbot.keyClick(field(palette), Key.Key_Return)

    assert done == ["file.save"]


def test_a_click_runs_a_command(palette: CommandPalette, done: list[str], qtbot: QtBot) -> None:
    view = palette.findChild(QListView)
    assert view is not None
    spot = view.visualRect(view.model().index(2, 0)).center()

    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert done == ["timeline.split"]


def test_what_was_used_last_comes_first(
    palette: CommandPalette,
    commands: tuple[Command, ...],
    settings: Settings,
    qtbot: QtBot,
) -> None:
    qtbot.keyClicks(field(palette), "marker")
    qtbot.keyClick(field(palette), Key.Key_Return)

    again = CommandPalette(commands, settings)
    qtbot.addWidget(again)

    assert rows(again)[0] == "Add marker"
    assert settings.get("recent_commands") == ["timeline.marker"]


def test_a_command_that_cannot_be_done_now_stays(
    palette: CommandPalette, done: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(palette), "redo")
    qtbot.keyClick(field(palette), Key.Key_Return)

    assert done == []
    assert palette.isVisible()


def test_english_words_find_commands_of_other_languages(
    palette: CommandPalette, qtbot: QtBot
) -> None:
    qtbot.keyClicks(field(palette), "timeline split")

    assert rows(palette) == ["Cut at playhead"]


def test_nothing_found_is_said(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "zzz")
    qtbot.keyClick(field(palette), Key.Key_Return)

    assert rows(palette) == []
    view = palette.findChild(QListView)
    assert view is not None
    assert not view.isVisible()


def test_escape_closes_at_once(palette: CommandPalette, qtbot: QtBot) -> None:
    qtbot.keyClicks(field(palette), "abc")
    qtbot.keyClick(field(palette), Key.Key_Escape)

    assert not palette.isVisible()


def test_the_window_may_run_the_command_itself(
    commands: tuple[Command, ...], settings: Settings, done: list[str], qtbot: QtBot
) -> None:
    asked: list[str] = []
    palette = CommandPalette(commands, settings, run=asked.append)
    qtbot.addWidget(palette)
    palette.show()

    with qtbot.waitSignal(palette.ran) as told:
        qtbot.keyClick(field(palette), Key.Key_Return)

    assert asked == told.args == ["file.open"]
    assert done == []
