"""What the mouse does, by real events on a real document."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.timeline.painters.curve_row import curve_of
from app.ui.widgets.buttons import IconButton
from tests.ui.timeline.scenes import Scene, keyed, marked, two_tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.project.model import Project

    Show = Callable[[Project], Scene]

F = Fraction
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_a_click_in_the_ruler_seeks_to_the_frame(show: Show) -> None:
    scene = show(two_tracks())
    scene.click(scene.ruler(2.53))
    assert scene.view.playhead == F(63, 25)


def test_scrubbing_follows_and_esc_goes_back(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.seek(F(1))
    scene.press(scene.ruler(2))
    scene.move(scene.ruler(5))
    assert scene.view.playhead == 5
    QTest.keyClick(scene.panel.canvas, Qt.Key.Key_Escape)
    assert scene.view.playhead == 1
    scene.release(scene.ruler(5))


def test_selecting(show: Show) -> None:
    scene = show(two_tracks())
    lower = scene.row("video")
    scene.click(scene.point(2, lower))
    assert scene.view.selection == {"a"}
    scene.click(scene.point(5, lower), CTRL)
    assert scene.view.selection == {"a", "b"}
    scene.click(scene.point(5, lower), CTRL)
    assert scene.view.selection == {"a"}
    scene.click(scene.point(8.5, lower), SHIFT)
    assert scene.view.selection == {"a", "b", "d"}
    scene.click(scene.point(5, lower))
    assert scene.view.selection == {"b"}
    scene.click(scene.point(12, lower))
    assert scene.view.selection == frozenset()
    assert scene.steps == 0


def test_a_rubber_band_selects_what_it_touches(show: Show) -> None:
    scene = show(two_tracks())
    start = scene.point(7, scene.row("video", "t1"))
    scene.drag(start, scene.point(1.5, scene.row("video", "t2")))
    assert scene.view.selection == {"a", "b", "c"}
    scene.drag(start, scene.point(8.5, scene.row("audio", "t1")), CTRL)
    assert scene.view.selection == {"a", "b", "c", "d"}


def test_moving_is_one_step_and_undo_brings_back(show: Show) -> None:
    scene = show(two_tracks())
    before = scene.document.project
    row = scene.row("video")
    scene.drag(scene.point(8.5, row), scene.point(10.7, row))
    assert scene.clip("d").at == F(51, 5)
    assert scene.steps == 1
    scene.document.undo_stack.undo()
    assert scene.document.project is before


def test_a_second_drag_is_a_second_step(show: Show) -> None:
    scene = show(two_tracks())
    row = scene.row("video")
    scene.drag(scene.point(8.5, row), scene.point(10.7, row))
    scene.drag(scene.point(10.5, row), scene.point(11.7, row))
    assert scene.steps == 2


def test_esc_takes_a_drag_back_without_a_trace(show: Show) -> None:
    scene = show(two_tracks())
    before = scene.document.project
    row = scene.row("video")
    scene.press(scene.point(8.5, row))
    scene.move(scene.point(9.5, row))
    scene.move(scene.point(10.7, row))
    assert scene.document.project is not before
    QTest.keyClick(scene.panel.canvas, Qt.Key.Key_Escape)
    assert scene.document.project is before
    assert scene.steps == 0
    assert scene.document.clean
    scene.release(scene.point(10.7, row))
    assert scene.document.project is before


def test_an_edge_is_drawn_to_others_and_a_line_shows_it(show: Show) -> None:
    scene = show(two_tracks())
    row = scene.row("video")
    scene.press(scene.point(8.5, row))
    scene.move(scene.point(7, row))
    scene.move(scene.point(6.55, row))
    assert scene.clip("d").at == 6
    assert scene.panel.state.snap_line == 6
    scene.release(scene.point(6.55, row))
    assert scene.panel.state.snap_line is None


def test_ctrl_and_the_switch_turn_snapping_off(show: Show) -> None:
    scene = show(two_tracks())
    row = scene.row("video")
    scene.panel.state.set_snapping(False)
    scene.drag(scene.point(8.5, row), scene.point(6.54, row))
    assert scene.clip("d").at == F(604, 100)


def test_clips_go_to_other_tracks_but_never_over_others(show: Show) -> None:
    scene = show(two_tracks())
    scene.drag(scene.point(8.5, scene.row("video")), scene.point(8.5, scene.row("video", "t2")))
    assert scene.track_of("d") == "t2"
    scene.drag(scene.point(1.5, scene.row("video", "t2")), scene.point(1.5, scene.row("audio")))
    assert scene.track_of("c") == "t1"
    clips = scene.document.project.tracks[0].clips
    assert all(a.end <= b.at for a, b in pairwise(clips))


def test_linked_clips_take_along_what_follows(show: Show) -> None:
    scene = show(two_tracks())
    scene.panel.state.set_linked(True)
    row = scene.row("video")
    scene.drag(scene.point(5, row), scene.point(6, row))
    assert [scene.clip(name).at for name in "abd"] == [0, 5, 9]
    scene.drag(
        QPoint(scene.x(4) - 3, scene.point(1, row).y()),
        QPoint(scene.x(4.52) - 3, scene.point(1, row).y()),
    )
    assert scene.clip("a").end == F(113, 25)
    assert scene.clip("b").at - scene.clip("a").end == 1


def test_trimming_both_edges_keeps_the_pictures_in_place(show: Show) -> None:
    scene = show(two_tracks())
    row = scene.row("video")
    y = scene.point(1, row).y()
    scene.drag(QPoint(scene.x(8) + 3, y), QPoint(scene.x(8.31) + 3, y))
    d = scene.clip("d")
    assert (d.at, d.source.start) == (F(208, 25), F(10) + F(8, 25))
    scene.drag(QPoint(scene.x(9) - 3, y), QPoint(scene.x(9.62) - 3, y))
    assert scene.clip("d").end == F(240, 25)
    assert scene.steps == 2


def test_trimming_snaps_to_the_playhead(show: Show) -> None:
    scene = show(two_tracks())
    scene.view.seek(F(73, 10))
    y = scene.point(1, scene.row("video")).y()
    scene.drag(QPoint(scene.x(6) - 3, y), QPoint(scene.x(7.26), y))
    assert scene.clip("b").end == F(73, 10)


def test_a_locked_track_stays_as_it_is(show: Show) -> None:
    scene = show(two_tracks())
    names = {b.accessibleName(): b for b in scene.panel.headers.findChildren(IconButton)}
    QTest.mouseClick(names["Lock track, Video 1"], Qt.MouseButton.LeftButton)
    assert scene.document.project.tracks[0].locked
    row = scene.row("video")
    scene.drag(scene.point(8.5, row), scene.point(10.7, row))
    assert scene.clip("d").at == 8
    names = {b.accessibleName(): b for b in scene.panel.headers.findChildren(IconButton)}
    QTest.mouseClick(names["Hide track, Video 2"], Qt.MouseButton.LeftButton)
    assert scene.document.project.tracks[1].hidden


def test_splitting_with_the_tool(show: Show) -> None:
    scene = show(two_tracks())
    scene.panel.state.set_tool("split")
    scene.click(scene.point(2.01, scene.row("video")))
    first, second = scene.document.project.tracks[0].clips[:2]
    assert first.id == "a"
    assert [first.end, second.at] == [2, 2]


def test_marking_with_the_tool_and_dragging_on(show: Show) -> None:
    scene = show(two_tracks())
    scene.panel.state.set_tool("marker")
    scene.drag(scene.ruler(2), scene.ruler(2.52))
    (marker,) = scene.document.project.markers
    assert marker.time == F(63, 25)


def test_markers_are_dragged_and_clicked(show: Show) -> None:
    scene = show(marked())
    scene.click(scene.ruler(3, 20))
    assert scene.view.selection == {"k1"}
    assert scene.view.playhead == 3
    scene.drag(scene.ruler(3, 20), scene.ruler(6.98, 20))
    assert scene.document.project.markers[0].time == F(174, 25)
    assert scene.steps == 1


def test_in_and_out_are_dragged(show: Show) -> None:
    scene = show(marked())
    scene.drag(QPoint(scene.x(1) + 3, 4), QPoint(scene.x(2.52), 4))
    scene.drag(QPoint(scene.x(5) - 3, 4), QPoint(scene.x(7.2), 4))
    span = scene.document.project.selected_range
    assert span is not None
    assert (span.start, span.end) == (F(63, 25), F(36, 5))


def test_shift_draws_a_new_range(show: Show) -> None:
    scene = show(two_tracks())
    scene.drag(scene.ruler(7), scene.ruler(2.52), SHIFT)
    span = scene.document.project.selected_range
    assert span is not None
    assert (span.start, span.end) == (F(63, 25), F(7))


def test_keys_of_a_curve(show: Show) -> None:
    scene = show(keyed())
    scene.view.select(["a"])
    row = scene.row("curve")
    state = scene.panel.state

    def keys() -> list[tuple[Fraction, float]]:
        curve = curve_of(state, state.rows[row])
        assert curve is not None
        return [(key.time, key.value) for key in curve.keys.keys]

    curve = curve_of(state, state.rows[row])
    assert curve is not None
    first = QPoint(scene.x(3), round(curve.y_of(10.0)))
    scene.drag(first, QPoint(scene.x(4), round(curve.y_of(30.0))))
    assert keys()[0][0] == 2
    assert abs(keys()[0][1] - 30) < 3
    assert scene.steps == 1
    scene.panel.commands()
    scene.run("delete")
    assert [time for time, _ in keys()] == [3]
    place = QPoint(scene.x(6.52), round(curve.y_of(20.0)))
    QTest.mouseDClick(scene.panel.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert keys()[1][0] == F(113, 25)


def wheel(scene: Scene, x: int, turn: QPoint, keys: Qt.KeyboardModifier) -> None:
    place = QPointF(x, 100)
    event = QWheelEvent(
        place,
        scene.panel.canvas.mapToGlobal(place),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        keys,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(scene.panel.canvas, event)


def test_the_wheel_zooms_about_the_pointer_and_scrolls(show: Show) -> None:
    scene = show(two_tracks())
    under = scene.panel.state.scale.time_at(400)
    wheel(scene, 400, QPoint(0, 120), CTRL)
    assert scene.panel.state.scale.zoom > 100
    assert abs(scene.panel.state.scale.x_of(under) - 400) < 0.1
    left = scene.panel.state.scale.left
    wheel(scene, 400, QPoint(0, -120), SHIFT)
    assert scene.panel.state.scale.left > left


def test_a_double_click_opens_a_clip(show: Show) -> None:
    scene = show(two_tracks())
    opened: list[str] = []
    scene.panel.clip_opened.connect(opened.append)
    place = scene.point(5, scene.row("video"))
    QTest.mouseDClick(scene.panel.canvas, Qt.MouseButton.LeftButton, pos=place)
    assert opened == ["b"]
