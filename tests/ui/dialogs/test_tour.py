from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QWidget

from app.ui.dialogs.tour import Tour, usual_steps
from app.ui.widgets.buttons import Button

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def tour(window: QWidget, qtbot: QtBot) -> Tour:
    parts = [QWidget(window) for _ in range(3)]
    for part, box in zip(
        parts,
        (QRect(0, 40, 260, 400), QRect(260, 40, 680, 400), QRect(940, 40, 340, 680)),
        strict=True,
    ):
        part.setGeometry(box)
        part.show()
    return Tour(window, usual_steps(*parts))


def started(tour: Tour, qtbot: QtBot) -> Tour:
    tour.start()
    qtbot.waitUntil(tour.hasFocus)
    return tour


def button(tour: Tour, text: str) -> Button:
    return next(found for found in tour.findChildren(Button) if found.text() == text)


def test_three_steps_by_keys_reach_the_end(tour: Tour, qtbot: QtBot) -> None:
    started(tour, qtbot)

    with qtbot.waitSignal(tour.finished) as told:
        for key in (Key.Key_Right, Key.Key_Return, Key.Key_Space):
            qtbot.keyClick(tour, key)

    assert told.args == [True]
    assert not tour.isVisible()


def test_three_steps_by_mouse_reach_the_end(tour: Tour, qtbot: QtBot) -> None:
    started(tour, qtbot)
    qtbot.mouseClick(button(tour, "Next"), LEFT)
    qtbot.mouseClick(button(tour, "Back"), LEFT)
    qtbot.mouseClick(button(tour, "Next"), LEFT)
    qtbot.mouseClick(button(tour, "Next"), LEFT)
    assert tour.step == 2

    with qtbot.waitSignal(tour.finished) as told:
        qtbot.mouseClick(button(tour, "Start"), LEFT)

    assert told.args == [True]


def test_escape_and_skip_end_it(tour: Tour, qtbot: QtBot) -> None:
    started(tour, qtbot)
    with qtbot.waitSignal(tour.finished) as told:
        qtbot.keyClick(tour, Key.Key_Escape)
    assert told.args == [False]
    started(tour, qtbot)
    with qtbot.waitSignal(tour.finished) as told:
        qtbot.mouseClick(button(tour, "Skip"), LEFT)
    assert told.args == [False]


def test_back_stops_at_the_first_step(tour: Tour, qtbot: QtBot) -> None:
    started(tour, qtbot)
    qtbot.keyClick(tour, Key.Key_Left)

    assert tour.step == 0
    assert not button(tour, "Back").isEnabled()


def test_the_callout_stands_beside_its_target_inside_the_window(
    tour: Tour, window: QWidget, qtbot: QtBot
) -> None:
    started(tour, qtbot)
    targets = [QRect(0, 40, 260, 400), QRect(940, 40, 340, 680), QRect(260, 40, 680, 400)]

    for target in targets:
        box = tour.callout.geometry()
        assert window.rect().contains(box)
        assert not box.intersects(target)
        qtbot.keyClick(tour, Key.Key_Right)


def test_only_the_target_stays_bright(tour: Tour, window: QWidget, qtbot: QtBot) -> None:
    before = window.grab().toImage()
    started(tour, qtbot)
    after = window.grab().toImage()

    inside, outside = QPoint(100, 200), QPoint(600, 600)
    assert after.pixelColor(inside) == before.pixelColor(inside)
    assert after.pixelColor(outside) != before.pixelColor(outside)


def test_it_follows_the_size_of_the_window(tour: Tour, window: QWidget, qtbot: QtBot) -> None:
    started(tour, qtbot)

    window.resize(1000, 640)

    qtbot.waitUntil(lambda: tour.size() == window.size())


def test_tab_stays_among_its_buttons(tour: Tour, window: QWidget, qtbot: QtBot) -> None:
    started(tour, qtbot)
    qtbot.keyClick(tour, Key.Key_Tab)
    assert button(tour, "Skip").hasFocus()
    qtbot.keyClick(button(tour, "Skip"), Key.Key_Tab)
    assert button(tour, "Next").hasFocus()
    qtbot.keyClick(button(tour, "Next"), Key.Key_Return)
    assert tour.step == 1


def test_a_part_that_is_folded_away_is_told_of_in_the_middle(
    tour: Tour, window: QWidget, qtbot: QtBot
) -> None:
    window.findChildren(QWidget)[0].hide()

    started(tour, qtbot)

    assert tour.callout.geometry().center() == window.rect().center()
    window.grab()
