"""One click hides what is marked: an effect in every clip of the source, one undo step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMenu, QWidget

from app.ui.annotate_panels.hiding import Hiding
from app.ui.annotate_panels.track_acts import TrackActs
from app.ui.annotate_panels.track_menu import track_menu

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.annotate_panels.scenes import Desk


@pytest.fixture
def hiding(desk: Desk) -> Hiding:
    return Hiding(desk.document, desk.session)


@pytest.fixture
def menu(desk: Desk, hiding: Hiding, qtbot: QtBot) -> QMenu:
    parent, acts = QWidget(), TrackActs(desk.session)
    qtbot.addWidget(parent)
    acts.setParent(parent)
    acts.hide_wanted.connect(hiding.hide)
    return track_menu(parent, desk.session, acts, desk.layer.tracks[0].id)


def chosen(menu: QMenu, words: str) -> None:
    next(action for action in menu.actions() if action.text() == words).trigger()


def hidden(desk: Desk) -> list[object]:
    (clip,) = desk.document.project.tracks[0].clips
    return [dict(step.settings).get("track") for step in clip.effects if step.name == "anonymise"]


def test_the_menu_of_a_track_hides_it_or_all_of_its_label(desk: Desk, menu: QMenu) -> None:
    first = desk.layer.tracks[0]
    chosen(menu, "Anonymise")
    assert hidden(desk) == [f"#{first.id}"]
    chosen(menu, f"Anonymise every “{first.label}”")
    assert hidden(desk) == [f"#{first.id}, {first.label}"]
    desk.document.undo_stack.undo()
    desk.document.undo_stack.undo()
    assert hidden(desk) == []


def test_the_commands_hide_what_is_selected_and_say_where(desk: Desk, hiding: Hiding) -> None:
    told: list[str] = []
    hiding.told.connect(told.append)
    one, alike = hiding.commands()
    assert one.enabled is not None
    assert not one.enabled()
    desk.session.select({desk.layer.tracks[0].id, desk.layer.tracks[1].id})
    assert one.enabled()
    one.run()
    alike.run()
    labels = dict.fromkeys(track.label for track in desk.layer.tracks[:2])
    numbers = [f"#{track.id}" for track in desk.layer.tracks[:2]]
    assert hidden(desk) == [", ".join([*numbers, *labels])]
    assert told == ["Hidden in 1 clip; Enhance shows it, under Anonymise."] * 2
