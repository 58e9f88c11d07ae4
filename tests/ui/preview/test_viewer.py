from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import (
    QAccessible,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeySequence,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QSlider, QWidget

from app.ui.preview.pixel_values import values_at
from app.ui.preview.viewer import ViewerPanel
from app.ui.preview.wipe_handle import WipeHandle
from app.ui.theme.theme import theme
from app.ui.view_state import COMPARE_MODES, ViewState
from tests.ui.preview.conftest import noise, plain, to_pixels

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.preview.conftest import Made

LEFT = Qt.MouseButton.LeftButton
SOURCE, RESULT = noise(64, 36, 1), noise(128, 72, 2)


@pytest.fixture
def view() -> ViewState:
    return ViewState()


@pytest.fixture
def panel(qtbot: QtBot, view: ViewState, made: Made) -> ViewerPanel:
    panel = ViewerPanel(view)
    qtbot.addWidget(panel)
    panel.resize(1000, 600)
    panel.set_clip("coffee-pour.mp4", "Clip 1 of 2", "Denoise")
    panel.set_source(made("source", SOURCE))
    panel.set_result(made("result", RESULT))
    panel.set_state("cached", 126)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def button(parent: QWidget, name: str) -> QAbstractButton:
    found = (b for b in parent.findChildren(QAbstractButton) if b.accessibleName() == name)
    return next(b for b in found if b.isVisible())


# Modes


def test_a_click_on_a_mode_chooses_it(qtbot: QtBot, panel: ViewerPanel, view: ViewState) -> None:
    qtbot.mouseClick(button(panel.header, "Side by side"), LEFT)
    assert view.compare == "side"
    assert panel.canvas.mode.id == "side"
    assert len(panel.canvas.panes()) == 2


def test_the_menu_has_the_modes_that_have_no_room(panel: ViewerPanel, view: ViewState) -> None:
    more = panel.header.modes._more
    assert more.isVisible()
    names = [action.text() for action in more.menu().actions()]
    assert names == ["Flicker", "A/B"]
    more.menu().actions()[1].trigger()
    assert view.compare == "ab"
    panel.resize(1600, 600)
    assert button(panel.header, "Flicker").isVisible()
    assert not more.isVisible()


@pytest.mark.parametrize("width", [560, 700, 840, 1000, 1300])
def test_nothing_in_the_header_is_cut_or_overlaps(
    panel: ViewerPanel, view: ViewState, width: int
) -> None:
    panel.resize(width, 500)
    view.set_compare("difference")
    QApplication.processEvents()
    assert panel.width() == width
    kinds = (QAbstractButton, QComboBox)
    boxes = [
        QRect(child.mapTo(panel, QPoint(0, 0)), child.size())
        for kind in kinds
        for child in panel.header.findChildren(kind)
        if child.isVisible()
    ]
    for number, box in enumerate(boxes):
        assert panel.header.geometry().contains(box)
        assert not any(box.intersects(other) for other in boxes[number + 1 :])


def test_keys_go_round_all_modes(panel: ViewerPanel, view: ViewState) -> None:
    commands = {command.id: command for command in panel.commands()}
    seen = []
    for _ in COMPARE_MODES:
        commands["viewer.next_mode"].run()
        seen.append(view.compare)
    assert sorted(seen) == sorted(COMPARE_MODES)
    assert seen[-1] == "wipe"
    commands["viewer.previous_mode"].run()
    assert view.compare == "side"
    view.set_compare("result")


def test_the_gain_of_the_difference_is_chosen_in_the_header(
    qtbot: QtBot, panel: ViewerPanel, view: ViewState
) -> None:
    assert not panel.header.setting.isVisible()
    view.set_compare("difference")
    assert panel.header.setting.value == "4"
    panel.header.setting.setFocus()
    qtbot.keyClick(panel.header.setting, Qt.Key.Key_Down)
    assert panel.canvas.texts().top_left == "Difference ×8"


def test_the_result_of_one_clip_is_not_shown_for_another(panel: ViewerPanel) -> None:
    assert panel.canvas.layers.shown("result").processed
    panel.set_clip("coffee-pour.mp4", "Clip 1 of 2", "Denoise → Sharpen")
    assert panel.canvas.layers.shown("result").processed
    panel.set_clip("dog-leash.mp4", "Clip 2 of 2")
    assert not panel.canvas.layers.shown("result").processed


# Zoom


def test_the_zoom_list_says_and_sets_the_scale(qtbot: QtBot, panel: ViewerPanel) -> None:
    zoom = panel.header.zoom
    assert zoom.currentText().startswith("Fit ")
    zoom.setFocus()
    for _ in range(3):
        qtbot.keyClick(zoom, Qt.Key.Key_Down)
    assert panel.canvas.zoom.scale == 1.0
    assert zoom.currentText() == "100%"
    panel.canvas.set_scale(1.37)
    assert zoom.currentText() == "137%"
    qtbot.keyClick(zoom, Qt.Key.Key_Home)
    assert panel.canvas.zoom.fits


def test_scales_are_of_the_result_from_the_start(panel: ViewerPanel, made: Made) -> None:
    panel.clear()
    panel.set_result_size(128, 72)
    panel.set_source(made("source", SOURCE, id=9))
    panel.canvas.set_scale(1.0)
    before = panel.canvas.picture()
    panel.set_result(made("result", RESULT, id=9))
    assert panel.canvas.picture() == before


def test_pixel_values_are_of_the_pictures_themselves(panel: ViewerPanel) -> None:
    source, result = values_at(panel.canvas.layers, QPointF(101.5, 33.2))
    assert source.rgb == tuple(SOURCE[16, 50])
    assert result.rgb == tuple(RESULT[33, 101])
    assert values_at(panel.canvas.layers, QPointF(-1, 5)) == []


def test_no_value_of_a_result_that_is_not_there(panel: ViewerPanel, made: Made) -> None:
    panel.set_source(made("source", SOURCE, id=2, time=1))
    assert [value.name for value in values_at(panel.canvas.layers, QPointF(5, 5))] == ["Source"]
    part = plain(20, 20, 7)
    panel.set_result(made("result", part, id=2, time=1, size=(128, 72), region=(10, 10, 20, 20)))
    assert len(values_at(panel.canvas.layers, QPointF(5, 5))) == 1
    assert values_at(panel.canvas.layers, QPointF(15, 15))[1].rgb == (7, 7, 7)


# States


def test_an_error_is_told_where_it_happened_with_a_way_out(
    qtbot: QtBot, panel: ViewerPanel
) -> None:
    panel.set_state("error", 126, "GPU memory is full. Frames 1 to 80 are kept.", "Retry smaller")
    assert panel.notice.isVisible()
    assert panel.canvas.rect().contains(panel.notice.geometry())
    with qtbot.waitSignal(panel.action_wanted):
        qtbot.mouseClick(panel.notice.action, LEFT)
    with qtbot.waitSignal(panel.details_wanted):
        qtbot.mouseClick(panel.notice.details, LEFT)
    panel.set_state("rendering", 126)
    assert not panel.notice.isVisible()


def test_with_no_clip_there_is_a_sentence_and_no_line(panel: ViewerPanel) -> None:
    panel.clear()
    assert panel.visible_region().isEmpty()
    assert panel.canvas.accessibleDescription() == "No picture"
    assert not any(line.isVisible() for line in panel.findChildren(WipeHandle))


def test_space_on_the_canvas_plays(qtbot: QtBot, panel: ViewerPanel) -> None:
    panel.canvas.setFocus()
    with qtbot.waitSignal(panel.play_toggled):
        qtbot.keyClick(panel.canvas, Qt.Key.Key_Space)


def test_typed_positions_and_steps_are_told(qtbot: QtBot, panel: ViewerPanel) -> None:
    panel.transport.set_time(Fraction(0), Fraction(30))
    commands = {command.id: command for command in panel.commands()}
    commands["transport.go_to"].run()
    qtbot.keyClicks(panel.transport.time.field, "1:00")
    with qtbot.waitSignal(panel.seek) as said:
        qtbot.keyClick(panel.transport.time.field, Qt.Key.Key_Return)
    assert said.args == [Fraction(1)]
    with qtbot.waitSignal(panel.step) as said:
        commands["transport.forward_10"].run()
    assert said.args == [10]


def test_commands_are_unique_and_have_no_key_twice_in_a_workspace(panel: ViewerPanel) -> None:
    commands = panel.commands()
    assert len({command.id for command in commands}) == len(commands)
    keys = [(key, space) for c in commands for key in c.keys for space in c.workspaces]
    assert len(set(keys)) == len(keys)


def test_small_windows_have_lower_strips(panel: ViewerPanel) -> None:
    assert (panel.header.height(), panel.transport.height()) == (36, 44)
    panel.set_small(True)
    assert (panel.header.height(), panel.transport.height()) == (32, 38)


def test_every_control_has_a_name_and_the_keyboard_reaches_it(panel: ViewerPanel) -> None:
    panel.resize(1600, 600)
    kinds = (QAbstractButton, QComboBox, QSlider, QLineEdit)
    controls = [child for kind in kinds for child in panel.findChildren(kind)]
    for control in controls:
        if control.isVisible() and not isinstance(control.parent(), QComboBox):
            named = control.accessibleName() or getattr(control, "text", str)()
            assert named, control
            tabs = bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
            assert tabs or type(control).__name__ == "_Segment", control


# First run


def test_first_run_offers_ways_to_begin(qtbot: QtBot, panel: ViewerPanel) -> None:
    panel.show_first_run(True)
    page = panel.first_run
    assert page.isVisible()
    assert not panel.transport.isVisible()
    with qtbot.waitSignal(page.import_wanted):
        qtbot.mouseClick(page.drop.import_media, LEFT)
    with qtbot.waitSignal(page.open_wanted):
        qtbot.mouseClick(page.drop.open_project, LEFT)
    for name, card in page.cards.items():
        with qtbot.waitSignal(page.example_chosen) as said:
            card.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.keyClick(card, Qt.Key.Key_Space)
        assert said.args == [name]
    panel.show_first_run(False)
    assert panel.canvas.isVisible()
    assert panel.transport.isVisible()


def test_recent_projects_and_the_computer_show_when_there_is_something(
    qtbot: QtBot, panel: ViewerPanel
) -> None:
    panel.show_first_run(True)
    page = panel.first_run
    assert not page.recent.isVisible()
    assert not page.computer.isVisible()
    paths = [Path(f"/videos/{number}.reel") for number in range(5)]
    page.set_recent(paths)
    page.set_computer("This computer: 2 cores.")
    assert len(page.recent.rows) == 3
    with qtbot.waitSignal(page.recent_chosen) as said:
        qtbot.mouseClick(page.recent.rows[1], LEFT)
    assert said.args == [paths[1]]
    with qtbot.waitSignal(page.speed_check_wanted):
        qtbot.mouseClick(page.computer.check, LEFT)
    page.set_recent([])
    assert not page.recent.isVisible()


def test_the_first_page_fits_a_small_window_without_scrolling(panel: ViewerPanel) -> None:
    panel.show_first_run(True)
    panel.first_run.set_computer("This computer: 2 cores.")
    panel.resize(900, 440)
    QApplication.processEvents()
    assert panel.first_run.verticalScrollBar().maximum() == 0
    assert panel.first_run.horizontalScrollBar().maximum() == 0


# Dropping


def files(*paths: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl(path) if "://" in path else QUrl.fromLocalFile(path) for path in paths])
    return data


def enter(panel: ViewerPanel, data: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    event.ignore()
    QApplication.sendEvent(panel, event)
    return event


def test_files_and_folders_can_be_dropped_anywhere(qtbot: QtBot, panel: ViewerPanel) -> None:
    data = files("/videos/b.mp4", "/videos/frames", "https://example.org/x.mp4")
    calm = to_pixels(panel.grab().toImage())[300, 0]
    assert enter(panel, data).isAccepted()
    lit = to_pixels(panel.grab().toImage())[300, 0]
    accent = theme().colour("accent")
    assert tuple(lit) == (accent.red(), accent.green(), accent.blue())
    drop = QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(panel.dropped) as said:
        QApplication.sendEvent(panel, drop)
    assert said.args == [[Path("/videos/b.mp4"), Path("/videos/frames")]]
    assert tuple(to_pixels(panel.grab().toImage())[300, 0]) == tuple(calm)


def test_other_drags_are_not_taken(panel: ViewerPanel) -> None:
    words = QMimeData()
    words.setText("hello")
    assert not enter(panel, words).isAccepted()
    assert not enter(panel, files("https://example.org/x.mp4")).isAccepted()


def test_the_edge_goes_when_the_drag_goes_elsewhere(panel: ViewerPanel) -> None:
    enter(panel, files("/a.mp4"))
    assert panel._drop_zone.hovered
    QApplication.sendEvent(panel, QDragLeaveEvent())
    assert not panel._drop_zone.hovered


# High-DPI

AT_200 = """
import sys
from fractions import Fraction
import numpy as np
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from app.ui.preview.canvas import Canvas
from app.ui.preview.preview_image import PreviewImage
app = QApplication(sys.argv)
data = np.random.default_rng(0).integers(0, 256, (90, 160, 4), dtype=np.uint8)
data[..., 3] = 255
image = QImage(data.data, 160, 90, QImage.Format.Format_RGB32).copy()
canvas = Canvas()
canvas.set_shows("hud", False)
canvas.resize(301, 203)
canvas.put(PreviewImage(1, Fraction(0), "source", image, True, None, 160, 90))
canvas.put(PreviewImage(1, Fraction(0), "result", image, True, None, 160, 90))
canvas.show()
app.processEvents()
ratio = canvas.devicePixelRatioF()
for mode in ("result", "difference"):
    canvas.set_mode(mode)
    canvas.set_scale(1.0)
    box = canvas.picture()
    grabbed = canvas.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    x, y = round(box.x() * ratio), round(box.y() * ratio)
    part = grabbed.copy(x, y, 160, 90)
    shown = np.frombuffer(part.constBits(), np.uint8).reshape(90, 160, 4)[..., :3]
    wanted = data[..., :3] if mode == "result" else data[..., :3] * 0
    print(mode, ratio, box.width() * ratio, np.array_equal(shown, wanted))
"""


@pytest.mark.parametrize("factor", ["2", "1.5"])
def test_one_to_one_is_one_device_pixel_for_each_pixel(factor: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_200],
        env={**os.environ, "QT_SCALE_FACTOR": factor},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.split("\n")
    assert lines[0] == f"result {float(factor)} 160.0 True", done.stdout + done.stderr
    assert lines[1] == f"difference {float(factor)} 160.0 True", done.stdout + done.stderr


# With the rest of the window


def test_arrows_move_the_wipe_though_they_step_frames_elsewhere(
    qtbot: QtBot, panel: ViewerPanel
) -> None:
    stepped: list[bool] = []
    shortcut = QShortcut(QKeySequence("Right"), panel)
    shortcut.activated.connect(lambda: stepped.append(True))
    handle = panel.findChildren(WipeHandle)[-1]
    panel.activateWindow()
    handle.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(handle, Qt.Key.Key_Right)
    assert handle.value() == 51
    assert not stepped
    panel.canvas.setFocus()
    qtbot.keyClick(panel.canvas, Qt.Key.Key_Right)
    assert stepped


def test_a_shortcut_shows_the_source_until_it_is_let_go(qtbot: QtBot, panel: ViewerPanel) -> None:
    shortcut = QShortcut(QKeySequence("\\"), panel)
    shortcut.activated.connect(panel.canvas.hold_source_until_release)
    panel.activateWindow()
    panel.header.zoom.setFocus()
    qtbot.keyPress(panel.header.zoom, Qt.Key.Key_Backslash)
    assert panel.canvas.mode.id == "source"
    qtbot.keyRelease(QApplication.focusWidget(), Qt.Key.Key_Backslash)
    assert panel.canvas.mode.id == "wipe"
    assert panel.header.zoom.hasFocus()


def test_assistive_tools_hear_the_summary(panel: ViewerPanel) -> None:
    found = QAccessible.queryAccessibleInterface(panel.canvas)
    assert found.text(QAccessible.Text.Name) == "Viewer"
    assert found.text(QAccessible.Text.Description).startswith("Frame 126, wipe at 50 %")


def test_a_show_can_move_the_wipe(panel: ViewerPanel) -> None:
    panel.set_wipe(0.25)
    assert panel.canvas.describe().startswith("Frame 126, wipe at 25 %")
