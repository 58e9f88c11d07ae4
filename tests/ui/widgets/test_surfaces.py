"""Labels, panels, dialogs, pictures."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.ui.dialogs.question import Question
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.card import Card
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.panel import Panel, TabPanel
from app.ui.widgets.progress_bar import ProgressBar
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.thumbnail import Thumbnail

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


def shown(qtbot: QtBot, widget: QWidget) -> None:
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()


def test_a_label_never_reads_markup(qtbot: QtBot) -> None:
    label = Label("<b>name</b>.mp4")
    qtbot.addWidget(label)

    assert label.textFormat() == Qt.TextFormat.PlainText


def test_a_label_follows_the_theme(qtbot: QtBot) -> None:
    label = Label("Words", "small", "tx3")
    qtbot.addWidget(label)
    try:
        theme().use("light", 1.3)
        colour = label.palette().color(QPalette.ColorRole.WindowText)
        assert colour == QColor(theme().palette.tx3)
        assert label.font().pixelSize() == 14
    finally:
        theme().use("dark")


def test_a_long_text_is_cut_and_told_by_a_tool_tip(qtbot: QtBot) -> None:
    label = ElidedLabel("a-file-with-a-very-long-name.mp4")
    label.resize(80, 20)
    shown(qtbot, label)

    assert label.shown_text().endswith("…")
    assert label.toolTip() == "a-file-with-a-very-long-name.mp4"
    label.resize(600, 20)
    assert label.toolTip() == ""
    assert label.minimumSizeHint().width() < 60


def test_panels_of_all_kinds_have_headers_of_one_height(qtbot: QtBot) -> None:
    panel, tabs = Panel("Media"), TabPanel()
    content, first = QWidget(), QWidget()
    panel.set_content(content)
    panel.add_to_header(IconButton("plus", "Add"))
    tabs.add_tab("a", "Effects", first)
    for widget in (panel, tabs):
        widget.resize(300, 300)
        shown(qtbot, widget)

    assert content.y() == 36
    assert first.mapTo(tabs, first.rect().topLeft()).y() == 36


def test_new_content_takes_the_place_of_the_old(qtbot: QtBot) -> None:
    panel = Panel("Media")
    shown(qtbot, panel)
    old, new = QLabel("old"), QLabel("new")
    panel.set_content(old)
    with qtbot.waitSignal(old.destroyed):
        panel.set_content(new)
    assert new.isVisible()


@pytest.fixture
def tabs(qtbot: QtBot) -> TabPanel:
    panel = TabPanel()
    for id in ("effects", "clip", "info"):
        panel.add_tab(id, id.title(), QLabel(id))
    shown(qtbot, panel)
    return panel


def tab(panel: TabPanel, text: str) -> QAbstractButton:
    return next(b for b in panel.findChildren(QAbstractButton) if b.text() == text)


def test_a_click_brings_a_tab_to_the_front(tabs: TabPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tabs.tab_shown) as told:
        qtbot.mouseClick(tab(tabs, "Clip"), LEFT)

    assert told.args == ["clip"]
    assert tabs.current == "clip"
    assert [label.text() for label in tabs.findChildren(QLabel) if label.isVisible()] == ["clip"]


def test_a_question_begins_at_the_button_that_enter_means(qtbot: QtBot) -> None:
    question = Question("Recover?", "It was not saved.", [("later", "Later"), ("go", "Recover")])
    shown(qtbot, question)

    qtbot.waitUntil(question.buttons["go"].hasFocus)
    with qtbot.waitSignal(question.answered) as told:
        qtbot.keyClick(question.buttons["go"], Qt.Key.Key_Return)
    assert told.args == ["go"]


def test_a_tab_that_hides_the_focus_leaves_it_nowhere(tabs: TabPanel, qtbot: QtBot) -> None:
    tabs.activateWindow()
    field = QLineEdit(tabs._stack.widget(0))
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)

    qtbot.mouseClick(tab(tabs, "Clip"), LEFT)
    assert not any(button.hasFocus() for button in tabs.findChildren(QAbstractButton))

    tab(tabs, "Clip").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.mouseClick(tab(tabs, "Info"), LEFT)
    assert not tab(tabs, "Clip").hasFocus(), "the ring would stand round the tab that was left"


def test_arrows_move_between_tabs_in_a_circle(tabs: TabPanel, qtbot: QtBot) -> None:
    qtbot.keyClick(tab(tabs, "Effects"), Qt.Key.Key_Left)
    assert tabs.current == "info"
    qtbot.keyClick(tab(tabs, "Info"), Qt.Key.Key_Right)
    assert tabs.current == "effects"


def test_a_hidden_tab_makes_room_for_the_first(tabs: TabPanel, qtbot: QtBot) -> None:
    tabs.show_tab("clip")
    tabs.set_tab_visible("clip", False)
    assert tabs.current == "effects"
    qtbot.keyClick(tab(tabs, "Effects"), Qt.Key.Key_Right)
    assert tabs.current == "info"


def test_an_empty_state_offers_one_thing_to_do(qtbot: QtBot) -> None:
    done: list[int] = []
    state = EmptyState("film-slate", "No media yet", "…", "Import…", lambda: done.append(1))
    shown(qtbot, state)

    assert state.button is not None
    qtbot.mouseClick(state.button, LEFT)

    assert done == [1]


def test_a_card_marks_its_selection(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.set_selected(True)

    assert card.selected


@pytest.mark.parametrize("fraction", [0.0, 0.42, 1.0])
def test_a_bar_is_filled_as_far_as_it_says(qtbot: QtBot, fraction: float) -> None:
    bar = ProgressBar()
    bar.resize(100, 6)
    shown(qtbot, bar)
    bar.set_fraction(fraction)

    picture = bar.grab().toImage()
    accent = QColor(theme().palette.accent)
    filled = sum(picture.pixelColor(x, 3) == accent for x in range(100))
    assert filled == pytest.approx(100 * fraction, abs=3)


def test_a_bar_without_a_known_end_is_empty_and_still(qtbot: QtBot) -> None:
    bar = ProgressBar()
    bar.set_fraction(0.5)
    shown(qtbot, bar)
    bar.set_fraction(None)

    assert bar.fraction is None
    assert bar.value() == 0


def test_escape_empties_a_search_before_it_closes_the_dialog(qtbot: QtBot) -> None:
    dialog = Dialog("Models")
    field = SearchField("Search")
    dialog.set_body(field)
    shown(qtbot, dialog)
    qtbot.keyClicks(field, "abc")

    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert dialog.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_dialog_stands_in_the_middle_of_its_dimmed_window(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(800, 600)
    shown(qtbot, window)
    bright = window.grab().toImage().pixelColor(10, 10)
    dialog = Dialog("Export", "clip.mp4", window)
    dialog.set_body(QLabel("body"))
    dialog.resize(400, 300)
    dialog.show()

    assert dialog.geometry().center() == window.geometry().center()
    assert window.grab().toImage().pixelColor(10, 10) != bright
    dialog.close()
    assert window.grab().toImage().pixelColor(10, 10) == bright


def test_a_dialog_closes_by_its_cross(qtbot: QtBot) -> None:
    dialog = Dialog("Export")
    dialog.add_footer_left(Label("left"))
    dialog.add_footer_right(Button("Export", primary=True))
    shown(qtbot, dialog)
    cross = next(b for b in dialog.findChildren(IconButton) if b.accessibleName() == "Close")

    qtbot.mouseClick(cross, LEFT)

    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not dialog.isVisible()


def test_a_thumbnail_fills_its_box(qtbot: QtBot) -> None:
    thumbnail = Thumbnail(80, 40)
    thumbnail.set_badge("0:09")
    shown(qtbot, thumbnail)
    assert thumbnail.grab().toImage().pixelColor(40, 5) == QColor(theme().palette.bg3)
    tall = QImage(90, 160, QImage.Format.Format_RGB32)
    tall.fill(QColor("red"))

    thumbnail.set_image(tall)

    picture = thumbnail.grab().toImage()
    assert picture.pixelColor(2, 20) == picture.pixelColor(77, 20) == QColor("red")


def test_a_key_cap_grows_with_its_text(qtbot: QtBot) -> None:
    cap = KeyCap("B")
    qtbot.addWidget(cap)
    narrow = cap.sizeHint().width()
    cap.set_text("Ctrl+Shift+P")

    assert cap.sizeHint().width() > narrow
    assert cap.accessibleName() == "Ctrl+Shift+P"


def test_a_large_dialog_shrinks_to_a_small_window(qtbot: QtBot) -> None:
    window = QWidget()
    window.resize(700, 400)
    shown(qtbot, window)
    dialog = Dialog("Settings", parent=window)
    dialog.resize(960, 600)
    dialog.show()

    assert window.geometry().contains(dialog.geometry())
    dialog.close()


def test_a_dialog_begins_at_its_first_control(qtbot: QtBot) -> None:
    dialog = Dialog("Models")
    body = QWidget()
    column = QVBoxLayout(body)
    column.addWidget(Label("Name"))
    field = SearchField("Search")
    column.addWidget(field)
    dialog.set_body(body)
    dialog.add_footer_right(Button("Done"))
    shown(qtbot, dialog)

    qtbot.waitUntil(field.hasFocus)
    dialog.close()


def test_enter_presses_a_button_with_the_focus(qtbot: QtBot) -> None:
    pressed: list[int] = []
    for button in (Button("Go"), IconButton("plus", "Add")):
        shown(qtbot, button)
        button.clicked.connect(lambda: pressed.append(1))
        qtbot.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [1, 1]


def test_following_the_theme_keeps_nothing_alive(qtbot: QtBot) -> None:
    label, button = Label("gone"), IconButton("plus", "Add")
    gone: list[weakref.ref[QWidget]] = [weakref.ref(label), weakref.ref(button)]
    del label, button
    gc.collect()

    theme().use("light")
    theme().use("dark")

    assert [ref() for ref in gone] == [None, None]
