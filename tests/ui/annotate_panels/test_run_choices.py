"""What a run asks for: models as a list, methods of ours among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.analyses.registry import find_analysis
from app.ui.annotate_panels.run_choices import RunChoices
from app.ui.background import Background
from app.ui.panels.forms.editors import ComboEditor
from app.ui.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.base.parameter import Setting
    from app.ui.annotate_panels.run_dialog import RunDialog


@pytest.fixture
def choices(qtbot: QtBot, tmp_path: Path) -> Iterator[RunChoices]:
    window, work = QWidget(), Background("choices")
    qtbot.addWidget(window)
    yield RunChoices(Settings(tmp_path / "settings.json"), work, window)
    work.close()


def asked(choices: RunChoices, qtbot: QtBot, name: str, chosen: list[object]) -> RunDialog:
    kind = find_analysis(name)
    choices.ask(name, kind.title, kind.summary, kind.parameters, kind.task, chosen.append)
    qtbot.waitUntil(lambda: choices.dialog is not None)
    dialog = choices.dialog
    assert dialog is not None
    return dialog


def models_of(dialog: RunDialog) -> ComboEditor:
    editor = dialog.form.rows["model"].editor
    assert isinstance(editor, ComboEditor)
    return editor


def test_shots_offer_our_own_way_first_and_the_networks_after_it(
    choices: RunChoices, qtbot: QtBot
) -> None:
    chosen: list[dict[str, Setting]] = []
    dialog = asked(choices, qtbot, "shots", chosen)  # type: ignore[arg-type]
    combo = models_of(dialog).combo

    offered = [combo.itemData(index) for index in range(combo.count())]
    assert (combo.value, offered) == ("differences", ["differences", "transnet-v2"])

    models_of(dialog).edited.emit("transnet-v2")
    assert combo.value == "transnet-v2"
    dialog.run()
    assert chosen == [{"model": "transnet-v2"}]


def test_objects_offer_networks_alone(choices: RunChoices, qtbot: QtBot) -> None:
    dialog = asked(choices, qtbot, "detect", [])
    combo = models_of(dialog).combo
    assert [combo.itemData(index) for index in range(combo.count())] == ["fastestdet"]
    assert "reidentify" in dialog.form.rows
    dialog.reject()


def test_a_model_that_is_not_here_is_fetched_before_it_can_run(
    choices: RunChoices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWRIGHT_WEIGHTS", raising=False)
    chosen: list[object] = []
    dialog = asked(choices, qtbot, "detect", chosen)
    assert dialog.missing.text == "The model is not on this computer yet."
    assert not dialog.go.isEnabled()

    with qtbot.waitSignal(choices.model_wanted) as told:
        qtbot.mouseClick(dialog.missing.button, Qt.MouseButton.LeftButton)
    assert told.args == ["fastestdet"]

    choices.model_came("fastestdet", "offline")
    assert not dialog.go.isEnabled()
    choices.model_came("fastestdet")
    assert dialog.missing.isHidden()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert chosen == [{}]


def test_a_method_of_ours_asks_for_no_weights(
    choices: RunChoices, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REELWRIGHT_WEIGHTS", raising=False)
    dialog = asked(choices, qtbot, "shots", [])
    assert dialog.missing.isHidden()

    models_of(dialog).edited.emit("transnet-v2")
    assert not dialog.missing.isHidden()
    dialog.reject()


def test_names_are_read_in_full(choices: RunChoices, qtbot: QtBot) -> None:
    dialog = asked(choices, qtbot, "detect", [])
    titles = [row.title for row in dialog.form.rows.values()]
    assert all(title.width() >= title.whole_width for title in titles)
    assert len({title.width() for title in titles}) == 1
    dialog.reject()


def test_what_is_shown_offers_what_can_name_things(choices: RunChoices, qtbot: QtBot) -> None:
    dialog = asked(choices, qtbot, "classify", [])
    combo = models_of(dialog).combo
    assert [combo.itemData(index) for index in range(combo.count())] == ["efficientnet-lite0"]
    dialog.reject()
