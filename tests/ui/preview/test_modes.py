from __future__ import annotations

import time
from typing import TYPE_CHECKING, get_args

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.ui.preview.canvas import Canvas
from app.ui.preview.modes.flicker import Flicker
from app.ui.preview.modes.single import SourceOnly
from app.ui.preview.modes.table import ALWAYS_OFFERED, MODES
from app.ui.preview.modes.wipe import Wipe
from app.ui.preview.wipe_handle import WipeHandle
from app.ui.view_state import COMPARE_MODES, CompareMode
from tests.ui.preview.conftest import noise, plain, to_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pytestqt.qtbot import QtBot

    from tests.ui.preview.conftest import Made

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot: QtBot, made: Made) -> Canvas:
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(420, 300)
    canvas.set_shows("hud", False)
    canvas.put(made("source", plain(200, 100, 40)))
    canvas.put(made("result", plain(200, 100, 90)))
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_scale(1.0)
    return canvas


def pixels(canvas: Canvas) -> NDArray[np.uint8]:
    return to_pixels(canvas.grab().toImage())


def picture_row(canvas: Canvas) -> NDArray[np.uint8]:
    box = canvas.picture().toRect()
    return pixels(canvas)[box.top() + 10, box.left() : box.right() + 1, 0]


def test_the_table_has_every_mode_once() -> None:
    ids = [mode.id for mode in MODES]
    assert sorted([*ids, SourceOnly.id]) == sorted(get_args(CompareMode))
    assert sorted(ids) == sorted(COMPARE_MODES)
    assert ids[:ALWAYS_OFFERED] == ["result", "side", "wipe", "difference"]


# Wipe


@pytest.fixture
def handle(canvas: Canvas) -> WipeHandle:
    canvas.set_mode("wipe")
    return canvas.findChildren(WipeHandle)[-1]


def wipe(canvas: Canvas) -> Wipe:
    mode = canvas.mode_of("wipe")
    assert isinstance(mode, Wipe)
    return mode


def test_the_line_is_dragged(qtbot: QtBot, canvas: Canvas, handle: WipeHandle) -> None:
    qtbot.mousePress(handle, LEFT, pos=handle.rect().center())
    qtbot.mouseMove(handle, handle.rect().center() + QPoint(-50, 0))
    qtbot.mouseRelease(handle, LEFT)
    assert wipe(canvas).position == pytest.approx(0.25, abs=0.01)
    row = picture_row(canvas)
    assert (row[:40] == 40).all()
    assert (row[60:] == 90).all()
    assert canvas.describe().startswith("wipe at 25 %")


def test_the_line_stays_on_the_picture(qtbot: QtBot, canvas: Canvas, handle: WipeHandle) -> None:
    qtbot.mousePress(handle, LEFT, pos=handle.rect().center())
    qtbot.mouseMove(handle, QPoint(-900, 50))
    assert wipe(canvas).position == 0.0
    qtbot.mouseMove(handle, QPoint(900, 50))
    assert wipe(canvas).position == 1.0


def test_keys_move_the_line_by_one_percent(
    qtbot: QtBot, canvas: Canvas, handle: WipeHandle
) -> None:
    handle.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(handle, Qt.Key.Key_Left)
    assert wipe(canvas).position == pytest.approx(0.49)
    for _ in range(3):
        qtbot.keyClick(handle, Qt.Key.Key_Right)
    assert wipe(canvas).position == pytest.approx(0.52)
    assert handle.value() == 52  # what screen readers say
    assert handle.accessibleName() == "Wipe position"


def test_a_double_click_centres_the_line(qtbot: QtBot, canvas: Canvas, handle: WipeHandle) -> None:
    handle.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(handle, Qt.Key.Key_Home)
    assert wipe(canvas).position == 0.0
    qtbot.mouseDClick(handle, LEFT, pos=handle.rect().center())
    assert wipe(canvas).position == 0.5


def test_the_line_can_be_seen_on_black_and_on_white(canvas: Canvas, made: Made) -> None:
    canvas.set_mode("wipe")
    for grey in (0, 255):
        canvas.put(made("source", plain(200, 100, grey), id=2 + grey))
        canvas.put(made("result", plain(200, 100, grey), id=2 + grey))
        row = picture_row(canvas)
        assert int(row.max()) - int(row.min()) > 110


def test_the_line_remembers_its_place_and_goes_with_its_mode(
    canvas: Canvas, handle: WipeHandle, qtbot: QtBot
) -> None:
    handle.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(handle, Qt.Key.Key_PageUp)
    canvas.set_mode("result")
    assert not any(line.isVisible() for line in canvas.findChildren(WipeHandle))
    canvas.set_mode("wipe")
    assert wipe(canvas).position == pytest.approx(0.6)


def test_the_line_can_be_moved_by_a_show(canvas: Canvas, handle: WipeHandle) -> None:
    wipe(canvas).move_to(0.75)
    row = picture_row(canvas)
    assert (row[:140] == 40).all()
    assert (row[160:] == 90).all()
    assert handle.geometry().center().x() == pytest.approx(canvas.picture().left() + 150, abs=1)


def test_without_a_picture_there_is_no_line(canvas: Canvas, handle: WipeHandle) -> None:
    canvas.clear()
    assert not handle.isVisible()


# Flicker


def test_flicker_changes_over_by_itself(qtbot: QtBot, canvas: Canvas) -> None:
    canvas.set_mode("flicker")
    mode = canvas.mode_of("flicker")
    mode.choose("fast")
    assert (picture_row(canvas) == 40).all()
    assert canvas.texts().bottom_right == "Source (not processed)"
    qtbot.waitSignal(mode.changed, timeout=2000).wait()
    assert (picture_row(canvas) == 90).all()
    assert canvas.texts().top_right.startswith("Result")
    canvas.set_mode("result")


def test_flicker_never_flashes_more_than_three_times_a_second(qtbot: QtBot) -> None:
    mode = Flicker()
    fastest = mode.choices()[-1][0]
    mode.choose(fastest)
    started = time.monotonic()
    with qtbot.waitSignals([mode.changed, mode.changed], timeout=4000):
        mode.enter(Canvas())
    mode.leave()
    assert time.monotonic() - started > 2 / 3 * 0.98


# Difference


def difference_of(a: NDArray[np.uint8], b: NDArray[np.uint8], gain: int) -> NDArray[np.uint8]:
    exact: NDArray[np.uint8] = np.minimum(255, gain * np.abs(a.astype(int) - b)).astype(np.uint8)
    return exact


@pytest.mark.parametrize("gain", [1, 2, 4, 8, 16])
def test_difference_is_exact(canvas: Canvas, made: Made, gain: int) -> None:
    one, two = noise(200, 100, 1), noise(200, 100, 2)
    canvas.put(made("source", one, id=2))
    canvas.put(made("result", two, id=2))
    canvas.set_mode("difference")
    canvas.mode_of("difference").choose(str(gain))
    canvas.set_scale(1.0)
    box = canvas.picture().toRect()
    shown = pixels(canvas)[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
    assert np.array_equal(shown, difference_of(one, two, gain))
    assert canvas.texts().top_left == f"Difference ×{gain}"


def test_with_nothing_to_compare_the_source_is_shown_not_black(canvas: Canvas, made: Made) -> None:
    canvas.put(made("source", plain(200, 100, 40), id=3, time=8))
    canvas.set_mode("difference")
    assert (picture_row(canvas) == 40).all()
    assert canvas.texts().top_left == ""


def test_the_surround_stays_neutral(canvas: Canvas) -> None:
    canvas.set_mode("difference")
    before = pixels(canvas)[3, 3]
    canvas.set_mode("result")
    assert np.array_equal(pixels(canvas)[3, 3], before)


def test_difference_is_painted_within_a_frame(qtbot: QtBot, made: Made) -> None:
    """8 ms of work at 1280 x 720 is the aim; three times that fails, for slower machines."""
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(1280, 720)
    canvas.put(made("source", noise(640, 360, 1)))
    canvas.set_mode("difference")
    canvas.mode_of("difference").choose("16")
    spent = []
    for id in range(2, 10):
        canvas.put(made("result", noise(1280, 720, id), id=id))
        canvas.set_scale(1.0)
        started = time.thread_time()  # other work on the machine must not count
        canvas.grab()
        spent.append(time.thread_time() - started)
    print(f"difference x16 at 1280 x 720: {min(spent) * 1000:.1f} ms")
    assert min(spent) < 0.024


def test_side_panes_move_together(canvas: Canvas) -> None:
    canvas.set_mode("side")
    canvas.set_scale(4.0)
    left, right = (canvas.zoom.picture(pane.rect) for pane in canvas.panes())
    first, second = canvas.panes()
    assert left.topLeft() - first.rect.topLeft() == right.topLeft() - second.rect.topLeft()
    at = second.rect.topLeft() + QPointF(20, 20)
    assert canvas.to_frame(at) == canvas.to_frame(first.rect.topLeft() + QPointF(20, 20))
