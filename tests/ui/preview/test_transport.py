from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.ui.preview.transport import Transport, rate_words

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def transport(qtbot: QtBot) -> Transport:
    transport = Transport()
    qtbot.addWidget(transport)
    transport.resize(1000, 44)
    transport.set_time(Fraction(126, 30), Fraction(30))
    transport.set_total(Fraction(567, 30))
    transport.show()
    return transport


def button(parent: QWidget, name: str) -> QAbstractButton:
    return next(b for b in parent.findChildren(QAbstractButton) if b.accessibleName() == name)


def test_it_shows_where_and_how_long(transport: Transport) -> None:
    assert transport.time.text() == "00:00:04:06"
    assert transport.total.text() == "/ 00:00:18:27"
    assert transport.rate.text() == "30 fps"


def test_drop_frame_shows_a_semicolon_and_a_variable_rate_real_time(transport: Transport) -> None:
    transport.set_time(Fraction(60), Fraction(30000, 1001))
    assert transport.time.text() == "00:00:59;28"
    transport.set_time(Fraction(60), Fraction(30000, 1001), drop_frame=False)
    assert ";" not in transport.time.text()
    transport.set_time(Fraction(7, 2), None)
    assert transport.time.text() == "00:00:03.500"
    assert transport.rate.text() == "VFR"


def test_frames_where_people_count_frames(transport: Transport) -> None:
    transport.show_frames(True)
    assert transport.time.text() == "126"
    assert transport.total.text() == "/ 567"


@pytest.mark.parametrize(
    ("name", "signal", "args"),
    [
        ("First frame", "end_wanted", [-1]),
        ("Previous cut", "cut_wanted", [-1]),
        ("Previous frame", "stepped", [-1]),
        ("Play", "play_toggled", []),
        ("Next frame", "stepped", [1]),
        ("Next cut", "cut_wanted", [1]),
        ("Last frame", "end_wanted", [1]),
        ("Loop", "loop_toggled", [True]),
        ("Mark in", "in_wanted", []),
        ("Mark out", "out_wanted", []),
        ("Mute", "muted", [True]),
        ("Full screen", "full_screen_wanted", []),
    ],
)
def test_every_button_says_its_wish(
    qtbot: QtBot, transport: Transport, name: str, signal: str, args: list[object]
) -> None:
    pressed = button(transport, name)
    assert pressed.toolTip().startswith(name)
    assert min(pressed.width(), pressed.height()) >= 24
    with qtbot.waitSignal(getattr(transport, signal)) as said:
        qtbot.mouseClick(pressed, LEFT)
    assert said.args == args
    pressed.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(getattr(transport, signal)):
        qtbot.keyClick(pressed, Qt.Key.Key_Space)


def test_the_play_button_says_what_it_does_next(transport: Transport) -> None:
    transport.set_playing(True)
    assert transport.play.accessibleName() == "Pause"
    transport.set_playing(False)
    assert transport.play.toolTip() == "Play (Space)"


def test_volume_by_keys(qtbot: QtBot, transport: Transport) -> None:
    transport.set_volume(0.5)
    transport.volume.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(transport.volume_changed) as said:
        qtbot.keyClick(transport.focusWidget(), Qt.Key.Key_Right)
    assert said.args == [pytest.approx(0.51)]


@pytest.mark.parametrize(
    ("typed", "time"),
    [("2:10", Fraction(70, 30)), ("210", Fraction(70, 30)), ("12.5", Fraction(25, 2))],
)
def test_a_click_on_the_time_lets_one_type_a_position(
    qtbot: QtBot, transport: Transport, typed: str, time: Fraction
) -> None:
    qtbot.mouseClick(transport.time, LEFT)
    qtbot.keyClicks(transport.time.field, typed)
    with qtbot.waitSignal(transport.jumped) as said:
        qtbot.keyClick(transport.time.field, Qt.Key.Key_Return)
    assert said.args == [time]
    assert transport.time.field.isHidden()


def test_plus_and_minus_count_frames_from_here(qtbot: QtBot, transport: Transport) -> None:
    for typed, number in (("+12", 138), ("-26", 100), ("-999", 0)):
        transport.time.edit()
        qtbot.keyClicks(transport.time.field, typed)
        with qtbot.waitSignal(transport.jumped) as said:
            qtbot.keyClick(transport.time.field, Qt.Key.Key_Return)
        assert said.args == [Fraction(number, 30)]


def test_nonsense_stays_to_be_corrected_and_escape_gives_up(
    qtbot: QtBot, transport: Transport
) -> None:
    transport.time.edit()
    qtbot.keyClicks(transport.time.field, "soon")
    with qtbot.waitSignal(transport.refused) as said:
        qtbot.keyClick(transport.time.field, Qt.Key.Key_Return)
    assert "soon" in said.args[0]
    assert transport.time.field.isVisible()
    qtbot.keyClick(transport.time.field, Qt.Key.Key_Escape)
    assert transport.time.field.isHidden()


def test_the_least_needed_goes_first_when_there_is_little_room(transport: Transport) -> None:
    transport.resize(600, 44)
    assert transport.volume.isHidden()
    assert transport.total.isHidden()
    transport.resize(500, 44)
    moves = ("First frame", "Previous frame", "Play", "Next frame", "Last frame", "Loop")
    for name in moves:
        shown = button(transport, name)
        left = shown.mapTo(transport, shown.rect().topLeft()).x()
        assert shown.isVisible()
        assert 0 <= left <= 500 - shown.width()


def test_digits_do_not_jump(transport: Transport) -> None:
    transport.set_time(Fraction(11, 30), Fraction(30))
    width = transport.time.sizeHint().width()
    transport.set_time(Fraction(3600 * 23 + 59 * 60 + 48), Fraction(30))
    assert transport.time.sizeHint().width() == width


def test_rates_in_words() -> None:
    assert rate_words(Fraction(30000, 1001)) == "29.97 fps"
    assert rate_words(Fraction(24000, 1001)) == "23.976 fps"
    assert rate_words(Fraction(25)) == "25 fps"
