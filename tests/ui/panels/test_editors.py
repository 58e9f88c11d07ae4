"""Which control a parameter gets, and what it makes of acts of the user."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.base.parameter import Parameter
from app.effects.registry import EFFECTS
from app.ui.panels.forms.editors import (
    ComboEditor,
    FileEditor,
    NumberEditor,
    SegmentedEditor,
    SwitchEditor,
    TextEditor,
    decimals_of,
    editor_for,
    step_of,
)
from app.ui.panels.forms.form import Form

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.effects.effect import EffectKind

LEFT = Qt.MouseButton.LeftButton
SHORT = Parameter("a", "A", "choice", "one", choices=("one", "two"))
LONG = Parameter("a", "A", "choice", "lanczos", choices=("lanczos", "bicubic", "bilinear", "area"))
FEW = Parameter("a", "A", "whole", 1, 1, 5)
MANY = Parameter("a", "A", "whole", 0, 0, 65535, "px")
NUMBER = Parameter("a", "A", "number", 0.5, 0, 1)


@pytest.mark.parametrize(
    ("parameter", "kind"),
    [
        (SHORT, SegmentedEditor),
        (LONG, ComboEditor),
        (FEW, SegmentedEditor),
        (MANY, NumberEditor),
        (NUMBER, NumberEditor),
        (Parameter("a", "A", "switch", False), SwitchEditor),
        (Parameter("a", "A", "file", ""), FileEditor),
        (Parameter("a", "A", "text", ""), TextEditor),
    ],
)
def test_each_kind_has_its_control(qtbot: QtBot, parameter: Parameter, kind: type) -> None:
    editor = editor_for(parameter)
    qtbot.addWidget(editor)
    assert type(editor) is kind


def test_a_range_too_wide_to_drag_has_a_field_only(qtbot: QtBot) -> None:
    wide, narrow = NumberEditor(MANY), NumberEditor(NUMBER)
    qtbot.addWidget(wide)
    qtbot.addWidget(narrow)
    assert wide.slider is None
    assert narrow.slider is not None


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.name)
def test_every_default_is_shown_as_it_is(qtbot: QtBot, kind: object) -> None:
    for parameter in getattr(kind, "parameters", ()):
        editor = editor_for(parameter)
        qtbot.addWidget(editor)
        editor.set_name(parameter.title, parameter.help)
        editor.show_value(parameter.default)
        if isinstance(editor, NumberEditor):
            assert editor.field.value == parameter.default


@pytest.mark.parametrize(
    ("unit", "narrow", "wide"),
    [
        ("%", "5 %", "5 %"),
        ("% of the height", "5 %", "5 %"),
        ("frames", "5", "5 frames"),
        ("", "5", "5"),
    ],
)
def test_a_unit_is_told_as_far_as_there_is_room(
    qtbot: QtBot, unit: str, narrow: str, wide: str
) -> None:
    form = Form([Parameter("a", "A", "whole", 5, 0, 100, unit)])
    qtbot.addWidget(form)
    form.show_settings({}, Fraction(0), Fraction(1))
    editor = form.rows["a"].editor
    assert isinstance(editor, NumberEditor)
    assert editor.field.text() == narrow
    form.fill_dialog()
    assert editor.field.text() == wide


def test_what_says_nothing_beside_the_other_values_is_out_of_the_way(qtbot: QtBot) -> None:
    form = Form(
        [
            Parameter(
                "behind",
                "Behind",
                "choice",
                "blur",
                choices=("blur", "colour", "picture", "transparent"),
            ),
            Parameter("blur", "Blur", "number", 3.0, 0, 20, where=("behind", ("blur",))),
            Parameter("colour", "Colour", "text", "", main=False, where=("behind", ("colour",))),
        ]
    )
    qtbot.addWidget(form)
    form.show()
    assert form.rows["blur"].isVisible()
    assert not form.more.isVisible(), "there is nothing under it"
    form.show_settings({"behind": "colour"}, Fraction(0), Fraction(1))
    assert not form.rows["blur"].isVisible()
    QTest.mouseClick(form.more, Qt.MouseButton.LeftButton)
    assert form.rows["colour"].isVisible()
    editor = form.rows["behind"].editor
    assert isinstance(editor, ComboEditor)
    editor.combo.setFocus()
    QTest.keyClick(editor.combo, Qt.Key.Key_Up)
    assert form.rows["blur"].isVisible()
    assert not form.rows["colour"].isVisible()


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.name)
def test_what_a_parameter_depends_on_is_there(kind: EffectKind) -> None:
    known = {parameter.name: parameter for parameter in kind.parameters}
    for parameter in kind.parameters:
        if parameter.where is not None:
            name, values = parameter.where
            assert [known[name].validated(value) for value in values] == list(values)


@pytest.mark.parametrize("kind", EFFECTS, ids=lambda kind: kind.name)
def test_every_number_fits_into_its_field(qtbot: QtBot, kind: EffectKind) -> None:
    for parameter in kind.parameters:
        editor = editor_for(parameter)
        qtbot.addWidget(editor)
        if isinstance(editor, NumberEditor) and editor.slider is not None:
            for value in (parameter.minimum, parameter.default, parameter.maximum):
                editor.show_value(float(value))
                room = editor.field.width() - editor.field.fontMetrics().horizontalAdvance("0")
                text = editor.field.text()
                assert editor.field.fontMetrics().horizontalAdvance(text) <= room, text


def test_steps() -> None:
    assert step_of(NUMBER) == 0.01
    assert decimals_of(NUMBER) == 2
    assert step_of(Parameter("a", "A", "number", 0.0, 0, 100)) == 1
    assert step_of(MANY) == 1
    assert decimals_of(MANY) == 0


def test_a_switch_and_a_whole_choice(qtbot: QtBot) -> None:
    switch, few = SwitchEditor(), SegmentedEditor(FEW)
    for editor in (switch, few):
        qtbot.addWidget(editor)
        editor.show()
    with qtbot.waitSignal(switch.edited) as edited:
        qtbot.mouseClick(switch.switch, LEFT)
    assert edited.args == [True]
    with qtbot.waitSignal(few.edited) as edited:
        qtbot.mouseClick(few.segments.segment("3"), LEFT)
    assert edited.args == [3]


def test_text_is_taken_when_it_is_finished(qtbot: QtBot) -> None:
    editor = TextEditor("")
    qtbot.addWidget(editor)
    editor.show()
    said: list[object] = []
    editor.edited.connect(said.append)
    qtbot.keyClicks(editor.field, "1080p")
    assert said == []
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert said == ["1080p"]


def test_a_choice_that_is_not_offered_is_shown(qtbot: QtBot) -> None:
    editor = ComboEditor([("a", "A")])
    qtbot.addWidget(editor)
    editor.show_value("gone")
    assert editor.combo.currentText() == "gone (not known here)"
    editor.show_value("a")
    assert editor.combo.currentText() == "A"


@pytest.mark.parametrize(("name", "ending"), [("picture", "*.jpg"), ("lut", "*.cube")])
def test_a_file_is_chosen_among_those_of_its_kind(qtbot: QtBot, name: str, ending: str) -> None:
    editor = editor_for(Parameter(name, "A", "file", ""))
    assert isinstance(editor, FileEditor)
    qtbot.addWidget(editor)
    given: list[object] = []
    editor.edited.connect(given.append)
    editor.show()
    qtbot.mouseClick(editor.button, LEFT)
    dialog = editor.findChild(QFileDialog)
    assert dialog is not None
    assert ending in dialog.nameFilters()[0]
    dialog.fileSelected.emit("/pictures/a.file")
    assert given == ["/pictures/a.file"]
    dialog.close()
