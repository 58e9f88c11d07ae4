"""Drawing with a real mouse and keys: each shape is one step, and Escape leaves none."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.annotations.edits.labels import put_label
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, SkeletonKind, Track
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton
from app.project.edits.layers import with_layer
from app.ui.annotate.tools.wand import Wand
from tests.ui.annotate.conftest import ALT, CTRL, SHIFT, box_track

if TYPE_CHECKING:
    from tests.ui.annotate.conftest import Desk

Key = Qt.Key


def test_a_box_is_drawn_by_a_drag(desk: Desk) -> None:
    desk.session.choose_label("dog")
    desk.toolbox.choose("box")
    desk.drag((40, 30), (60, 50), (120, 90))
    (track,) = desk.layer.tracks
    assert (track.label, track.keyframes) == ("dog", (Keyframe(0, Box(40, 30, 120, 90)),))
    assert desk.session.selection == {track.id}
    assert desk.steps == 1
    assert desk.toolbox.current == "select"
    desk.undo()
    assert not desk.layer.tracks


def test_a_box_is_drawn_by_two_clicks(desk: Desk) -> None:
    desk.toolbox.choose("box")
    desk.click((120, 90))
    assert desk.tool.busy
    desk.click((40, 30))
    assert desk.shape(1) == Box(40, 30, 120, 90)
    assert desk.steps == 1


def test_shift_draws_a_square_within_the_picture(desk: Desk) -> None:
    desk.toolbox.choose("box")
    desk.drag((40, 30), (50, 50), (100, 60), held=SHIFT)
    assert desk.shape(1) == Box(40, 30, 100, 90)
    desk.run("draw_again")
    desk.drag((300, 170), (310, 175), (340, 190))
    assert desk.shape(2) == Box(300, 170, 320, 180)


def test_escape_drops_what_is_begun_then_the_tool_then_the_selection(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.session.select({1})
    desk.toolbox.choose("box")
    desk.click((100, 20))
    desk.key(Key.Key_Escape)
    assert (desk.tool.busy, desk.toolbox.current) == (False, "box")
    desk.key(Key.Key_Escape)
    assert desk.toolbox.current == "select"
    assert desk.session.selection == {1}
    desk.key(Key.Key_Escape)
    assert not desk.session.selection
    assert desk.steps == 0


def test_too_small_a_box_is_none(desk: Desk) -> None:
    desk.toolbox.choose("box")
    desk.click((40, 30))
    desk.click((40, 30))
    assert not desk.layer.tracks


def test_drawing_with_a_track_selected_sets_its_shape_here(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.session.select({1})
    desk.seek(10)
    desk.toolbox.choose("box")
    desk.drag((100, 40), (120, 50), (140, 80))
    assert [key.frame for key in desk.track(1).keyframes] == [0, 10]
    assert desk.shape(1) == Box(100, 40, 140, 80)
    assert (len(desk.layer.tracks), desk.steps) == (1, 1)


def test_a_second_shape_on_the_same_frame_is_another_thing(desk: Desk) -> None:
    desk.toolbox.keeps_tool = True
    desk.toolbox.choose("box")
    desk.drag((20, 20), (30, 30), (60, 60))
    desk.drag((100, 20), (110, 30), (140, 60))
    assert len(desk.layer.tracks) == 2
    desk.seek(5)
    desk.drag((110, 20), (120, 30), (150, 60))
    assert [len(track.keyframes) for track in desk.layer.tracks] == [1, 2]


def test_draw_again_and_another_label_begin_new_things(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.session.select({1})
    desk.run("draw_again")
    assert desk.toolbox.current == "box"
    desk.drag((100, 20), (110, 30), (140, 60))
    desk.session.select({1})
    desk.seek(4)
    desk.session.choose_label("ball")
    desk.toolbox.choose("box")
    desk.drag((200, 20), (210, 30), (240, 60))
    assert [track.label for track in desk.layer.tracks] == ["person", "person", "ball"]


def test_what_is_drawn_never_gets_a_label_of_segments(desk: Desk) -> None:
    layer = put_label(desk.layer, Label("driving", group="motion"))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    for chosen in (("driving",), ("ball", "driving")):
        for name in chosen:
            desk.session.choose_label(name)
        desk.toolbox.choose("box")
        desk.drag((20, 20), (30, 30), (60, 60))
    assert [track.label for track in desk.layer.tracks] == ["person", "ball"]


def test_a_shape_of_one_frame_ends_after_it(desk: Desk) -> None:
    desk.toolbox.set_mode("shape")
    desk.toolbox.choose("box")
    desk.seek(3)
    desk.drag((20, 20), (30, 30), (60, 60))
    assert [(key.frame, key.outside) for key in desk.track(1).keyframes] == [(3, False), (4, True)]


def test_the_first_label_is_made_when_there_is_none(desk: Desk) -> None:
    desk.document.open(
        with_layer(desk.document.project, "m", type(desk.layer)(desk.layer.media)), None
    )
    desk.toolbox.choose("box")
    desk.drag((20, 20), (30, 30), (60, 60))
    assert [label.name for label in desk.layer.labels] == ["object"]


def test_an_ellipse_fills_the_box(desk: Desk) -> None:
    desk.toolbox.choose("ellipse")
    desk.drag((40, 30), (60, 50), (120, 90))
    assert desk.shape(1) == Ellipse(80, 60, 40, 30)


CORNERS = [(40, 40), (120, 50), (100, 120)]


@pytest.mark.parametrize("end", ["enter", "first", "double"])
def test_a_polygon_is_closed_in_three_ways(desk: Desk, end: str) -> None:
    desk.toolbox.choose("polygon")
    for point in CORNERS[:2]:
        desk.click(point)
    if end == "double":
        desk.double_click(CORNERS[2])
    else:
        desk.click(CORNERS[2])
        desk.key(Key.Key_Return) if end == "enter" else desk.click((41, 41))
    assert desk.shape(1) == Polygon((((40, 40), (120, 50), (100, 120)),))
    assert desk.steps == 1


def test_backspace_takes_points_back_and_escape_all(desk: Desk) -> None:
    desk.toolbox.choose("polygon")
    for point in (*CORNERS, (20, 150)):
        desk.click(point)
    desk.key(Key.Key_Backspace)
    desk.key(Key.Key_Return)
    assert desk.shape(1) == Polygon((((40, 40), (120, 50), (100, 120)),))
    desk.toolbox.choose("polygon")
    desk.click((200, 50))
    desk.click((220, 50))
    desk.key(Key.Key_Return)  # two points make no polygon: go on
    assert desk.tool.busy
    desk.key(Key.Key_Escape)
    assert (desk.tool.busy, desk.steps) == (False, 1)


def test_a_polygon_in_progress_survives_a_step_to_another_frame(desk: Desk) -> None:
    desk.toolbox.choose("polygon")
    desk.click(CORNERS[0])
    desk.click(CORNERS[1])
    desk.seek(2)
    desk.click(CORNERS[2])
    desk.key(Key.Key_Return)
    assert desk.track(1).keyframes[0].frame == 2


def test_corners_snap_to_points_of_others(desk: Desk) -> None:
    other = Polygon((((200.25, 40.75), (260.0, 40.0), (230.0, 120.0)),))
    desk.put(Track(1, "dog", (Keyframe(0, other),)))
    desk.toolbox.choose("polyline")
    desk.click((60, 60))
    desk.double_click((201, 42))
    made = desk.shape(2)
    assert isinstance(made, Polyline)
    assert made.points[-1] == (200.25, 40.75)


def test_a_line_ends_with_a_double_click(desk: Desk) -> None:
    desk.toolbox.choose("polyline")
    desk.click((40, 40))
    desk.double_click((120, 60))
    assert desk.shape(1) == Polyline(((40, 40), (120, 60)))


def test_points_are_put_down_where_they_are(desk: Desk) -> None:
    desk.toolbox.choose("points")
    for point in ((40, 40), (120, 50)):
        desk.click(point)
    desk.key(Key.Key_Return)
    shape = desk.shape(1)
    assert isinstance(shape, Points)
    assert np.allclose(shape.points, [(40, 40), (120, 50)], atol=0.5)


def test_joints_make_a_skeleton(desk: Desk) -> None:
    kind = SkeletonKind(("head", "hip", "foot"), ((0, 1), (1, 2)))
    layer = put_label(desk.layer, Label("pose", skeleton=kind))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    desk.session.choose_label("pose")
    desk.toolbox.choose("points")
    desk.click((40, 20))
    desk.click((40, 60), SHIFT)
    desk.click((40, 100))
    shape = desk.shape(1)
    assert isinstance(shape, Skeleton)
    assert shape.states == (2, 1, 2)
    desk.run("draw_again")
    desk.click((140, 20))
    desk.key(Key.Key_Return)
    rest = desk.shape(2)
    assert isinstance(rest, Skeleton)
    assert rest.states == (2, 0, 0)


def test_joints_are_covered_left_out_and_put_in_later(desk: Desk) -> None:
    kind = SkeletonKind(("head", "hip", "foot"), ((0, 1), (1, 2)))
    layer = put_label(desk.layer, Label("pose", skeleton=kind))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    joints = Skeleton(((40, 20), (40, 60), (40, 60)), (2, 2, 0))
    desk.put(Track(1, "pose", (Keyframe(0, joints),)))
    desk.session.select({1})
    found = []
    for _ in range(3):
        desk.double_click((40, 20))
        shape = desk.shape(1)
        assert isinstance(shape, Skeleton)
        found.append(shape.states)
    assert found == [(1, 2, 0), (0, 2, 0), (2, 2, 0)]
    desk.drag((40, 60), (60, 60), (80, 60))
    desk.drag((40, 60), (60, 90), (80, 120))
    whole = desk.shape(1)
    assert isinstance(whole, Skeleton)
    assert whole.states == (2, 2, 2)
    assert np.allclose(whole.points, [(40, 20), (80, 60), (80, 120)], atol=0.5)


def test_the_brush_paints_a_mask_and_strokes_add_up(desk: Desk) -> None:
    desk.toolbox.choose("brush")
    desk.toolbox.set_brush(20)
    desk.drag((60, 60), (80, 60), (100, 60))
    first = desk.shape(1)
    assert isinstance(first, Mask)
    assert first.area == pytest.approx(40 * 20 + np.pi * 100, rel=0.03)
    desk.drag((80, 40), (80, 60), (80, 80))
    second = desk.shape(1)
    assert isinstance(second, Mask)
    assert second.area > first.area
    assert (len(desk.layer.tracks), desk.steps, desk.toolbox.current) == (1, 2, "brush")
    desk.undo()
    assert desk.shape(1) == first


def test_a_stroke_that_is_escaped_leaves_nothing(desk: Desk) -> None:
    desk.toolbox.choose("brush")
    desk.press((60, 60))
    desk.move((90, 60))
    desk.key(Key.Key_Escape)
    desk.release((90, 60))
    assert (desk.steps, desk.layer.tracks) == (0, ())


def test_a_stroke_beside_and_one_over_the_same_pixels_are_no_step(desk: Desk) -> None:
    desk.toolbox.choose("brush")
    desk.drag((60, 60), (80, 60))
    desk.drag((60, 60), (70, 60))
    assert desk.steps == 1


def test_the_eraser_clears_and_an_empty_mask_is_gone(desk: Desk) -> None:
    pixels = np.zeros((180, 320), bool)
    pixels[50:90, 60:120] = True
    desk.put(Track(1, "dog", (Keyframe(0, Mask.from_array(pixels)),)))
    desk.session.select({1})
    desk.toolbox.choose("eraser")
    desk.toolbox.set_brush(20)
    desk.drag((60, 70), (120, 70))
    left = desk.shape(1)
    assert isinstance(left, Mask)
    assert left.area == pytest.approx(2400 - 60 * 20, rel=0.05)
    desk.toolbox.set_brush(200)
    desk.click((90, 70))
    assert not desk.layer.tracks
    assert desk.steps == 2


def test_the_eraser_needs_a_mask(desk: Desk) -> None:
    desk.toolbox.choose("eraser")
    with desk.qtbot.waitSignal(desk.tools.told):
        desk.click((60, 60))
    assert desk.steps == 0


def test_brackets_and_the_wheel_change_the_brush_and_nothing_else(desk: Desk) -> None:
    desk.toolbox.choose("brush")
    desk.toolbox.set_brush(20)
    desk.canvas.setFocus()
    desk.key(Key.Key_BracketRight)
    assert desk.toolbox.brush == 24
    desk.key(Key.Key_BracketLeft)
    assert desk.toolbox.brush == 20
    scale = desk.canvas.zoom.scale
    desk.wheel((100, 60), 1, CTRL)
    assert (desk.toolbox.brush, desk.canvas.zoom.scale) == (24, scale)
    desk.wheel((100, 60), 1)
    assert desk.canvas.zoom.scale > scale


def scene_pixels() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A red disc on noisy grey."""
    rng = np.random.default_rng(1)
    picture = (rng.integers(0, 30, (180, 320, 3)) + 90).astype(np.uint8)
    y, x = np.mgrid[0:180, 0:320]
    disc = (x - 150) ** 2 + (y - 90) ** 2 < 30**2
    noise = rng.integers(0, 20, (int(disc.sum()), 3))
    picture[disc] = (np.array([200, 40, 40]) + noise).astype(np.uint8)
    return picture


def test_the_wand_cuts_out_what_a_frame_holds_and_enter_keeps_it(desk: Desk) -> None:
    desk.stage.pixels = scene_pixels
    desk.toolbox.choose("wand")
    desk.drag((105, 45), (150, 90), (195, 135))
    desk.qtbot.waitUntil(lambda: getattr(desk.tool, "found", None) is not None)
    assert desk.steps == 0
    desk.key(Key.Key_Return)
    shape = desk.shape(1)
    assert isinstance(shape, Mask)
    y, x = np.mgrid[0:180, 0:320]
    truth = Mask.from_array((x - 150) ** 2 + (y - 90) ** 2 < 30**2)
    assert shape.iou(truth) > 0.95
    assert (desk.steps, desk.toolbox.current) == (1, "select")


def test_a_quick_stroke_of_the_wand_has_no_gaps(desk: Desk) -> None:
    """Mouse events of a quick hand lie far apart."""
    desk.stage.pixels = scene_pixels
    desk.toolbox.choose("wand")
    desk.drag((105, 45), (150, 90), (195, 135))
    desk.qtbot.waitUntil(lambda: getattr(desk.tool, "found", None) is not None)
    desk.drag((130, 90), (170, 90), (170, 110))
    wand = desk.tool
    assert isinstance(wand, Wand)
    marks = wand._pointed.marks
    assert all(math.dist(a.point, b.point) <= b.radius for a, b in pairwise(marks))
    assert marks[0].point == pytest.approx((130, 90), abs=1)
    assert marks[-1].point == pytest.approx((170, 110), abs=1)
    desk.qtbot.waitUntil(lambda: not wand.searching)


def test_the_wand_takes_like_colours_and_escape_drops_them(desk: Desk) -> None:
    desk.stage.pixels = scene_pixels
    desk.toolbox.choose("wand")
    desk.toolbox.set_tolerance(40)
    desk.click((150, 90))
    found = getattr(desk.tool, "found", None)
    assert isinstance(found, Mask)
    assert found.area == pytest.approx(np.pi * 900, rel=0.05)
    desk.key(Key.Key_Escape)
    assert getattr(desk.tool, "found", None) is None
    assert desk.steps == 0


def test_what_the_wand_found_goes_with_its_frame_and_that_is_told(desk: Desk) -> None:
    desk.stage.pixels = scene_pixels
    desk.toolbox.choose("wand")
    desk.click((150, 90))
    assert getattr(desk.tool, "found", None) is not None

    with desk.qtbot.waitSignal(desk.tools.told) as told:
        desk.seek(5)
    assert "Enter" in told.args[0]

    assert getattr(desk.tool, "found", None) is None
    with desk.qtbot.assertNotEmitted(desk.tools.told):
        desk.seek(6)


def test_the_pan_tool_leaves_the_mouse_to_the_canvas(desk: Desk) -> None:
    desk.put(box_track(1, (40, 40, 80, 80)))
    desk.canvas.set_scale(6.0)
    desk.toolbox.choose("pan")
    before = desk.canvas.picture().topLeft()
    centre = (160.0, 90.0)
    desk.drag(centre, (150, 85), (140, 80))
    assert desk.canvas.picture().topLeft() != before
    assert not desk.session.selection


@pytest.mark.parametrize("scale", [0.5, 1.0, 5.0])
def test_drawing_is_exact_at_every_zoom(desk: Desk, scale: float) -> None:
    desk.canvas.set_scale(scale)
    desk.toolbox.choose("box")
    desk.drag((150, 80), (160, 90), (170, 100), held=ALT)
    shape = desk.shape(1)
    assert isinstance(shape, Box)
    assert shape.edges == pytest.approx((150, 80, 170, 100), abs=0.51 / scale)


def test_shapes_fit_the_source_when_the_result_is_larger(desk: Desk) -> None:
    """The canvas then counts in the result's pixels, the layer still in the source's."""
    desk.canvas.layers.set_size(640, 360)
    desk.canvas.set_scale(1.0)
    desk.toolbox.choose("box")
    desk.drag((40, 30), (60, 50), (120, 90))
    assert desk.shape(1) == Box(40, 30, 120, 90)
