"""What commands and keys do."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.project.model import Project
from app.ui.timeline import hits
from app.ui.timeline.clipboard import CLIPS
from app.ui.timeline.corner import Corner
from app.ui.timeline.drops import MEDIA
from app.ui.timeline.keys import ChosenKey, find_key, smoothed
from app.ui.timeline.name_field import NameField
from app.ui.widgets.buttons import IconButton
from tests.ui.timeline.scenes import Scene, crowd, keyed, marked, source, two_tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    Show = Callable[..., Scene]

F = Fraction


def test_every_command_has_words_and_keys_are_not_given_twice(show: Show) -> None:
    commands = show(two_tracks()).panel.commands()
    assert len({command.id for command in commands}) == len(commands)
    taken = [key for command in commands for key in command.keys]
    assert len(set(taken)) == len(taken)
    assert all(command.text and command.id.startswith("timeline.") for command in commands)


def test_split_at_the_playhead(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.seek(F(3, 2))
    scene.view.select(["a"])
    scene.run("split")
    assert len(scene.document.project.tracks[0].clips) == 4
    assert len(scene.document.project.tracks[1].clips) == 1
    scene.view.select([])
    scene.run("split")
    assert len(scene.document.project.tracks[1].clips) == 2


def test_delete_and_ripple_delete(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.select(["b", "m1"])
    scene.run("ripple_delete")
    assert scene.clip("d").at == 6
    assert scene.view.selection == {"m1"}
    scene.view.select(["a"])
    scene.run("delete")
    assert scene.clip("d").at == 6
    assert scene.steps == 2
    assert not scene.command("ripple_delete").enabled()  # type: ignore[misc]


def test_copy_and_paste_go_through_the_clipboard_of_the_desktop(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.select(["b"])
    scene.run("copy")
    scene.view.seek(F(20))
    scene.run("paste")
    assert [clip.at for clip in scene.document.project.tracks[0].clips][-1] == 20
    (pasted,) = scene.view.selection
    assert scene.clip(pasted).source == scene.clip("b").source
    other = show(Project())
    other.run("paste")
    assert [item.id for item in other.document.project.media] == ["m1"]
    assert len(other.document.project.tracks[0].clips) == 1


@pytest.mark.parametrize("payload", [b"", b"{}", b"\xff\x00", b'{"format": 3}'])
def test_a_stranger_on_the_clipboard_changes_nothing(show: Show, payload: bytes) -> None:
    scene = show(two_tracks())
    data = QMimeData()
    data.setData(CLIPS, payload)
    QGuiApplication.clipboard().setMimeData(data)
    scene.run("paste")
    assert scene.steps == 0


def test_cut_duplicate_nudge_and_trim(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.select(["d"])
    scene.run("nudge_right")
    scene.run("nudge_right")
    assert scene.clip("d").at == 8 + F(2, 25)
    assert scene.steps == 1
    scene.run("duplicate")
    assert len(scene.document.project.tracks[0].clips) == 4
    scene.view.select(["a"])
    scene.view.seek(F(3))
    scene.run("trim_end")
    scene.view.seek(F(1, 5))
    scene.run("trim_start")
    assert (scene.clip("a").at, scene.clip("a").end) == (F(1, 5), F(3))
    scene.run("cut")
    assert "a" not in {clip.id for clip in scene.document.project.tracks[0].clips}


def test_in_and_out_take_in_the_frame_that_is_seen(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.seek(F(1))
    scene.run("set_in")
    scene.view.seek(F(2))
    scene.run("set_out")
    span = scene.document.project.selected_range
    assert span is not None
    assert (span.start, span.end) == (F(1), F(51, 25))
    scene.run("clear_range")
    assert scene.document.project.selected_range is None
    assert not scene.command("clear_range").enabled()  # type: ignore[misc]


def test_going_from_cut_to_cut(show: Show) -> None:
    scene = show(two_tracks())
    seen = []
    for _ in range(8):
        scene.panel.go_to_cut(1)
        seen.append(scene.view.playhead)
    assert seen == [1, 2, 4, 6, 8, 9, 9, 9]
    scene.panel.go_to_cut(-1)
    assert scene.view.playhead == 8
    scene.panel.go_to_end(1)
    assert scene.view.playhead == 9 - F(1, 25)
    scene.panel.go_to_end(-1)
    assert scene.view.playhead == 0


def test_going_from_key_to_key_and_toggling_at_the_playhead(show: Show) -> None:
    scene = show(keyed())
    scene.view.select(["a"])
    scene.run("next_key")
    assert scene.view.playhead == 3
    scene.run("next_key")
    assert scene.view.playhead == 5
    scene.run("previous_key")
    assert scene.view.playhead == 3


def test_zoom_and_fit_and_a_single_frame(show: Show) -> None:
    scene = show(two_tracks())
    state = scene.panel.state
    scene.run("zoom_in")
    assert state.scale.zoom == 150
    scene.view.seek(F(3))
    scene.run("zoom_frame")
    assert state.scale.pixels(F(1, 25)) > 100
    assert 0 < state.scale.x_of(F(3)) < state.width
    scene.run("fit")
    assert state.scale.x_of(F(0)) == pytest.approx(10, abs=0.01)
    assert state.scale.x_of(F(9)) == pytest.approx(state.width - 10, abs=0.01)


def test_the_page_turns_while_playing(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.set_playing(True)
    scene.view.seek(F(40))
    assert 0 <= scene.panel.state.scale.x_of(F(40)) < scene.panel.state.width
    scene.view.set_playing(False)


def test_arrows_walk_once_the_keyboard_is_there(show: Show, qtbot: QtBot) -> None:
    scene = show(two_tracks())
    canvas = scene.panel.canvas
    scene.panel.activateWindow()
    qtbot.waitUntil(scene.panel.isActiveWindow)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert scene.view.selection == {"a"}
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert scene.view.selection == {"b"}
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert scene.view.selection == {"c"}
    opened: list[str] = []
    scene.panel.clip_opened.connect(opened.append)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert opened == ["c"]


def test_a_marker_gets_its_name_in_place(show: Show) -> None:
    scene = show(marked())
    QTest.mouseDClick(scene.panel.canvas, Qt.MouseButton.LeftButton, pos=scene.ruler(3, 20))
    field = scene.panel.canvas.findChild(NameField)
    assert field is not None
    QTest.keyClicks(field, "kettle")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert scene.document.project.markers[0].text == "kettle"
    scene.view.select(["k1"])
    scene.run("delete")
    assert scene.document.project.markers == ()


def test_a_track_gets_its_name_in_place(show: Show) -> None:
    scene = show(two_tracks())
    headers, row = scene.panel.headers, scene.panel.state.rows[0]
    assert row.kind == "video"
    middle = QPoint(40, scene.panel.state.row_top(row) + row.height // 2)
    QTest.mouseDClick(headers, Qt.MouseButton.LeftButton, pos=middle)
    field = headers.findChild(NameField)
    assert field is not None
    QTest.keyClicks(field, "Titles")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert [t.name for t in scene.document.project.tracks if t.id == row.track] == ["Titles"]
    scene.document.undo_stack.undo()
    assert "Titles" not in [track.name for track in scene.document.project.tracks]


def test_a_track_moves_up_and_down_by_its_menu(show: Show) -> None:
    scene = show(two_tracks())
    before = [track.id for track in scene.document.project.tracks]
    menu = scene.panel._menus.for_track(before[0])
    acts = {action.text(): action for action in menu.actions()}
    assert not acts["Move track down"].isEnabled()
    acts["Move track up"].trigger()
    assert [track.id for track in scene.document.project.tracks] == before[::-1]


def drop(scene: Scene, data: QMimeData, place: QPoint) -> None:
    actions = Qt.DropAction.CopyAction
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPointF(place), actions, data, buttons, keys)
    QApplication.sendEvent(scene.panel.canvas, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(place), actions, data, buttons, keys)
    QApplication.sendEvent(scene.panel.canvas, event)


def test_media_is_dropped_where_the_pointer_is(show: Show) -> None:
    scene = show(Project((source(seconds=3), source("m2", seconds=2))))
    data = QMimeData()
    data.setData(MEDIA, b"m1\ngone\nm2")
    drop(scene, data, QPoint(scene.x(0) + 2, 300))
    (track,) = scene.document.project.tracks
    assert [(clip.media_id, clip.at) for clip in track.clips] == [("m1", F(0)), ("m2", F(3))]
    assert scene.view.selection == {clip.id for clip in track.clips}
    assert scene.steps == 1


def test_files_are_handed_on(show: Show) -> None:
    scene = show(two_tracks())
    got: list[tuple[object, object, object]] = []
    scene.panel.files_dropped.connect(lambda *what: got.append(what))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/film.mp4")])
    drop(scene, data, scene.point(4.02, scene.row("video")))
    ((paths, time, track),) = got
    assert [str(path) for path in paths] == ["/somewhere/film.mp4"]  # type: ignore[attr-defined]
    assert (time, track) == (4, "t1")


def test_menus_offer_what_fits(show: Show) -> None:
    scene = show(marked())
    scene.panel.canvas.menu_wanted.emit(_hit(scene, 5, "video"), QPoint(10, 10))
    menu = scene.panel.findChild(QMenu)
    assert menu is not None
    words = [action.text().partition("\t")[0] for action in menu.actions() if action.text()]
    assert words[0] == "Split at playhead"
    assert scene.view.selection == {"b"}
    next(a for a in menu.actions() if a.text().startswith("Delete and")).trigger()
    assert scene.clip("d").at == 6
    menu.close()


def _hit(scene: Scene, time: float, kind: str) -> object:

    place = scene.point(time, scene.row(kind))
    return hits.hit_at(scene.panel.state, place.x(), place.y())


def test_all_menus_can_be_opened(show: Show) -> None:
    scene = show(keyed())
    scene.view.select(["a"])
    scene.run("add_marker")
    state, canvas = scene.panel.state, scene.panel.canvas
    for y in range(0, canvas.height(), 14):
        for x in range(0, 800, 37):
            hit = hits.hit_at(state, x, y)
            menu = scene.panel._menus.for_hit(hit)
            assert menu.actions()
            menu.deleteLater()
    menu = scene.panel._menus.for_track("t1")
    next(a for a in menu.actions() if a.text() == "Mute track").trigger()
    assert scene.document.project.tracks[0].muted
    menu.deleteLater()


def test_the_diamond_beside_a_curve_puts_and_takes_keys(show: Show) -> None:
    scene = show(keyed())
    scene.view.select(["a"])
    scene.view.seek(F(4))
    names = {b.accessibleName(): b for b in scene.panel.headers.findChildren(IconButton)}
    QTest.mouseClick(names["Add keyframe"], Qt.MouseButton.LeftButton)
    key = ChosenKey("a", 0, "strength", F(2))
    found = find_key(scene.document.project, key)
    assert found is not None
    assert found.value == 30
    scene.panel.state.document.apply("Smooth", smoothed(key, True))
    found = find_key(scene.document.project, key)
    assert found is not None
    assert found.smooth
    names = {b.accessibleName(): b for b in scene.panel.headers.findChildren(IconButton)}
    QTest.mouseClick(names["Remove keyframe"], Qt.MouseButton.LeftButton)
    assert find_key(scene.document.project, key) is None


def test_the_corner_counts_the_other_way(show: Show) -> None:
    scene = show(two_tracks())
    corner = scene.panel.headers.findChild(Corner)
    assert corner is not None
    assert corner.text() == "Time · 25 fps"
    QTest.mouseClick(corner, Qt.MouseButton.LeftButton)
    assert corner.text() == "Frame · 25 fps"
    assert scene.panel.state.labels == "frames"


def test_many_rows_scroll(show: Show) -> None:
    scene = show(crowd(40), height=300)
    state = scene.panel.state
    assert state.rows_height > state.room
    state.set_scroll(10_000)
    assert state.scroll == state.rows_height - state.room
    scene.panel.set_compact(True)
    assert not scene.panel.toolbar.isVisible()
    assert state.head < 40
