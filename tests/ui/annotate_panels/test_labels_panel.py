"""Choosing, making and changing labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.annotations.label_set import read_labels
from app.annotations.model import Label
from app.annotations.skeletons import PERSON
from app.ui.annotate_panels.label_editor import LabelEditor
from app.ui.annotate_panels.labels_panel import LabelsPanel
from app.ui.background import Background
from app.ui.dialogs.question import Question
from app.ui.theme.palette import DARK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtCore import QModelIndex
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from tests.ui.annotate_panels.scenes import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> Iterator[LabelsPanel]:
    work = Background("labels")
    made = LabelsPanel(desk.session, desk.visibility, work)
    made.resize(216, 640)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    work.close()


def dialog_of(kind: type) -> object:
    return next(
        one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()
    )


def test_rows_say_counts_and_keys(panel: LabelsPanel) -> None:
    rows = {row.name: (row.count, row.key) for row in panel.model.rows if row.name}
    assert rows["person"] == ("1", "1")
    assert rows["leash"] == ("0 + 1", "4")
    assert rows["throw"] == ("1 + 1", "Alt 1")
    assert rows["release"] == ("0 + 1", "Alt 7")
    assert [row.group for row in panel.model.rows if not row.name] == ["", "Action", "Dog state"]


def act(panel: LabelsPanel, name: str, words: str) -> None:
    next(one for one in panel.menu_for(name).actions() if one.text() == words).trigger()


def test_a_label_is_put_on_the_whole_clip_and_taken_off_again(
    panel: LabelsPanel, desk: Desk
) -> None:
    index = panel.model.index(panel.model.place("dog"))
    plain = seen(panel, index)
    act(panel, "dog", "Put it on the whole clip")
    assert [tag.label for tag in desk.layer.tags] == ["dog"]
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "dog, on the whole clip"
    assert "on the whole clip" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert seen(panel, index) != plain
    act(panel, "dog", "Take it off the clip")
    assert not desk.layer.tags
    assert seen(panel, index) == plain
    desk.document.undo_stack.undo()
    assert [tag.label for tag in desk.layer.tags] == ["dog"]


def seen(panel: LabelsPanel, index: QModelIndex) -> QImage:
    return panel.list.grab(panel.list.visualRect(index)).toImage()


def test_a_click_and_arrows_choose(panel: LabelsPanel, desk: Desk) -> None:
    index = panel.model.index(panel.model.place("ball"))
    QTest.mouseClick(panel.list.viewport(), LEFT, pos=panel.list.visualRect(index).center())
    assert desk.session.label == "ball"
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert desk.session.label == "leash"


def test_searching(panel: LabelsPanel) -> None:
    QTest.mouseClick(panel.find_button, LEFT)
    QTest.keyClicks(panel.search, "ru")
    assert [row.name for row in panel.model.rows] == ["", "run"]
    QTest.mouseClick(panel.find_button, LEFT)
    assert len(panel.model.rows) == 16


def test_a_new_label(panel: LabelsPanel, desk: Desk) -> None:
    QTest.mouseClick(panel.plus, LEFT)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    QTest.keyClicks(editor.name, "dog")
    QTest.mouseClick(editor.save, LEFT)
    assert "already" in editor.problem.text()
    QTest.keyClicks(editor.name, " bed")
    editor.colour.choose("#123456")
    editor.skeleton.joints.setText("head, tail")
    row = editor.attributes.add_row(desk.layer.labels[0].attributes[0])
    row.mutable.setChecked(False)
    QTest.mouseClick(editor.save, LEFT)
    made = next(label for label in desk.layer.labels if label.name == "dog bed")
    assert made.colour == "#123456"
    assert made.skeleton is not None
    assert made.skeleton.bones == ((0, 1),)
    assert (made.attributes[0].name, made.attributes[0].mutable) == ("Pose", False)
    assert desk.session.label == "dog bed"
    assert desk.steps == 1


def test_the_bones_of_a_skeleton_are_entered_by_number(panel: LabelsPanel, desk: Desk) -> None:
    QTest.mouseClick(panel.plus, LEFT)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    QTest.keyClicks(editor.name, "cup")
    fields = editor.skeleton
    assert not fields.bones.isEnabled()
    QTest.keyClicks(fields.joints, "rim, foot, handle")
    QTest.keyClicks(fields.bones, "1-2, 1-4")
    QTest.mouseClick(editor.save, LEFT)
    assert editor.problem.text().startswith("“1-4” is no bone")
    assert desk.steps == 0
    QTest.keyClick(fields.bones, Qt.Key.Key_Backspace)
    QTest.keyClicks(fields.bones, "3")
    QTest.mouseClick(editor.save, LEFT)
    made = next(label for label in desk.layer.labels if label.name == "cup")
    assert made.skeleton is not None
    assert made.skeleton.bones == ((0, 1), (0, 2))


def test_a_person_of_coco_is_one_click(panel: LabelsPanel, desk: Desk) -> None:
    QTest.mouseClick(panel.plus, LEFT)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    QTest.keyClicks(editor.name, "player")
    QTest.mouseClick(editor.skeleton.person, LEFT)
    QTest.mouseClick(editor.save, LEFT)
    made = next(label for label in desk.layer.labels if label.name == "player")
    assert made.skeleton == PERSON


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_colours_are_one_stop_of_tab_and_arrows_choose(
    panel: LabelsPanel, qtbot: QtBot
) -> None:
    QTest.mouseClick(panel.plus, LEFT)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    qtbot.waitUntil(editor.name.hasFocus)
    stops = []
    for _ in range(3):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        stops.append(focused().accessibleName())
    assert stops[0] == "Automatic"
    assert stops[2] == "Group"
    for _ in range(2):
        QTest.keyClick(focused(), Qt.Key.Key_Backtab)
    QTest.keyClick(focused(), Qt.Key.Key_Right)
    assert focused().accessibleName() == "Blue"
    assert editor.colour.value == DARK.labels[0].lower()
    QTest.keyClick(focused(), Qt.Key.Key_Left)
    assert editor.colour.value == ""
    editor.reject()


def test_a_new_group_is_named_where_the_focus_goes(
    panel: LabelsPanel, desk: Desk, qtbot: QtBot
) -> None:
    QTest.mouseClick(panel.plus, LEFT)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    QTest.keyClicks(editor.name, "sunny")
    assert editor.skeleton.joints.isVisible()

    editor.group.setFocus()
    QTest.keyClick(editor.group, Qt.Key.Key_End)
    assert editor.group.value == "+"
    qtbot.waitUntil(editor.new_group.hasFocus)
    assert not editor.skeleton.joints.isVisible()

    QTest.keyClick(editor.new_group, Qt.Key.Key_Return)
    assert editor.problem.text() == "The new group needs a name."
    QTest.keyClicks(editor.new_group, "Weather")
    QTest.keyClick(editor.new_group, Qt.Key.Key_Return)

    made = next(label for label in desk.layer.labels if label.name == "sunny")
    assert (made.group, made.skeleton) == ("Weather", None)


def test_renaming_goes_through_everything(panel: LabelsPanel, desk: Desk) -> None:
    desk.session.choose_label("dog")
    QTest.keyClick(panel.list, Qt.Key.Key_F2)
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    editor.name.setText("puppy")
    QTest.keyClick(editor.name, Qt.Key.Key_Return)
    assert desk.track(2).label == "puppy"
    assert desk.session.label == "puppy"


@pytest.mark.parametrize(
    ("choices", "default", "says"),
    [("", "", "needs choices"), ("a, b", "c", "not among"), ("a, a, b", "b", "")],
)
def test_attributes_are_checked(
    panel: LabelsPanel, desk: Desk, choices: str, default: str, says: str
) -> None:
    panel.edit("bin")
    editor = dialog_of(LabelEditor)
    assert isinstance(editor, LabelEditor)
    QTest.mouseClick(editor.attributes.add, LEFT)
    row = editor.attributes.rows[0]
    row.name.setText("Colour")
    row.type.choose("choice")
    row.choices.setText(choices)
    row.default.setText(default)
    QTest.mouseClick(editor.save, LEFT)
    assert says in editor.problem.text()
    if not says:
        kind = next(label for label in desk.layer.labels if label.name == "bin").attributes[0]
        assert (kind.choices, kind.default) == (("a", "b"), "b")


def test_deleting_asks_where_it_is_used(panel: LabelsPanel, desk: Desk) -> None:
    panel.delete("bin")
    assert all(label.name != "bin" for label in desk.layer.labels)
    panel.delete("dog")
    question = dialog_of(Question)
    assert isinstance(question, Question)
    QTest.mouseClick(question.buttons["delete"], LEFT)
    assert all(track.id != 2 for track in desk.layer.tracks)
    desk.document.undo_stack.undo()
    assert desk.track(2)


def test_label_sets_go_out_and_come_in(
    panel: LabelsPanel, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "set.json"
    with qtbot.waitSignal(panel.told):
        panel.export_file(str(path))
    assert read_labels(path) == desk.layer.labels
    path.write_text('["person", "cat"]')
    with qtbot.waitSignal(panel.told):
        panel.import_file(str(path))
    assert desk.layer.labels[-1] == Label("cat")
    path.write_text("nonsense")
    with qtbot.waitSignal(panel.problem) as said:
        panel.import_file(str(path))
    assert "set.json" in said.args[0]


def test_labels_that_nothing_has_go_together(panel: LabelsPanel, desk: Desk) -> None:
    before = [label.name for label in desk.layer.labels]
    desk.session.apply(
        "Reject", lambda layer: replace(layer, tracks=layer.tracks[:1], segments=(), tags=())
    )
    (kept,) = {track.label for track in desk.layer.tracks}
    desk.session.choose_label(next(name for name in before if name != kept))

    act(panel, "", "Remove unused labels")

    assert [label.name for label in desk.layer.labels] == [kept]
    assert desk.session.label in ("", kept)
    assert desk.steps == 2
    offered = {one.text(): one.isEnabled() for one in panel.menu_for("").actions()}
    assert not offered["Remove unused labels"]
    desk.document.undo_stack.undo()
    assert [label.name for label in desk.layer.labels] == before


def test_the_menu_hides_locks_and_moves(panel: LabelsPanel, desk: Desk) -> None:
    menu = panel.menu_for("dog")
    acts = {action.text(): action for action in menu.actions()}
    acts["Hide all of it"].trigger()
    acts["Lock all of it"].trigger()
    acts["Move up"].trigger()
    menu.close()
    assert desk.visibility.is_hidden(desk.track(2))
    assert desk.visibility.is_locked(desk.track(2))
    assert [label.name for label in desk.layer.labels[:2]] == ["dog", "person"]
    panel.grab()
