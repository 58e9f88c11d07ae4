"""What the keys of the workspace do, and that each act is one step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence

from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.shapes import Box, Polygon
from app.project.edits.layers import with_layer
from app.ui.annotate.commands import ask_propagate
from app.ui.command import ANNOTATE
from tests.ui.annotate.conftest import SUGGESTED, box_track

if TYPE_CHECKING:
    from tests.ui.annotate.conftest import Desk


def moving(number: int = 1, label: str = "person") -> Track:
    keys = (Keyframe(0, Box(40, 40, 80, 80)), Keyframe(20, Box(80, 40, 120, 80)))
    return Track(number, label, keys)


def test_k_adds_a_keyframe_and_takes_it_away(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.seek(10)
    desk.run("keyframe")
    assert [key.frame for key in desk.track(1).keyframes] == [0, 10, 20]
    desk.run("keyframe")
    assert [key.frame for key in desk.track(1).keyframes] == [0, 20]
    assert desk.steps == 2


def test_o_and_q_hold_from_the_frame_on(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.seek(10)
    desk.run("occluded")
    assert desk.shown(1).origin.occluded
    desk.run("outside")
    assert not desk.session.shapes
    assert [one.track.id for one in desk.stage.ghosts()] == [1]
    desk.run("outside")
    assert desk.shape(1) == Box(60, 40, 100, 80)
    assert desk.steps == 3


def test_e_and_r_go_from_keyframe_to_keyframe(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.seek(5)
    desk.run("next_key")
    assert desk.session.frame == 20
    desk.run("next_key")
    assert desk.session.frame == 20
    desk.run("previous_key")
    assert desk.session.frame == 0


def test_steps_are_asked_of_the_player(desk: Desk) -> None:
    for command, frame in (("next_frame", 1), ("forward", 11), ("previous_frame", 10), ("back", 0)):
        desk.run(command)
        assert desk.session.frame == frame


def test_digits_relabel_the_selection_or_choose_what_is_drawn_next(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.run("label.2")
    assert desk.track(1).label == "dog"
    desk.toolbox.choose("box")
    desk.run("label.3")
    assert (desk.track(1).label, desk.session.label) == ("dog", "ball")
    desk.run("label.7")
    assert desk.session.label == "ball"
    assert desk.steps == 1


def test_del_leaves_a_track_that_begins_later(desk: Desk) -> None:
    """It is not on the frame: to end it there would be to delete all of it unseen."""
    desk.put(moving(1), box_track(2, (10, 10, 40, 40), frame=20))
    desk.session.select({2})
    desk.seek(10)
    with desk.qtbot.waitSignal(desk.tools.told):
        desk.run("end_here")
    assert desk.steps == 0
    desk.session.select({1, 2})
    desk.run("end_here")
    assert desk.track(2).keyframes[0].frame == 20
    assert [key.frame for key in desk.track(1).keyframes] == [0, 10]
    assert desk.steps == 1


def test_delete_ends_the_track_here_and_shift_delete_removes_it(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.seek(10)
    desk.run("end_here")
    assert desk.track(1).keyframes[-1].outside
    desk.undo()
    desk.session.select({1})
    desk.run("delete_whole")
    assert not desk.layer.tracks
    desk.undo()
    assert desk.layer.tracks == (moving(),)


def test_what_is_locked_is_left_alone(desk: Desk) -> None:
    desk.put(moving(1), moving(2))
    desk.session.select({1, 2})
    desk.tools.visibility.set_flag("locked", {2}, True)
    desk.run("delete_whole")
    assert [track.id for track in desk.layer.tracks] == [2]


def test_a_shape_is_pasted_in_place_on_another_frame(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.run("copy")
    desk.seek(10)
    desk.run("paste")
    assert len(desk.layer.tracks) == 1
    assert desk.track(1).keyframes[1] == Keyframe(10, Box(40, 40, 80, 80))
    desk.session.select(())
    desk.run("paste")
    assert [track.id for track in desk.layer.tracks] == [1, 2]
    assert desk.shape(2) == Box(40, 40, 80, 80)
    assert desk.session.selection == {2}
    assert desk.steps == 2


def test_propagate_asks_for_a_number(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    dialog = ask_propagate(desk.stage, desk.tools.acts)
    assert dialog is not None
    dialog.field.set_value(5)
    desk.qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert [key.frame for key in desk.track(1).keyframes] == [0, 5, 20]
    assert desk.track(1).keyframes[1].shape == Box(40, 40, 80, 80)
    assert desk.steps == 1


def test_tracks_are_joined_split_and_renumbered(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    desk.seek(10)
    desk.run("split")
    assert [track.id for track in desk.layer.tracks] == [1, 2]
    assert desk.session.selection == {2}, "the part that is seen on this frame"
    desk.session.select({1, 2})
    desk.run("join")
    assert [track.id for track in desk.layer.tracks] == [1]
    desk.put(box_track(9, (1, 1, 9, 9), frame=4))
    desk.run("renumber")
    assert [track.id for track in desk.layer.tracks] == [1, 2]


def test_what_cannot_be_joined_is_told(desk: Desk) -> None:
    desk.put(moving(1), moving(2))
    desk.session.select({1, 2})
    with desk.qtbot.waitSignal(desk.tools.told):
        desk.run("join")
    assert desk.steps == 0


def test_y_and_x_review_and_go_on(desk: Desk) -> None:
    boxes = [(20, 20, 60, 60), (100, 20, 140, 60), (180, 20, 220, 60)]
    desk.put(*(box_track(n, box, provenance=SUGGESTED) for n, box in enumerate(boxes, 1)))
    desk.run("accept")
    assert desk.track(1).provenance.accepted
    assert desk.session.selection == {2}
    desk.run("reject")
    assert [track.id for track in desk.layer.tracks] == [1, 3]
    desk.tools.toolbox.set_threshold(0.72)
    with desk.qtbot.waitSignal(desk.tools.told) as told:
        desk.run("accept_above")
    assert told.args == ["No suggestion has a score of 0.72 or more."]
    assert not desk.track(3).provenance.accepted
    desk.tools.toolbox.set_threshold(0.7)
    desk.run("accept_above")
    assert desk.track(3).provenance.accepted
    assert desk.steps == 3


def suggested(number: int, frame: int, score: float) -> Track:
    return box_track(number, (20, 20, 60, 60), frame, provenance=replace(SUGGESTED, score=score))


def test_u_goes_to_what_is_doubted_most_wherever_it_is(desk: Desk) -> None:
    desk.put(suggested(1, 3, 0.9), suggested(2, 20, 0.3), suggested(3, 9, 0.6), moving(4))
    reached = []
    for _ in range(4):
        desk.run("next_uncertain")
        reached.append((set(desk.session.selection), desk.session.frame))
    assert reached == [({2}, 20), ({3}, 9), ({1}, 3), ({2}, 20)]
    desk.run("accept")
    desk.run("next_uncertain")
    assert (set(desk.session.selection), desk.session.frame) == ({3}, 9)
    assert desk.steps == 1


def test_u_leaves_out_what_is_hidden_and_ends_with_the_last(desk: Desk) -> None:
    desk.put(suggested(1, 3, 0.2), suggested(2, 20, 0.7))
    desk.tools.visibility.set_flag("hidden", [1], True)
    desk.run("next_uncertain")
    assert desk.session.selection == {2}
    desk.run("reject")
    desk.session.select(())
    before = desk.session.frame
    desk.run("next_uncertain")
    assert (desk.session.selection, desk.session.frame) == (frozenset(), before)


def test_y_answers_for_the_selected_segments(desk: Desk) -> None:
    parts = tuple(
        Segment(n, "wait", 5 * n, 5 * n + 4, provenance=replace(SUGGESTED, score=n / 10))
        for n in (1, 2)
    )
    layer = replace(desk.layer, labels=(Label("wait", group="State"),), segments=parts)
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    desk.run("next_uncertain")
    assert (set(desk.session.segments), desk.session.frame) == ({1}, 5)
    desk.run("accept")
    assert desk.layer.segments[0].provenance.accepted
    desk.run("next_uncertain")
    desk.run("reject")
    assert [part.id for part in desk.layer.segments] == [1]
    assert desk.steps == 2


def test_the_buttons_of_the_chip(desk: Desk) -> None:
    desk.put(box_track(1, (60, 20, 160, 90), provenance=SUGGESTED))
    desk.canvas.grab()
    chip = desk.stage.overlay.chip
    assert chip is not None
    desk.qtbot.mouseClick(
        desk.canvas, Qt.MouseButton.LeftButton, pos=chip.accept.center().toPoint()
    )
    assert desk.track(1).provenance.accepted
    desk.canvas.grab()
    assert desk.stage.overlay.chip is None
    desk.undo()
    desk.canvas.grab()
    desk.qtbot.mouseClick(
        desk.canvas, Qt.MouseButton.LeftButton, pos=chip.reject.center().toPoint()
    )
    assert not desk.layer.tracks


def test_tab_walks_through_the_frame_suggestions_first(desk: Desk) -> None:
    desk.put(box_track(1, (20, 20, 60, 60)), box_track(2, (100, 20, 140, 60), provenance=SUGGESTED))
    desk.canvas.setFocus()
    for expected in (2, 1, 2):
        desk.key(Qt.Key.Key_Tab)
        assert desk.session.selection == {expected}
    assert desk.canvas.hasFocus()


def test_holes_are_filled(desk: Desk) -> None:
    pixels = np.zeros((180, 320), bool)
    pixels[50:90, 60:120] = True
    pixels[60:70, 70:80] = False
    desk.put(Track(1, "dog", (Keyframe(0, Mask.from_array(pixels)),)))
    desk.session.select({1})
    desk.run("fill_holes")
    shape = desk.shape(1)
    assert isinstance(shape, Mask)
    assert shape.area == 40 * 60
    with desk.qtbot.waitSignal(desk.tools.told):
        desk.run("fill_holes")
    assert desk.steps == 1


def test_outlines_of_keyframes_are_aligned_in_one_step(desk: Desk) -> None:
    square = ((40.0, 40.0), (80.0, 40.0), (80.0, 80.0), (40.0, 80.0))
    turned = (*square[::-1][1:], square[::-1][0])
    keys = (Keyframe(0, Polygon((square,))), Keyframe(20, Polygon((turned,))))
    desk.put(moving(2), Track(1, "dog", keys))
    desk.session.select({2})
    desk.run("align_outlines")
    assert desk.steps == 0
    desk.session.select({1})
    desk.run("align_outlines")
    assert desk.track(1).keyframes[1].shape == Polygon((square,))
    with desk.qtbot.waitSignal(desk.tools.told):
        desk.run("align_outlines")
    assert desk.steps == 1


def test_hiding_locking_and_pinning_are_no_steps(desk: Desk) -> None:
    desk.put(moving())
    desk.session.select({1})
    for command in ("hide", "lock", "pin"):
        desk.run(command)
    assert desk.steps == 0
    visibility = desk.tools.visibility
    assert all(visibility.has(flag, 1) for flag in ("hidden", "locked", "pinned"))
    visibility.set_label_hidden("person", True)
    desk.run("hide")
    assert visibility.is_hidden(desk.track(1))


def test_keys_are_of_the_design_and_no_two_are_alike(desk: Desk) -> None:
    commands = desk.tools.commands()
    keys = [QKeySequence(key).toString() for command in commands for key in command.keys]
    assert len(keys) == len(set(keys))
    assert set("KOQLHPERDFCVNYXM123456789") <= set(keys)
    assert {"Shift+Y", "Del", "Shift+Del", "Ctrl+C", "Ctrl+V", "Ctrl+B", "Ctrl+Shift+X"} <= set(
        keys
    )
    assert all(command.workspaces == (ANNOTATE,) for command in commands)


def test_nothing_happens_without_a_layer(desk: Desk) -> None:
    desk.document.open(type(desk.document.project)(), None)
    for command in desk.tools.commands():
        if command.enabled is not None and "tool." not in command.id:
            assert not command.enabled()
    desk.click((60, 60))
    assert desk.steps == 0


@pytest.mark.parametrize("command", ["keyframe", "end_here", "split", "copy", "propagate"])
def test_without_a_selection_there_is_nothing_to_do(desk: Desk, command: str) -> None:
    found = next(one for one in desk.tools.commands() if one.id == f"annotate.{command}")
    assert found.enabled is not None
    assert not found.enabled()
