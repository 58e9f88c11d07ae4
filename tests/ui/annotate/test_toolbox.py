"""The tool in hand, and what is hidden, locked and pinned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label
from app.project.model import Project
from app.ui.annotate.toolbox import Toolbox
from tests.ui.annotate.conftest import box_track

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.annotate.conftest import Desk


def test_a_tool_is_told_once(qtbot: QtBot) -> None:
    toolbox = Toolbox()
    told: list[str] = []
    toolbox.tool_changed.connect(told.append)
    toolbox.choose("polygon")
    toolbox.choose("polygon")
    toolbox.drawn()
    toolbox.draw_again()
    assert told == ["polygon", "select", "polygon"]
    with pytest.raises(ValueError):
        toolbox.choose("hammer")


def test_a_tool_may_stay_in_hand(qtbot: QtBot) -> None:
    toolbox = Toolbox()
    toolbox.keeps_tool = True
    toolbox.choose("box")
    toolbox.drawn()
    assert toolbox.current == "box"


def test_settings_stay_in_their_range(qtbot: QtBot) -> None:
    toolbox = Toolbox()
    for value, expected in ((0.0, 1.0), (9999.0, 400.0), (12.0, 12.0)):
        toolbox.set_brush(value)
        assert toolbox.brush == expected
    toolbox.set_threshold(7)
    assert toolbox.threshold == 1
    toolbox.set_tolerance(0)
    assert toolbox.tolerance == 1


def test_flags_belong_to_one_source(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    visibility = desk.tools.visibility
    visibility.set_flag("hidden", {1}, True)
    before = desk.document.project
    other = replace(before.media[0], id="o", path=Path("/nowhere/other.mp4"))
    row = before.tracks[0]
    clip = replace(row.clips[0], media_id="o")
    layer = AnnotationLayer(MediaFacts("other.mp4", 320, 180, 30), (Label("person"),))
    track = box_track(1, (1, 1, 9, 9))
    project = Project(
        (other,), (replace(row, clips=(clip,)),), layers=(("o", replace(layer, tracks=(track,))),)
    )
    desk.document.open(project, None)
    assert not visibility.is_hidden(track)
    desk.document.open(before, None)
    assert visibility.is_hidden(desk.track(1))


def test_toggling_several_makes_them_alike(desk: Desk) -> None:
    visibility = desk.tools.visibility
    visibility.set_flag("locked", {1}, True)
    visibility.toggle("locked", {1, 2})
    assert visibility.has("locked", 1)
    assert visibility.has("locked", 2)
    visibility.toggle("locked", {1, 2})
    assert not visibility.has("locked", 1)
    assert not visibility.has("locked", 2)


def test_a_label_is_hidden_and_locked_whole(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)), box_track(2, (100, 40, 140, 80), label="dog"))
    desk.tools.visibility.set_label_hidden("dog", True)
    assert [one.track.id for one in desk.stage.shapes()] == [1]
    desk.tools.visibility.set_label_locked("person", True)
    assert not desk.stage.touchable()


def test_a_press_is_told_so_that_playback_can_stop(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.stage.pressed):
        desk.click((10, 10))
