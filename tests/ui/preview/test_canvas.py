"""The canvas through real mouse, wheel and keys, and its pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton

from app.ui.preview.canvas import Canvas
from app.ui.preview.viewer_state import ViewerState
from app.ui.preview.wipe_handle import WipeHandle
from app.ui.theme.theme import theme
from tests.ui.preview.conftest import noise, plain, to_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from tests.ui.preview.conftest import Made

SOURCE, RESULT = noise(64, 36, 1), noise(128, 72, 2)
DOUBLED = SOURCE.repeat(2, axis=0).repeat(2, axis=1)
LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


@pytest.fixture
def canvas(qtbot: QtBot, made: Made) -> Canvas:
    """Shows a source and a result twice as large, at 1:1, without labels."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    canvas.set_shows("hud", False)
    canvas.put(made("source", SOURCE))
    canvas.put(made("result", RESULT))
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_scale(1.0)
    return canvas


def grabbed(canvas: Canvas) -> NDArray[np.uint8]:
    return to_pixels(canvas.grab().toImage())


def in_pane(canvas: Canvas, number: int = 0) -> NDArray[np.uint8]:
    """What is painted where the frame lies."""
    box = canvas.zoom.picture(canvas.panes()[number].rect).toRect()
    return grabbed(canvas)[box.top() : box.bottom() + 1, box.left() : box.right() + 1]


def turn(canvas: Canvas, at: QPoint, notches: int) -> None:
    where = QPointF(at)
    none, plain_key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    angle = QPoint(0, 120 * notches)
    event = QWheelEvent(
        where, canvas.mapToGlobal(where), QPoint(), angle, none, plain_key, phase, False
    )
    QApplication.sendEvent(canvas, event)


def test_at_one_to_one_the_result_is_shown_untouched(canvas: Canvas) -> None:
    assert np.array_equal(in_pane(canvas), RESULT)


def test_around_the_picture_there_is_neutral_grey(canvas: Canvas) -> None:
    for choice in ("dark", "light"):
        theme().use("dark" if choice == "dark" else "light")
        red, green, blue = grabbed(canvas)[5, 5]
        assert red == green == blue
        assert red < 64


def test_side_by_side_shows_both_at_one_scale(canvas: Canvas) -> None:
    canvas.set_mode("side")
    canvas.set_scale(1.0)
    assert np.array_equal(in_pane(canvas, 1), RESULT)
    left = in_pane(canvas, 0)
    assert left.shape == RESULT.shape
    assert np.abs(left[::2, ::2].astype(int) - SOURCE).mean() < 60  # smoothly doubled, in place


def test_above_400_percent_a_source_of_half_the_size_is_exact_squares(canvas: Canvas) -> None:
    canvas.set_mode("side")
    canvas.set_scale(6.0)
    region = canvas.visible_region()
    pane = canvas.panes()[0].rect
    pixels = grabbed(canvas)
    for frame_x in range(region.left() + 2, region.right() - 2, 7):
        x = canvas.picture().x() + frame_x * 6 + 3
        y = canvas.picture().y() + (region.top() + 3) * 6 + 3
        shown = pixels[int(y), int(x)]
        assert pane.contains(x, y)
        assert np.array_equal(shown, DOUBLED[region.top() + 3, frame_x])


def test_wipe_shows_the_source_left_and_the_result_right(canvas: Canvas) -> None:
    canvas.set_mode("wipe")
    canvas.set_scale(1.0)
    shown = in_pane(canvas)
    assert np.array_equal(shown[:, 84:], RESULT[:, 84:])
    canvas.set_mode("side")
    assert np.array_equal(shown[:, :44], in_pane(canvas, 0)[:, :44])


def test_until_there_is_a_result_both_sides_are_the_source(canvas: Canvas, made: Made) -> None:
    canvas.put(made("source", SOURCE, id=2, time=1))
    canvas.set_mode("side")
    assert np.array_equal(in_pane(canvas, 0), in_pane(canvas, 1))


def test_a_region_lies_over_the_source_with_a_thin_edge(canvas: Canvas, made: Made) -> None:
    canvas.put(made("source", SOURCE, id=2, time=1))
    before = in_pane(canvas)
    part = plain(40, 20, 200)
    canvas.put(made("result", part, id=2, time=1, size=(128, 72), region=(30, 10, 40, 20)))
    shown = in_pane(canvas)
    assert (shown[11:29, 31:69] == 200).all()
    assert not np.array_equal(shown[10, 30:70], part[0])
    shown[10:30, 30:70] = before[10:30, 30:70]
    assert np.array_equal(shown, before)


def test_a_picture_with_oblong_pixels_is_shown_in_its_true_shape(
    canvas: Canvas, made: Made
) -> None:
    canvas.clear()
    canvas.put(made("source", plain(72, 58, 99), size=(103, 58)))
    canvas.set_scale(1.0)
    assert in_pane(canvas).shape[:2] == (58, 103)
    assert (in_pane(canvas) == 99).all()


def test_the_source_of_a_cropped_result_is_not_distorted(canvas: Canvas, made: Made) -> None:
    canvas.clear()
    canvas.put(made("source", plain(80, 40, 50)))
    canvas.put(made("result", plain(40, 40, 90)))
    canvas.set_mode("side")
    canvas.set_scale(1.0)
    shown = in_pane(canvas, 0)[:, :, 0]
    assert shown.shape == (40, 40)
    assert (shown[10:30] == 50).all()
    assert (shown[:10] != 50).all()
    assert (shown[30:] != 50).all()


def test_two_chains_stand_beside_each_other(canvas: Canvas, made: Made) -> None:
    other = noise(128, 72, 3)
    canvas.put(made("alternative", other))
    canvas.set_mode("ab")
    canvas.set_scale(1.0)
    assert np.array_equal(in_pane(canvas, 0), RESULT)
    assert np.array_equal(in_pane(canvas, 1), other)
    canvas.set_shows("hud", True)
    assert canvas.texts().top_left.startswith("A")
    assert canvas.texts().top_right.startswith("B")


def test_the_wheel_zooms_about_the_pointer(canvas: Canvas) -> None:
    at = QPoint(230, 160)
    turn(canvas, at, 8)
    before = canvas.to_frame(QPointF(at))
    turn(canvas, at, 1)
    after = canvas.to_frame(QPointF(at))
    assert (before - after).manhattanLength() < 0.5
    assert canvas.zoom.scale == pytest.approx(1.2**9)
    turn(canvas, at, -40)
    assert canvas.zoom.scale < 0.1


def test_dragging_pans(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_scale(8.0)
    for button in (LEFT, MIDDLE):
        before = canvas.picture().topLeft()
        qtbot.mousePress(canvas, button, pos=QPoint(100, 100))
        qtbot.mouseMove(canvas, QPoint(110, 95))
        qtbot.mouseRelease(canvas, button, pos=QPoint(110, 95))
        assert canvas.picture().topLeft() - before == QPointF(10, -5), button


def test_where_tools_use_the_left_button_space_pans(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.navigation.left_pans = False
    canvas.set_scale(8.0)
    before = canvas.picture().topLeft()
    tapped: list[bool] = []
    canvas.space_tapped.connect(lambda: tapped.append(True))
    qtbot.keyPress(canvas, Qt.Key.Key_Space)
    qtbot.mousePress(canvas, LEFT, pos=QPoint(100, 100))
    qtbot.mouseMove(canvas, QPoint(90, 100))
    qtbot.mouseRelease(canvas, LEFT, pos=QPoint(90, 100))
    qtbot.keyRelease(canvas, Qt.Key.Key_Space)
    assert canvas.picture().topLeft() - before == QPointF(-10, 0)
    assert not tapped
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert tapped


def test_keys_pan_too(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_scale(8.0)
    before = canvas.picture().left()
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert canvas.picture().left() == before - 60


def test_a_double_click_goes_to_one_to_one_and_back(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.fit()
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(200, 150))
    assert canvas.zoom.scale == 1.0
    qtbot.mouseDClick(canvas, LEFT, pos=QPoint(200, 150))
    assert canvas.zoom.fits


def test_the_part_in_view_is_told(qtbot: QtBot, canvas: Canvas) -> None:
    assert canvas.visible_region() == QRect(0, 0, 128, 72)
    with qtbot.waitSignal(canvas.visible_region_changed) as told:
        canvas.set_scale(8.0)
    assert told.args == [canvas.visible_region()]
    assert canvas.visible_region().width() == 50
    canvas.clear()
    assert canvas.visible_region().isEmpty()


def test_the_source_shows_while_its_key_is_down(qtbot: QtBot, canvas: Canvas) -> None:
    qtbot.keyPress(canvas, Qt.Key.Key_Backslash)
    assert canvas.texts().top_left.startswith("Source")
    assert not np.array_equal(in_pane(canvas), RESULT)
    qtbot.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert np.array_equal(in_pane(canvas), RESULT)


def test_the_key_works_from_elsewhere_in_the_window(qtbot: QtBot, canvas: Canvas) -> None:
    elsewhere = QPushButton(canvas)
    elsewhere.show()
    elsewhere.setFocus()
    canvas.hold_source_until_release()
    assert canvas.mode.id == "source"
    qtbot.keyRelease(canvas, Qt.Key.Key_Backslash)
    assert canvas.mode.id == "result"
    assert elsewhere.hasFocus()


def test_no_wipe_line_over_the_held_source(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_mode("wipe")
    handle = canvas.findChildren(WipeHandle)[0]
    assert handle.isVisible()
    canvas.hold_source(True)
    assert not handle.isVisible()
    canvas.hold_source(False)
    assert handle.isVisible()


def test_shrunk_pictures_get_their_best_look_once_nothing_moves(
    qtbot: QtBot, canvas: Canvas, made: Made
) -> None:
    checks = (np.indices((200, 200)).sum(0) % 2 * 255).astype(np.uint8)
    pixels = np.repeat(checks[:, :, None], 3, axis=2)
    canvas.clear()
    canvas.put(made("source", pixels, id=1))
    canvas.put(made("source", pixels, id=2))
    canvas.set_scale(0.33)
    assert canvas.moving
    qtbot.waitUntil(lambda: not canvas.moving)
    assert np.abs(in_pane(canvas).astype(int) - 127).max() < 24


def test_labels_can_be_hidden(canvas: Canvas) -> None:
    canvas.set_state(ViewerState("cached", 3))
    canvas.fit()
    without = in_pane(canvas)
    canvas.set_shows("hud", True)
    assert not np.array_equal(in_pane(canvas), without)


def test_safe_areas_are_drawn_where_they_belong(canvas: Canvas, made: Made) -> None:
    canvas.clear()
    canvas.put(made("source", plain(200, 200, 100)))
    canvas.set_scale(1.0)
    canvas.set_shows("safe", True)
    row = in_pane(canvas)[30, :, 0]
    bright = np.flatnonzero(row > 150)
    assert list(bright[:2]) == [7, 10] or list(bright[:2]) == [6, 9]  # 3.5 % and 5 %
    assert in_pane(canvas)[100, 100, 0] > 150


def test_from_800_percent_pixels_have_a_grid(canvas: Canvas, made: Made) -> None:
    canvas.clear()
    canvas.put(made("source", plain(64, 64, 10)))
    canvas.set_scale(6.0)
    assert (in_pane(canvas)[150:200, 150:200] == 10).all()
    canvas.set_scale(8.0)
    shown = grabbed(canvas)[100:200, 100:200, 0]
    assert (shown > 10).mean() == pytest.approx(1 - (7 / 8) ** 2, abs=0.03)


def test_the_values_of_the_pixel_below_the_pointer(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_shows("peep", True)
    before = grabbed(canvas)
    qtbot.mouseMove(canvas, canvas.picture().toRect().topLeft() + QPoint(20, 30))
    after = grabbed(canvas)
    assert not np.array_equal(before, after)


def test_the_summary_says_what_is_to_be_seen(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_mode("wipe")
    with qtbot.waitSignal(canvas.described):
        canvas.set_state(ViewerState("cached", 126))
    assert canvas.accessibleDescription() == (
        "Frame 126, wipe at 50 %, Cached, full quality, zoom 100 %"
    )
    canvas.clear()
    assert canvas.accessibleDescription() == "No picture"


def test_the_focus_ring_comes_by_keys_only(canvas: Canvas) -> None:
    canvas.fit()
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    accent = theme().colour("accent")
    assert list(grabbed(canvas)[150, 0]) == [accent.red(), accent.green(), accent.blue()]
    canvas.clearFocus()
    canvas.setFocus(Qt.FocusReason.MouseFocusReason)
    assert list(grabbed(canvas)[150, 0]) != [accent.red(), accent.green(), accent.blue()]


def test_where_the_source_is_wanted_no_result_changes_its_shape(canvas: Canvas, made: Made) -> None:
    canvas.set_mode("source")
    canvas.layers.clear()
    canvas.put(made("source", SOURCE, id=2, time=1))

    assert not canvas.put(made("result", plain(40, 72, 90), id=0, time=1))

    assert canvas.layers.size == (64, 36)
    assert np.array_equal(in_pane(canvas), SOURCE)
