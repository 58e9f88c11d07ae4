from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.ui.widgets.arithmetic import evaluate
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    """A field and a neighbour to give the focus to."""
    widget = QWidget()
    column = QVBoxLayout(widget)
    column.addWidget(NumberField(0, 10, 2, "s"))
    column.addWidget(QLineEdit())
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    return widget


@pytest.fixture
def field(form: QWidget, qtbot: QtBot) -> NumberField:
    found = form.findChild(NumberField)
    assert found is not None
    neighbour = form.findChildren(QLineEdit)[-1]
    neighbour.setFocus()
    qtbot.waitUntil(neighbour.hasFocus)
    return found


def test_a_zero_that_is_no_amount_is_a_word(form: QWidget, qtbot: QtBot) -> None:
    field = NumberField(0, 16, 1, "times", zero="Auto")
    column = form.layout()
    assert column is not None
    column.addWidget(field)
    assert field.text() == "Auto"
    enter(qtbot, field, "2")
    assert field.value == 2
    with qtbot.waitSignal(field.edited) as edited:
        enter(qtbot, field, "auto")
    assert edited.args == [0]
    assert field.text() == "Auto"
    with qtbot.waitSignal(field.edited):
        qtbot.keyClick(field, Key.Key_Up)
    assert field.value == pytest.approx(0.1)


def enter(qtbot: QtBot, field: NumberField, text: str) -> None:
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Key.Key_Return)


def roll(field: NumberField, turns: int) -> QWheelEvent:
    at = QPointF(5, 5)
    event = QWheelEvent(
        at,
        QPointF(field.mapToGlobal(QPoint(5, 5))),
        QPoint(),
        QPoint(0, 120 * turns),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)
    return event


@pytest.mark.parametrize(
    ("text", "value"),
    [("1.5", 1.5), ("6/4", 1.5), ("2*(1+1)", 4), ("1,25", 1.25), ("+3", 3), ("6 ÷ 4", 1.5)],
)
def test_numbers_and_sums_are_understood(text: str, value: float) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    ["", "abc", "1/0", "2**9", "__import__('os')", "(1", "1e999", "9" * 90, "True", "'a'", "1 2"],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        evaluate(text)


def test_a_typed_sum_is_told_once(field: NumberField, qtbot: QtBot) -> None:
    told: list[float] = []
    field.edited.connect(told.append)

    enter(qtbot, field, "3/4")

    assert field.value == 0.75
    assert told == [0.75]


def test_leaving_takes_what_was_typed_and_shows_the_unit(field: NumberField, qtbot: QtBot) -> None:
    field.setFocus()
    qtbot.keyClick(field, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(field, "2")
    qtbot.keyClick(field, Key.Key_Tab)

    assert field.value == 2
    assert field.text() == "2.00 s"


def test_the_unit_is_away_while_typing(field: NumberField, qtbot: QtBot) -> None:
    assert field.text() == "0.00 s"

    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    assert field.text() == "0.00"


def test_values_are_moved_into_the_range(field: NumberField, qtbot: QtBot) -> None:
    enter(qtbot, field, "99")

    assert field.value == 10


def test_nonsense_leaves_the_value(field: NumberField, qtbot: QtBot) -> None:
    field.set_value(4)

    enter(qtbot, field, "four")

    assert field.value == 4
    assert field.text() == "4.00"


def test_escape_takes_back_what_was_typed(field: NumberField, qtbot: QtBot) -> None:
    field.set_value(4)
    field.setFocus()
    qtbot.keyClicks(field, "7")

    qtbot.keyClick(field, Key.Key_Escape)

    assert field.value == 4
    assert field.text() == "4.00"


def test_up_and_down_step_and_shift_makes_it_ten(field: NumberField, qtbot: QtBot) -> None:
    field.set_step(0.1)
    field.setFocus()

    qtbot.keyClick(field, Key.Key_Up)
    qtbot.keyClick(field, Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(field, Key.Key_Down)

    assert field.value == 1.0


def test_the_wheel_acts_only_with_the_focus(field: NumberField, qtbot: QtBot) -> None:
    assert not roll(field, 1).isAccepted()
    assert field.value == 0
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    roll(field, 3)

    assert field.value == 0.01


def test_setting_a_value_says_nothing(field: NumberField, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(field.edited):
        field.set_value(5)
