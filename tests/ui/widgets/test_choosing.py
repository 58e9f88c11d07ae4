"""Switch, segmented, combo, slider, buttons: by mouse and by keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSlider, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton, with_key
from app.ui.widgets.combo import Combo
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.slider import Slider
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
BY_TAB = Qt.FocusReason.TabFocusReason


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


@pytest.fixture
def segmented(qtbot: QtBot) -> Segmented:
    widget = Segmented([("1", "One"), ("2", "Two", "square"), ("3", "Three")])
    shown(qtbot, widget)
    return widget


def test_a_click_chooses_a_segment(segmented: Segmented, qtbot: QtBot) -> None:
    with qtbot.waitSignal(segmented.chosen) as told:
        qtbot.mouseClick(segmented.segment("2"), LEFT)

    assert told.args == ["2"]
    assert segmented.value == "2"


def test_clicking_the_chosen_segment_says_nothing(segmented: Segmented, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(segmented.chosen):
        qtbot.mouseClick(segmented.segment("1"), LEFT)
    assert segmented.segment("1").isChecked()


def test_arrows_move_between_segments_and_stop_at_the_ends(
    segmented: Segmented, qtbot: QtBot
) -> None:
    qtbot.keyClick(segmented.segment("1"), Key.Key_Right)
    qtbot.keyClick(segmented.segment("2"), Key.Key_Right)
    qtbot.keyClick(segmented.segment("3"), Key.Key_Right)

    assert segmented.value == "3"
    qtbot.waitUntil(segmented.segment("3").hasFocus)


def test_arrows_pass_a_disabled_segment(segmented: Segmented, qtbot: QtBot) -> None:
    segmented.segment("2").setEnabled(False)

    qtbot.keyClick(segmented.segment("1"), Key.Key_Right)

    assert segmented.value == "3"


def test_only_the_chosen_segment_is_a_stop_of_tab(segmented: Segmented) -> None:
    segmented.choose("2")

    stops = [v for v in "123" if segmented.segment(v).focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == ["2"]


def test_new_choices_keep_the_chosen_one(segmented: Segmented) -> None:
    segmented.choose("2")
    segmented.set_choices([("2", "Two"), ("4", "Four")])
    assert segmented.value == "2"
    segmented.set_choices([("5", "Five")])
    assert segmented.value == "5"


def test_choosing_by_code_says_nothing(segmented: Segmented, qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.set_choices([("a", "A"), ("b", "B")])
    with qtbot.assertNotEmitted(segmented.chosen), qtbot.assertNotEmitted(combo.chosen):
        segmented.choose("3")
        combo.choose("b")
    assert combo.value == "b"


def test_a_switch_changes_by_click_and_space(qtbot: QtBot) -> None:
    switch = Switch()
    shown(qtbot, switch)

    qtbot.mouseClick(switch, LEFT)
    assert switch.isChecked()
    qtbot.keyClick(switch, Key.Key_Space)
    assert not switch.isChecked()


def test_a_switch_is_large_enough_to_hit(qtbot: QtBot) -> None:
    switch = Switch()
    qtbot.addWidget(switch)

    assert min(switch.sizeHint().toTuple()) >= 24


def test_a_combo_chooses_by_keys(qtbot: QtBot) -> None:
    combo = Combo()
    combo.set_choices([("a", "Apple"), ("b", "Berry")])
    shown(qtbot, combo)

    with qtbot.waitSignal(combo.chosen) as told:
        qtbot.keyClick(combo, Key.Key_Down)

    assert told.args == ["b"]


def test_a_combo_keeps_its_value_when_choices_change(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.set_choices([("a", "A"), ("b", "B")])
    combo.choose("b")
    combo.set_choices([("b", "B again"), ("c", "C")])
    assert combo.value == "b"
    combo.set_choices([])
    assert combo.value == ""


@pytest.fixture
def slider(qtbot: QtBot) -> Slider:
    widget = Slider(0, 1, 0.01)
    widget.resize(216, 24)
    shown(qtbot, widget)
    return widget


def told_by(slider: Slider) -> list[object]:
    told: list[object] = []
    slider.pressed.connect(lambda: told.append("pressed"))
    slider.moved.connect(told.append)
    slider.released.connect(lambda: told.append("released"))
    return told


def inside(slider: Slider) -> QSlider:
    track = slider.findChild(QSlider)
    assert track is not None
    return track


def test_a_drag_is_pressed_moved_released(slider: Slider, qtbot: QtBot) -> None:
    told = told_by(slider)
    track = inside(slider)

    qtbot.mousePress(track, LEFT, pos=QPoint(8, 12))
    qtbot.mouseMove(track, QPoint(108, 12))
    qtbot.mouseRelease(track, LEFT, pos=QPoint(108, 12))

    assert told == ["pressed", pytest.approx(0.5, abs=0.02), "released"]


def test_a_key_is_one_whole_act(slider: Slider, qtbot: QtBot) -> None:
    told = told_by(slider)

    qtbot.keyClick(inside(slider), Key.Key_Right)
    qtbot.keyClick(inside(slider), Key.Key_End)
    qtbot.keyClick(inside(slider), Key.Key_End)

    assert told == ["pressed", 0.01, "released", "pressed", 1.0, "released"]


def test_a_slider_keeps_the_value_it_was_given(slider: Slider, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(slider.moved):
        slider.set_value(0.333)

    assert slider.value == 0.333


def test_focus_by_tab_is_seen_and_by_mouse_is_not(slider: Slider, qtbot: QtBot) -> None:
    track = inside(slider)
    edge = QPoint(track.width() // 2, 0)
    track.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(track.hasFocus)
    accent = QColor(theme().palette.accent)
    assert slider.grab().toImage().pixelColor(edge) != accent
    track.clearFocus()

    track.setFocus(BY_TAB)

    assert slider.grab().toImage().pixelColor(edge) == accent


def test_an_icon_button_says_its_name_and_key(qtbot: QtBot) -> None:
    button = IconButton("scissors", "Cut", "B")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Cut"
    assert button.toolTip() == "Cut (B)"
    button.set_name("Split", "Ctrl+B")
    assert button.toolTip() == "Split (Ctrl+B)"
    button.set_key("")
    assert button.toolTip() == "Split"


def test_keys_are_written_as_this_system_does() -> None:
    assert with_key("Save", "Ctrl+S") == "Save (Ctrl+S)"


def test_a_clicked_button_leaves_the_focus_where_it_was(qtbot: QtBot) -> None:
    for button in (Button("Go"), IconButton("scissors", "Cut"), Switch()):
        shown(qtbot, button)
        qtbot.mouseClick(button, LEFT)
        assert not button.focusPolicy() & Qt.FocusPolicy.ClickFocus


def test_sizes_follow_the_interface_size(qtbot: QtBot) -> None:
    button, words = IconButton("scissors", "Cut"), Button("Go", height=28)
    qtbot.addWidget(button)
    qtbot.addWidget(words)
    assert button.width() == 26
    try:
        theme().use("dark", 1.3)
        assert button.width() == 34
        assert words.height() == 36
    finally:
        theme().use("dark")


def test_the_ring_is_drawn_on_every_painted_control(qtbot: QtBot) -> None:
    segmented = Segmented([("1", "One")])
    for widget, target in (
        (button := IconButton("scissors", "Cut"), button),
        (segmented, segmented.segment("1")),
        (combo := Combo(), combo),
    ):
        shown(qtbot, widget)
        target.setFocus(BY_TAB)
        qtbot.waitUntil(target.hasFocus)
        picture = target.grab().toImage()
        at = picture.pixelColor(picture.width() // 2, 0)
        assert at == QColor(theme().palette.accent)
