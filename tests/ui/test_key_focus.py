"""Single keys belong to the control that has the focus, if it has a use for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.ui.key_focus import KeyFocus, wants
from app.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("kind", "key", "modifiers", "text", "expected"),
    [
        (QLineEdit, Key.Key_K, NONE, "k", True),
        (QLineEdit, Key.Key_Left, NONE, "", True),
        (QLineEdit, Key.Key_S, CTRL, "", False),
        (QLineEdit, Key.Key_F1, NONE, "", False),
        (QListWidget, Key.Key_Down, NONE, "", True),
        (QListWidget, Key.Key_K, NONE, "k", False),
        (QSlider, Key.Key_Right, NONE, "", True),
        (QSlider, Key.Key_Space, NONE, " ", False),
        (QPushButton, Key.Key_Space, NONE, " ", True),
        (QPushButton, Key.Key_Left, NONE, "", False),
        (QWidget, Key.Key_Space, NONE, " ", False),
    ],
)
def test_who_wants_a_key(
    qtbot: QtBot,
    kind: type[QWidget],
    key: Qt.Key,
    modifiers: Qt.KeyboardModifier,
    text: str,
    expected: bool,
) -> None:
    widget = kind()
    qtbot.addWidget(widget)

    assert wants(widget, QKeyEvent(QEvent.Type.ShortcutOverride, key, modifiers, text)) is expected


def test_a_letter_is_typed_and_not_a_shortcut(qtbot: QtBot, qapp: QApplication) -> None:
    keys = KeyFocus(qapp)
    window, fired = QWidget(), list[str]()
    qtbot.addWidget(window)
    field, button = QLineEdit(), QPushButton("Press")
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(button)
    QShortcut(QKeySequence("K"), window).activated.connect(lambda: fired.append("K"))
    with qtbot.waitActive(window):
        window.show()

    field.setFocus()
    QTest.keyClick(field, Key.Key_K)
    assert (field.text(), fired) == ("k", [])

    button.setFocus()
    QTest.keyClick(button, Key.Key_K)
    assert fired == ["K"]

    keys.stop()
    keys.setParent(None)


def test_enter_chooses_in_the_open_list_of_a_combo(qtbot: QtBot, qapp: QApplication) -> None:
    keys, combo = KeyFocus(qapp), Combo()
    qtbot.addWidget(combo)
    combo.set_choices([("text", "Text"), ("number", "Number"), ("choice", "Choice")])
    with qtbot.waitActive(combo):
        combo.show()
    combo.showPopup()
    qtbot.waitUntil(combo.view().isVisible)
    combo.view().setFocus()

    QTest.keyClick(combo.view(), Key.Key_Down)
    QTest.keyClick(combo.view(), Key.Key_Return)

    assert combo.value == "number"
    assert not combo.view().isVisible()
    keys.stop()
    keys.setParent(None)


def test_a_list_left_without_a_choice_opens_again_at_the_chosen_entry(qtbot: QtBot) -> None:
    combo = Combo()
    qtbot.addWidget(combo)
    combo.set_choices([("text", "Text"), ("number", "Number"), ("choice", "Choice")])
    with qtbot.waitActive(combo):
        combo.show()
    combo.showPopup()
    QTest.keyClick(combo.view(), Key.Key_End)
    QTest.keyClick(combo.view(), Key.Key_Escape)

    combo.showPopup()

    assert (combo.value, combo.view().currentIndex().row()) == ("text", 0)
    combo.hidePopup()
