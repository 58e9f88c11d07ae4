"""The keys of a tool count wherever in the window the focus is, but in fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.annotations.shapes import Polygon
from app.ui.annotate.stray_keys import StrayKeys

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from tests.ui.annotate.conftest import Desk

Key = Qt.Key
CORNERS = ((40, 40), (120, 40), (120, 100))


class Window(QWidget):
    """A picture, rows below it and a field, as in the window of the program."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.rows, self.field = QWidget(), QLineEdit()
        self.rows.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        for part in (desk.canvas, self.rows, self.field):
            column.addWidget(part)
        desk.canvas.setMinimumSize(720, 440)
        self.stray = StrayKeys(self, desk.stage.events)


@pytest.fixture
def window(desk: Desk, qtbot: QtBot) -> Window:
    window = Window(desk)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    return window


def begun_polygon(desk: Desk) -> None:
    desk.toolbox.choose("polygon")
    for corner in CORNERS:
        desk.click(corner)


def test_enter_finishes_a_polygon_while_the_rows_have_the_focus(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    begun_polygon(desk)
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_Return)

    assert isinstance(desk.layer.tracks[0].keyframes[0].shape, Polygon)


def test_escape_drops_it_and_then_puts_the_tool_away(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    begun_polygon(desk)
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_Escape)
    assert (desk.tool.busy, desk.toolbox.current) == (False, "polygon")
    qtbot.keyClick(window.rows, Key.Key_Escape)

    assert desk.toolbox.current == "select"
    assert not desk.layer.tracks


def test_the_key_of_a_tool_comes_before_a_shortcut(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    fired = list[str]()
    QShortcut(QKeySequence("["), window).activated.connect(lambda: fired.append("["))
    desk.toolbox.choose("brush")
    before = desk.toolbox.brush
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_BracketLeft)

    assert desk.toolbox.brush < before
    assert not fired


def test_a_field_keeps_its_keys(desk: Desk, window: Window, qtbot: QtBot) -> None:
    begun_polygon(desk)
    window.field.setFocus()

    qtbot.keyClick(window.field, Key.Key_Return)
    qtbot.keyClick(window.field, Key.Key_Backspace)

    assert desk.tool.busy
    assert not desk.layer.tracks


def test_escape_selects_nothing_after_a_click_in_the_rows(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    """Else what is drawn next would go on with a track that the user has put away."""
    begun_polygon(desk)
    qtbot.keyClick(desk.canvas, Key.Key_Return)
    desk.session.select_segments({1})
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_Escape)

    assert not desk.session.selection
    assert not desk.session.segments


def test_with_the_arrow_in_hand_other_keys_are_left_alone(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    fired = list[str]()
    QShortcut(QKeySequence("Ctrl+Left"), window).activated.connect(lambda: fired.append("left"))
    begun_polygon(desk)
    qtbot.keyClick(desk.canvas, Key.Key_Return)
    before = desk.layer
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_Left, Qt.KeyboardModifier.ControlModifier)

    assert desk.layer is before
    assert fired == ["left"]


def test_escape_is_left_alone_where_nothing_is_selected(
    desk: Desk, window: Window, qtbot: QtBot
) -> None:
    fired = list[str]()
    QShortcut(QKeySequence("Esc"), window).activated.connect(lambda: fired.append("away"))
    window.rows.setFocus()

    qtbot.keyClick(window.rows, Key.Key_Escape)

    assert fired == ["away"]
