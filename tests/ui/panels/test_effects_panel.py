"""The chain of a clip, under real clicks and keys."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.project.edits import ranges, tracks
from app.project.model import EffectSpec
from app.ui.panels.effect_kinds import EffectKinds
from app.ui.panels.effect_picker import GROUPS, EffectPicker
from app.ui.panels.forms.editors import ComboEditor, NumberEditor, SegmentedEditor, TextEditor
from app.ui.panels.preset_dialogs import NameDialog
from tests.ui.panels.inspector_scene import Scene, make_scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.panels.effect_card import EffectCard
    from app.ui.panels.forms.row import ParameterRow

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., Scene]]:
    scenes: list[Scene] = []

    def shown(*chain: EffectSpec) -> Scene:
        scenes.append(make_scene(qtbot, tmp_path, *chain))
        return scenes[-1]

    yield shown
    for scene in scenes:
        scene.inspector.close_workers()


def cards(scene: Scene) -> list[EffectCard]:
    return scene.inspector.effects.list.cards


def row(scene: Scene, place: int, name: str) -> ParameterRow:
    form = cards(scene)[place].form
    assert form is not None
    return form.rows[name]


def drag_slider(qtbot: QtBot, editor: object, by: int) -> None:
    assert isinstance(editor, NumberEditor)
    assert editor.slider is not None
    track = editor.slider.focusProxy()
    assert track is not None
    start = QPoint(track.width() // 4, track.height() // 2)
    qtbot.mousePress(track, LEFT, pos=start)
    for step in range(1, 6):
        qtbot.mouseMove(track, start + QPoint(by * step // 5, 0))
    qtbot.mouseRelease(track, LEFT, pos=start + QPoint(by, 0))


def test_adding_by_the_list(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show()
    panel = scene.inspector.effects
    qtbot.mouseClick(panel.add_button, LEFT)
    picker = panel.findChild(EffectPicker)
    assert picker is not None
    qtbot.keyClicks(picker.search, "grain")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert [spec.name for spec in scene.chain] == ["denoise"]
    assert scene.document.undo_stack.undoText() == "Add Denoise"


def test_enter_takes_what_is_called_so(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    """Crop “cuts borders off” and stands before Cut out."""
    scene = show()
    scene.inspector.effects.open_picker()
    picker = scene.inspector.effects.findChild(EffectPicker)
    assert picker is not None
    qtbot.keyClicks(picker.search, "cut")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert [spec.name for spec in scene.chain] == ["cut-out"]


def test_the_list_moves_by_arrows_and_skips_heads(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show()
    scene.inspector.effects.open_picker()
    picker = scene.inspector.effects.findChild(EffectPicker)
    assert picker is not None
    (_, first_group), (_, second_group), *_ = GROUPS
    for _ in first_group:
        qtbot.keyClick(picker.search, Qt.Key.Key_Down)
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert [spec.name for spec in scene.chain] == [second_group[0]]


def test_a_slider_drag_is_one_step(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    before = scene.chain
    drag_slider(qtbot, row(scene, 0, "amount").editor, 40)
    assert scene.setting(0, "amount") is not None
    assert scene.document.undo_stack.count() == 1
    assert row(scene, 0, "amount").title.changed
    scene.document.undo_stack.undo()
    assert scene.chain == before
    assert not row(scene, 0, "amount").title.changed


def test_two_drags_are_two_steps(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    drag_slider(qtbot, row(scene, 0, "amount").editor, 40)
    drag_slider(qtbot, row(scene, 0, "amount").editor, 10)
    assert scene.document.undo_stack.count() == 2


def test_a_drag_with_keys_sets_one_key(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    keys = Keyframes((Keyframe(Fraction(0), 0.2), Keyframe(Fraction(2), 4.0)))
    scene = show(EffectSpec("sharpen", (("amount", keys),)))
    scene.view.seek(Fraction(1))
    drag_slider(qtbot, row(scene, 0, "amount").editor, 40)
    changed = scene.setting(0, "amount")
    assert isinstance(changed, Keyframes)
    assert [key.time for key in changed.keys] == [0, 1, 2]
    assert scene.document.undo_stack.count() == 1


def test_typing_sums(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    editor = row(scene, 0, "amount").editor
    assert isinstance(editor, NumberEditor)
    editor.field.setFocus()
    editor.field.selectAll()
    qtbot.keyClicks(editor.field, "1/2+0.25")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    assert scene.setting(0, "amount") == 0.75


def test_double_click_resets(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen", (("amount", 2.0),)))
    qtbot.mouseDClick(row(scene, 0, "amount").title, LEFT)
    assert scene.chain == (EffectSpec("sharpen"),)


def test_the_diamond_sets_and_removes_a_key(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    scene.view.seek(Fraction(1))
    diamond = row(scene, 0, "amount").diamond
    states = [diamond.state]
    qtbot.mouseClick(diamond, LEFT)
    assert scene.setting(0, "amount") == Keyframes((Keyframe(Fraction(1), 0.5),))
    states.append(diamond.state)
    scene.view.seek(Fraction(3, 2))
    states.append(diamond.state)
    scene.view.seek(Fraction(1))
    qtbot.mouseClick(diamond, LEFT)
    assert scene.setting(0, "amount") in (None, 0.5)
    states.append(diamond.state)
    assert states == ["none", "here", "elsewhere", "none"]


def test_alt_k_keys_the_row_with_the_focus(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    editor = row(scene, 0, "radius").editor
    assert isinstance(editor, NumberEditor)
    editor.field.setFocus()
    command = next(c for c in scene.inspector.commands() if c.id == "effects.key")
    assert command.keys == ("Alt+K",)
    command.run()
    assert isinstance(scene.setting(0, "radius"), Keyframes)


def test_values_follow_the_playhead(show: Callable[..., Scene]) -> None:
    keys = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(Fraction(2), 4.0)))
    scene = show(EffectSpec("sharpen", (("amount", keys),)))
    editor = row(scene, 0, "amount").editor
    assert isinstance(editor, NumberEditor)
    scene.view.seek(Fraction(1))
    assert editor.field.value == 2.0


def test_choices_and_switch(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("rotate"))
    editor = row(scene, 0, "angle").editor
    assert isinstance(editor, SegmentedEditor)
    qtbot.mouseClick(editor.segments.segment("90"), LEFT)
    assert scene.setting(0, "angle") == "90"
    qtbot.mouseClick(cards(scene)[0].switch, LEFT)
    assert not scene.chain[0].enabled
    assert scene.document.undo_stack.undoText() == "Switch Rotate off"


def test_rarer_parameters_are_folded(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"), EffectSpec("sharpen", (("threshold", 3.0),)))
    assert not row(scene, 0, "threshold").isVisible()
    assert row(scene, 1, "threshold").isVisible()
    form = cards(scene)[0].form
    assert form is not None
    qtbot.mouseClick(form.more, LEFT)
    assert row(scene, 0, "threshold").isVisible()


def test_sizes_between_the_cards(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("crop", (("left", 4),)), EffectSpec("upscale"), EffectSpec("sharpen"))
    labels = scene.inspector.effects.list.sizes
    qtbot.waitUntil(lambda: labels[1].text() == "↓  120 × 96", timeout=15_000)
    assert [label.text() for label in labels] == ["↓  60 × 48", "↓  120 × 96", "↓  120 × 96"]
    assert "64 × 48, 25 fps" in scene.inspector.effects.header.size_label.text()


def test_what_cannot_work_is_said_in_place(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("upscale"))
    editor = row(scene, 0, "size").editor
    assert isinstance(editor, TextEditor)
    editor.field.setFocus()
    qtbot.keyClicks(editor.field, "huge")
    qtbot.keyClick(editor.field, Qt.Key.Key_Return)
    card = cards(scene)[0]
    qtbot.waitUntil(lambda: "is not a size" in card.fault.text, timeout=15_000)
    assert card.fault.isVisible()
    scene.document.undo_stack.undo()
    qtbot.waitUntil(lambda: not card.fault.isVisible())


def test_absent_weights_offer_a_download(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("upscale", (("model", "rlfn-x2"),)))
    card = cards(scene)[0]
    qtbot.waitUntil(card.weights.isVisible, timeout=15_000)
    with qtbot.waitSignal(scene.inspector.models_asked) as wanted:
        qtbot.mouseClick(card.weights.button, LEFT)
    assert wanted.args == ["rlfn-x2"]


def test_absent_weights_are_told_of_an_effect_that_is_added_later(
    qtbot: QtBot, show: Callable[..., Scene]
) -> None:
    scene = show(EffectSpec("denoise"))
    panel = scene.inspector.effects
    qtbot.mouseClick(panel.add_button, LEFT)
    picker = panel.findChild(EffectPicker)
    assert picker is not None
    qtbot.keyClicks(picker.search, "matte")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(cards(scene)) == 2)
    qtbot.waitUntil(cards(scene)[1].weights.isVisible, timeout=15_000)
    assert not cards(scene)[0].weights.isVisible()


def test_a_method_of_ours_stands_beside_the_models(
    qtbot: QtBot, show: Callable[..., Scene]
) -> None:
    scene = show(EffectSpec("interpolate"))
    editor, card = row(scene, 0, "model").editor, cards(scene)[0]
    assert isinstance(editor, ComboEditor)
    offered = [editor.combo.itemText(index) for index in range(editor.combo.count())]
    assert offered == ["Optical flow", "RIFE 4"]
    assert editor.combo.value == "optical-flow"
    assert not card.weights.isVisible()
    qtbot.keyClick(editor.combo, Qt.Key.Key_Down)
    assert scene.setting(0, "model") == "rife"
    qtbot.waitUntil(card.weights.isVisible, timeout=15_000)


def test_an_unknown_effect_is_kept(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    unknown = EffectSpec("from-the-future", (("x", 3),))
    scene = show(unknown, EffectSpec("sharpen"))
    assert cards(scene)[0].form is None
    cards(scene)[1].setFocus()
    qtbot.keyClick(cards(scene)[1], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [spec.name for spec in scene.chain] == ["sharpen", "from-the-future"]
    assert scene.chain[1] is unknown


def test_alt_up_moves_and_keeps_the_focus(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"), EffectSpec("sharpen", (("amount", 1.0),)))
    editor = row(scene, 1, "amount").editor
    assert isinstance(editor, NumberEditor)
    editor.field.setFocus()
    qtbot.keyClick(editor.slider, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    cards(scene)[1].setFocus()
    moved = cards(scene)[1]
    qtbot.keyClick(moved, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert cards(scene)[0] is moved
    assert moved.hasFocus()
    qtbot.keyClick(moved, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)  # the end holds
    assert cards(scene)[0] is moved


def test_the_handle_drags_a_card(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("rotate"), EffectSpec("sharpen"), EffectSpec("crop"))
    first, last = cards(scene)[0], cards(scene)[2]
    handle = first.handle
    below = handle.mapFromGlobal(last.mapToGlobal(QPoint(20, last.height() - 4)))
    qtbot.mousePress(handle, LEFT, pos=QPoint(5, 5))
    qtbot.mouseMove(handle, QPoint(5, 40))
    qtbot.mouseMove(handle, below)
    qtbot.mouseRelease(handle, LEFT, pos=below)
    assert [spec.name for spec in scene.chain] == ["sharpen", "crop", "rotate"]
    assert scene.document.undo_stack.count() == 1


def test_escape_gives_a_drag_up(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("rotate"), EffectSpec("sharpen"))
    handle = cards(scene)[0].handle
    qtbot.mousePress(handle, LEFT, pos=QPoint(5, 5))
    qtbot.mouseMove(handle, QPoint(5, 300))
    qtbot.keyClick(handle, Qt.Key.Key_Escape)
    qtbot.mouseRelease(handle, LEFT, pos=QPoint(5, 300))
    assert [spec.name for spec in scene.chain] == ["rotate", "sharpen"]


@pytest.mark.parametrize(
    ("action", "names"),
    [
        ("Duplicate", ["sharpen", "sharpen", "crop"]),
        ("Move down", ["crop", "sharpen"]),
        ("Remove", ["crop"]),
        ("Reset all settings", ["sharpen", "crop"]),
    ],
)
def test_the_menu_of_a_card(show: Callable[..., Scene], action: str, names: list[str]) -> None:
    scene = show(EffectSpec("sharpen", (("amount", 2.0),)), EffectSpec("crop"))
    menu = cards(scene)[0].menu_button.menu()
    next(each for each in menu.actions() if each.text() == action).trigger()
    assert [spec.name for spec in scene.chain] == names
    if action.startswith("Reset"):
        assert scene.chain[0] == EffectSpec("sharpen")


def test_copying_to_the_other_clips(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"), EffectSpec("crop"))
    scene.inspector.effects.copy_to_others()
    assert scene.document.project.tracks[0].clips[1].effects == scene.chain
    scene.document.undo_stack.undo()
    assert scene.document.project.tracks[0].clips[1].effects == ()


def test_the_selected_clip_wins_over_the_playhead(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    assert len(cards(scene)) == 1
    scene.view.select(["two"])
    assert cards(scene) == []
    scene.view.select([])
    assert len(cards(scene)) == 1
    scene.view.seek(Fraction(3))
    assert cards(scene) == []


def test_chain_b_is_another_chain(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    panel = scene.inspector.effects
    with qtbot.waitSignal(scene.inspector.alternative_shown):
        qtbot.mouseClick(panel.header.chains.segment("b"), LEFT)
    assert cards(scene) == []
    panel.add("rotate")
    clip = scene.document.project.tracks[0].clips[0]
    assert [spec.name for spec in clip.alternative] == ["rotate"]
    assert [spec.name for spec in clip.effects] == ["sharpen"]


def test_a_preset_replaces_the_chain(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("crop"))
    combo = scene.inspector.effects.header.presets
    qtbot.waitUntil(lambda: len(scene.inspector.effects._shelf.presets) == 5)
    menu = combo.menu()
    next(each for each in menu.actions() if each.text() == "Noisy night").trigger()
    menu.close()
    assert [spec.name for spec in scene.chain] == ["denoise", "colour"]
    assert combo.currentText() == "Preset: Noisy night"
    scene.inspector.effects.add("sharpen")
    assert combo.currentText() == "Preset"


def test_saving_a_preset(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("crop", (("left", 4),)))
    panel = scene.inspector.effects
    qtbot.waitUntil(lambda: len(panel._shelf.presets) == 5)
    panel.save_preset()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NameDialog)
    qtbot.keyClicks(dialog.field, "Mine")
    qtbot.mouseClick(dialog.button, LEFT)
    qtbot.waitUntil(lambda: panel.header.presets.currentText() == "Preset: Mine")


def test_a_locked_track_cannot_be_changed(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    scene.document.apply("Lock", tracks.set_flags("t", locked=True))
    assert not scene.inspector.effects.list.isEnabled()
    assert "locked" in scene.inspector.effects.hint.text()


def test_the_speed_is_measured_when_asked(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"), EffectSpec("crop", enabled=False))
    scene.document.apply("Range", ranges.set_in(Fraction(1)))
    footer = scene.inspector.effects.footer
    assert footer.speed.figure.text() == "Not measured yet"
    qtbot.mouseClick(footer.measure, LEFT)
    assert footer.speed.figure.text() == "Measuring…"
    qtbot.waitUntil(lambda: footer.speed.figure.text().endswith(" fps"), timeout=30_000)
    assert cards(scene)[0].speed.text().endswith(" ms")
    assert cards(scene)[1].speed.text() == "off"
    assert footer.range.figure.text() != "–"
    scene.inspector.effects.add("rotate")
    assert footer.speed.figure.text() == "Not measured yet"


def test_buttons_of_the_footer(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show()
    footer = scene.inspector.effects.footer
    with qtbot.waitSignal(scene.inspector.render_asked):
        qtbot.mouseClick(footer.render_button, LEFT)
    with qtbot.waitSignal(scene.inspector.export_asked):
        qtbot.mouseClick(footer.export_button, LEFT)


def test_the_context_menu_of_a_row(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen", (("amount", 2.0),)))
    one = row(scene, 0, "amount")
    point = one.mapToGlobal(QPoint(5, 5))
    QApplication.sendEvent(
        one, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), point)
    )
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert [a.text() for a in menu.actions()] == ["Reset Amount", "Set a key here"]
    menu.actions()[0].trigger()
    menu.close()
    assert scene.chain == (EffectSpec("sharpen"),)


def test_clip_and_info_tabs(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show()
    facts = dict(scene.inspector.clip.facts.facts)
    assert facts["Starts at"] == "00:00:00:00"
    assert facts["Length"] == "00:00:02:00, 50 frames"
    info = scene.inspector.info
    qtbot.waitUntil(lambda: bool(info.facts.facts))
    told = dict(info.facts.facts)
    assert told["Codec"] == "h264"
    assert told["Frames"] == "50"
    scene.inspector.show_tab("clip")
    field = scene.inspector.clip.name
    qtbot.keyClicks(field, "Opening")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert scene.document.project.tracks[0].clips[0].name == "Opening"


def test_a_file_that_is_gone_is_one_sentence(qtbot: QtBot, show: Callable[..., Scene]) -> None:
    scene = show()
    media = scene.document.project.media[0]
    media.path.unlink()
    scene.inspector.reader.forget(media.path)
    scene.inspector.info.refresh()
    qtbot.waitUntil(lambda: media.path.name in scene.inspector.info.fault.text)


def test_an_empty_project_says_what_to_do(show: Callable[..., Scene]) -> None:
    from app.project.model import Project

    scene = show(EffectSpec("sharpen"))
    scene.document.open(Project(), None)
    assert scene.inspector.effects._stack.currentIndex() == 0
    assert cards(scene) == [] or not cards(scene)[0].isVisible()


def test_the_registry_is_read_on_a_thread(qtbot: QtBot) -> None:
    kinds = EffectKinds()
    assert not kinds.ready
    with qtbot.waitSignals([kinds.kinds_ready, kinds.models_changed], timeout=20_000):
        kinds.load()
    assert kinds.find("denoise") is not None
    assert kinds.find("nothing") is None
    assert "reel-denoise" in kinds.cards
    kinds.close()


def test_the_range_counts_only_inside_the_clip(show: Callable[..., Scene]) -> None:
    scene = show(EffectSpec("sharpen"))
    panel = scene.inspector.effects
    assert panel._seconds(10.0) == 5.0
    scene.document.apply("In", ranges.set_in(Fraction(1)))
    assert scene.document.project.selected_range is not None
    assert isinstance(scene.document.project.selected_range, Span)
    assert panel._seconds(10.0) == 2.5
