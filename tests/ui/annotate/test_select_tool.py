"""Selecting, moving, resizing, turning and editing points with a real mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Track
from app.annotations.shapes import Box, Ellipse, Polygon, Polyline
from tests.ui.annotate.conftest import ALT, CTRL, SHIFT, box_track

if TYPE_CHECKING:
    from tests.ui.annotate.conftest import Desk


def test_a_click_selects_the_smallest_thing_under_the_mouse(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 200, 160)), box_track(2, (60, 60, 90, 90)))
    desk.click((70, 70))
    assert desk.session.selection == {2}
    desk.click((150, 150))
    assert desk.session.selection == {1}
    desk.click((300, 20))
    assert not desk.session.selection
    assert desk.steps == 0


def test_a_further_click_takes_what_lies_below(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 200, 160)), box_track(2, (60, 60, 110, 110)))
    for expected in ({2}, {1}, {2}):
        desk.click((85, 85))
        assert desk.session.selection == expected


def test_shift_adds_and_a_frame_picks(desk: Desk) -> None:
    desk.put(box_track(1, (20, 20, 60, 60)), box_track(2, (100, 20, 140, 60)))
    desk.click((40, 40))
    desk.click((120, 40), SHIFT)
    assert desk.session.selection == {1, 2}
    desk.click((120, 40), SHIFT)
    assert desk.session.selection == {1}
    desk.drag((5, 100), (100, 10), (160, 5))
    assert desk.session.selection == {1, 2}


def test_a_drag_moves_by_one_step_and_snaps_to_pixels(desk: Desk) -> None:
    desk.put(box_track(1, (40.25, 40.25, 80.25, 80.25)))
    desk.drag((60, 60), (70, 65), (90, 75), (110, 85))
    assert desk.shape(1) == Box(90, 65, 130, 105)
    assert desk.steps == 1
    desk.undo()
    assert desk.shape(1) == Box(40.25, 40.25, 80.25, 80.25)


def test_a_move_snaps_to_edges_of_others_unless_alt_is_held(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)), box_track(2, (200, 43, 240, 90)))
    desk.drag((60, 60), (80, 61), (140, 61))
    assert desk.shape(1) == Box(120, 43, 160, 83)
    desk.undo()
    desk.drag((60, 60), (80, 61), (140.5, 61), held=ALT)
    shape = desk.shape(1)
    assert isinstance(shape, Box)
    assert shape.y0 == pytest.approx(41, abs=0.3)


def test_escape_restores_and_leaves_no_step(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.press((60, 60))
    desk.move((100, 100))
    assert desk.stage.shapes()[0].shape != Box(40, 40, 80, 80)
    desk.key(Qt.Key.Key_Escape)
    assert desk.stage.shapes()[0].shape == Box(40, 40, 80, 80)
    desk.release((100, 100))
    assert (desk.steps, desk.shape(1)) == (0, Box(40, 40, 80, 80))
    assert not desk.document.undo_stack.canRedo()


def test_another_frame_ends_a_drag(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.press((60, 60))
    desk.move((100, 100))
    desk.seek(3)
    desk.release((100, 100))
    assert desk.steps == 0


def test_a_move_on_another_frame_makes_a_keyframe(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.seek(10)
    desk.drag((60, 60), (70, 70), (80, 70))
    assert [key.frame for key in desk.track(1).keyframes] == [0, 10]
    desk.seek(5)
    assert desk.shape(1) == Box(50, 45, 90, 85)


def test_several_things_move_together_by_one_step(desk: Desk) -> None:
    desk.put(box_track(1, (20, 20, 60, 60)), box_track(2, (100, 20, 140, 60)))
    desk.session.select({1, 2})
    desk.drag((40, 40), (50, 60), (60, 70))
    assert (desk.shape(1), desk.shape(2)) == (Box(40, 50, 80, 90), Box(120, 50, 160, 90))
    assert desk.steps == 1


@pytest.mark.parametrize(
    ("handle", "to", "expected"),
    [
        ((200, 120), (220, 140), Box(100, 60, 220, 140)),
        ((100, 60), (90, 50), Box(90, 50, 200, 120)),
        ((150, 60), (150, 40), Box(100, 40, 200, 120)),
        ((200, 90), (160, 95), Box(100, 60, 160, 120)),
        ((200, 120), (60, 30), Box(60, 30, 100, 60)),
    ],
)
def test_each_handle_resizes(
    desk: Desk, handle: tuple[int, int], to: tuple[int, int], expected: Box
) -> None:
    desk.put(box_track(1, (100, 60, 200, 120)))
    desk.session.select({1})
    desk.drag(handle, (handle[0] + 5, handle[1] + 5), to)
    assert desk.shape(1) == expected
    assert desk.steps == 1


def test_shift_keeps_the_shape_of_a_resized_box(desk: Desk) -> None:
    desk.put(box_track(1, (100, 60, 200, 110)))
    desk.session.select({1})
    desk.drag((200, 110), (210, 112), (240, 115), held=SHIFT)
    shape = desk.shape(1)
    assert isinstance(shape, Box)
    assert (shape.x1 - shape.x0) / (shape.y1 - shape.y0) == pytest.approx(2)
    assert (shape.x0, shape.y0) == (100, 60)


def test_the_handle_above_turns(desk: Desk) -> None:
    desk.put(box_track(1, (100, 60, 200, 120)))
    desk.session.select({1})
    top = (150.0, 60 - 32 / (desk.canvas.picture().width() / 320))
    desk.drag(top, (190, 50), (230, 90))
    assert desk.shape(1) == Box(100, 60, 200, 120, 90)
    desk.undo()
    desk.drag(top, (180, 50), (190, 60), held=SHIFT)
    assert getattr(desk.shape(1), "rotation", None) in (45, 60)


def test_the_handle_that_turns_is_in_sight_at_the_upper_edge_of_the_picture(desk: Desk) -> None:
    desk.put(box_track(1, (100, 0, 200, 120)))
    desk.session.select({1})
    inside = (150.0, 32 / (desk.canvas.picture().width() / 320))
    desk.drag(inside, (190, 50), (230, 60))
    assert desk.shape(1) == Box(100, 0, 200, 120, 90)


def test_the_handle_that_turns_lies_over_the_tags(desk: Desk) -> None:
    desk.put(box_track(1, (100, 60, 200, 120)), box_track(2, (120, 60, 220, 150)))
    desk.session.select({1})
    scale = desk.canvas.picture().width() / 320
    at = desk.at((150.0, 60 - 32 / scale))
    assert desk.canvas.grab().toImage().pixelColor(at).name() == "#ffffff"


def test_a_turned_box_keeps_the_opposite_corner_when_resized(desk: Desk) -> None:
    before = Box(100, 60, 200, 120, 30)
    desk.put(Track(1, "person", (Keyframe(0, before),)))
    desk.session.select({1})
    corner = before.outline[2]
    desk.drag(corner, (corner[0] + 5, corner[1] + 5), (corner[0] + 10, corner[1] + 20))
    after = desk.shape(1)
    assert isinstance(after, Box)
    assert after.rotation == 30
    assert after.outline[0] == pytest.approx(before.outline[0])
    assert after.outline[2] == pytest.approx((corner[0] + 10, corner[1] + 20), abs=0.5)


def test_an_ellipse_is_resized_by_its_box(desk: Desk) -> None:
    desk.put(Track(1, "ball", (Keyframe(0, Ellipse(100, 100, 40, 20)),)))
    desk.session.select({1})
    desk.drag((140, 120), (150, 125), (160, 140))
    assert desk.shape(1) == Ellipse(110, 110, 50, 30)


TRIANGLE = Polygon((((60.0, 40.0), (160.0, 40.0), (110.0, 120.0)),))


def test_points_of_a_polygon_are_pulled_added_and_removed(desk: Desk) -> None:
    desk.put(Track(1, "dog", (Keyframe(0, TRIANGLE),)))
    desk.session.select({1})
    desk.drag((110, 120), (110, 130), (120, 150))
    assert desk.shape(1) == Polygon((((60.0, 40.0), (160.0, 40.0), (120.0, 150.0)),))
    desk.drag((110, 40), (110, 30), (110, 20))
    four = Polygon((((60.0, 40.0), (110.0, 20.0), (160.0, 40.0), (120.0, 150.0)),))
    assert desk.shape(1) == four
    desk.click((110, 20), ALT)
    assert desk.shape(1) == Polygon((((60.0, 40.0), (160.0, 40.0), (120.0, 150.0)),))
    assert desk.steps == 3


def test_a_double_click_on_a_line_adds_a_point_and_on_a_point_removes_it(desk: Desk) -> None:
    line = Polyline(((40.0, 40.0), (200.0, 40.0), (200.0, 140.0)))
    desk.put(Track(1, "dog", (Keyframe(0, line),)))
    desk.session.select({1})
    desk.double_click((80, 40))
    made = desk.shape(1)
    assert isinstance(made, Polyline)
    assert len(made.points) == 4
    desk.double_click((80, 40))
    assert desk.shape(1) == line
    assert desk.steps == 2


def test_a_polygon_keeps_three_points(desk: Desk) -> None:
    desk.put(Track(1, "dog", (Keyframe(0, TRIANGLE),)))
    desk.session.select({1})
    desk.click((110, 120), ALT)
    assert desk.shape(1) == TRIANGLE
    assert desk.steps == 0


def test_a_mask_moves_by_whole_pixels(desk: Desk) -> None:
    pixels = np.zeros((180, 320), bool)
    pixels[50:70, 60:90] = True
    desk.put(Track(1, "dog", (Keyframe(0, Mask.from_array(pixels)),)))
    desk.drag((70, 60), (80, 60), (80.3, 70.2), held=ALT)
    shape = desk.shape(1)
    assert isinstance(shape, Mask)
    assert shape.area == 600
    assert shape.bounds == (70, 60, 100, 80)


def test_ctrl_and_arrows_move_by_pixels_and_a_held_key_is_one_step(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.session.select({1})
    desk.canvas.setFocus()
    desk.key(Qt.Key.Key_Right, CTRL)
    desk.key(Qt.Key.Key_Down, CTRL | SHIFT)
    assert desk.shape(1) == Box(41, 50, 81, 90)
    assert desk.steps == 2


def test_locked_and_pinned_things_stay(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)), box_track(2, (120, 40, 160, 80)))
    desk.session.select({1})
    desk.run("lock")
    desk.session.select({2})
    desk.run("pin")
    desk.drag((60, 60), (80, 80), (90, 90))
    desk.drag((140, 60), (150, 80), (160, 90))
    assert desk.steps == 0
    desk.session.select({2})
    desk.run("pin")
    desk.drag((140, 60), (150, 80), (150, 90))
    assert desk.steps == 1


def test_hidden_things_are_not_touched(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.session.select({1})
    desk.run("hide")
    assert not desk.stage.shapes()
    desk.session.select(())
    desk.click((60, 60))
    assert not desk.session.selection


def test_outside_of_the_workspace_the_mouse_is_the_canvas_own(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.view.show_workspace("enhance")
    desk.click((60, 60))
    assert not desk.session.selection
    assert desk.canvas.navigation.left_pans
