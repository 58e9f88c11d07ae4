"""What lies on the picture: by its pixels, at each zoom, and how quickly."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, SkeletonKind, Track
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton
from app.project.edits.layers import with_layer
from app.ui.annotate.label_colours import label_colour, label_marker
from app.ui.annotate.painting.look import Looks
from app.ui.annotate.painting.tags import tag_place
from app.ui.annotate.place import places
from app.ui.annotate.tools.joint_name import joint_name
from app.ui.theme.palette import DARK, LIGHT
from app.ui.theme.theme import theme
from tests.ui.annotate.conftest import HEIGHT, LEFT, SUGGESTED, WIDTH, box_track
from tests.ui.preview.conftest import to_pixels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.shapes import Shape
    from tests.ui.annotate.conftest import Desk

BLUE = tuple(QColor(DARK.labels[0]).getRgb()[:3])  # type: ignore[index]


def grabbed(desk: Desk) -> NDArray[np.int16]:
    return to_pixels(desk.canvas.grab().toImage()).astype(np.int16)


def near(pixels: NDArray[np.int16], colour: tuple[int, ...], by: int = 12) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (np.abs(pixels - np.array(colour)) <= by).all(-1)
    return found


@pytest.mark.parametrize("scale", [1.0, 2.0, 7.0])
@pytest.mark.parametrize("look", ["dark", "light"])
def test_a_box_has_a_bright_edge_where_it_is_in_both_themes(
    desk: Desk, scale: float, look: str
) -> None:
    theme().use("light" if look == "light" else "dark")
    desk.put(box_track(1, (150, 80, 170, 100)))
    desk.canvas.set_scale(scale)
    blue = near(grabbed(desk), BLUE)
    left_top, right_bottom = desk.at((150, 80)), desk.at((170, 100))
    rows, columns = np.nonzero(blue[:, left_top.x() - 2 : right_bottom.x() + 2])
    assert columns.min() in (1, 2)
    assert rows.max() - right_bottom.y() in (-1, 0)
    assert blue[(left_top.y() + right_bottom.y()) // 2, left_top.x()]


SKELETON = Skeleton(((60, 40), (60, 80), (80, 120)), (2, 1, 2))
RING = ((60.0, 40.0), (160.0, 40.0), (110.0, 120.0))


def disc() -> Mask:
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    return Mask.from_array((x - 110) ** 2 + (y - 80) ** 2 < 40**2)


SHAPES: dict[str, Shape] = {
    "turned box": Box(60, 40, 160, 120, 30),
    "ellipse": Ellipse(110, 80, 50, 30, 20),
    "polygon": Polygon((RING,)),
    "line": Polyline(RING),
    "points": Points(RING),
    "skeleton": SKELETON,
    "mask": disc(),
}


@pytest.mark.parametrize("kind", SHAPES)
def test_every_kind_of_shape_is_painted(desk: Desk, kind: str) -> None:
    label = Label("person", skeleton=SkeletonKind(("a", "b", "c"), ((0, 1), (1, 2))))
    layer = replace(desk.layer, labels=(label,))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    before = grabbed(desk)
    desk.put(Track(1, "person", (Keyframe(0, SHAPES[kind]),)))
    after = grabbed(desk)
    assert near(after, BLUE).sum() > 40
    low, high = desk.at((0, 0)), desk.at((WIDTH, HEIGHT))
    outside = np.ones(after.shape[:2], bool)
    outside[low.y() : high.y() + 1, low.x() : high.x() + 1] = False
    assert np.array_equal(before[outside], after[outside])


def with_skeleton(desk: Desk) -> None:
    label = Label("person", skeleton=SkeletonKind(("a", "b", "c"), ((0, 1), (1, 2))))
    layer = replace(desk.layer, labels=(label,))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    shape = Skeleton(((60, 40), (60, 80), (80, 120)), (2, 1, 0))
    desk.put(Track(1, "person", (Keyframe(0, shape),)))
    desk.session.select({1})


def test_joints_of_a_selected_skeleton_show_what_is_said_of_them(desk: Desk) -> None:
    """A white dot over all of them would hide what a double click has changed."""
    with_skeleton(desk)
    picture = grabbed(desk)
    spots = [desk.at(point) for point in ((60, 40), (60, 80), (80, 120))]
    seen, covered, absent = (picture[spot.y(), spot.x()].mean() for spot in spots)
    assert seen > 250
    assert covered < 60
    assert covered < absent < 120


def test_the_joint_under_the_mouse_is_named(desk: Desk) -> None:
    with_skeleton(desk)
    place = places(desk.canvas, WIDTH, HEIGHT)[0]
    points = ((61, 41), (60, 80), (80, 119), (120, 60))
    named = [joint_name(desk.stage, place, place.to_canvas(*point)) for point in points]
    assert named == ["a", "b, covered", "c, absent", ""]


def test_the_name_comes_and_goes_with_the_mouse(desk: Desk) -> None:
    with_skeleton(desk)
    pictures = []
    for point in ((120, 60), (60, 40), (60, 80), (120, 60)):
        desk.move(point)
        QApplication.processEvents()
        pictures.append(grabbed(desk))
    away, first, second, again = pictures
    assert np.array_equal(away, again)
    for one, other in ((away, first), (first, second)):
        assert (one != other).any(2).sum() > 100


def test_a_mask_is_painted_on_its_pixels_and_not_in_its_holes(desk: Desk) -> None:
    pixels = disc().to_array().copy()
    pixels[70:90, 100:120] = False
    desk.put(Track(1, "person", (Keyframe(0, Mask.from_array(pixels)),)))
    desk.canvas.set_shows("hud", False)
    for scale in (1.0, 3.0):
        desk.canvas.set_scale(scale)
        picture = grabbed(desk)
        inside, hole = desk.at((90, 60)), desk.at((110, 80))
        assert tuple(picture[hole.y(), hole.x()]) == (96, 96, 96)
        filled = [round(96 * 0.64 + 0.36 * part) for part in BLUE]
        assert picture[inside.y(), inside.x()] == pytest.approx(filled, abs=3)


def test_a_suggestion_is_dashed_and_hatched_and_has_a_chip(desk: Desk) -> None:
    desk.put(box_track(1, (60, 40, 160, 100)))
    solid = grabbed(desk)
    layer = replace(desk.layer, tracks=(box_track(1, (60, 40, 160, 100), provenance=SUGGESTED),))
    desk.document.open(with_layer(desk.document.project, "m", layer), None)
    dashed = grabbed(desk)
    top = desk.at((60, 40)).y()
    span = slice(desk.at((70, 0)).x(), desk.at((150, 0)).x())
    assert near(solid, BLUE)[top, span].all()
    assert 0.2 < near(dashed, BLUE, 60)[top - 1 : top + 2, span].any(0).mean() < 0.9
    assert desk.stage.overlay.chip is not None


def test_what_is_coming_is_seen_without_taking_the_chip_of_a_suggestion_of_its_number(
    desk: Desk,
) -> None:
    desk.put(box_track(1, (40, 60, 90, 100), provenance=SUGGESTED))
    desk.canvas.grab()
    chip = desk.stage.overlay.chip
    assert chip is not None
    alone = grabbed(desk)
    arriving = box_track(1, (200, 60, 260, 120), provenance=SUGGESTED)
    desk.session.set_coming("job", "m", replace(desk.layer, tracks=(arriving,)))
    both = grabbed(desk)
    assert desk.stage.overlay.chip == chip
    left_top, right_bottom = desk.at((200, 60)), desk.at((260, 120))
    inside = np.s_[left_top.y() : right_bottom.y(), left_top.x() : right_bottom.x()]
    assert (alone[inside] != both[inside]).any()
    assert [one.track for one in desk.session.coming] == [arriving]
    looks = Looks(desk.layer, desk.stage.visibility)
    assert looks.of(desk.session.coming[0], coming=True).name == "person"
    assert looks.of(desk.shown(1)).name == "person 1"


def test_outlines_grow_fainter_with_the_slider(desk: Desk) -> None:
    desk.put(box_track(1, (60, 40, 160, 100)))
    desk.tools.header.outlines.set_value(0.0)
    desk.tools.visibility.set_outlines(0.0)
    desk.canvas.set_shows("hud", False)
    edge = desk.at((60, 70))
    assert not near(grabbed(desk), BLUE)[edge.y() - 5 : edge.y() + 5, edge.x()].any()


def test_tags_stay_in_the_picture() -> None:
    seen = (0.0, 0.0, 100.0, 80.0)
    assert tag_place((20, 40, 60, 70), seen, 30, 20) == (20, 16)
    assert tag_place((20, 10, 60, 70), seen, 30, 20) == (20, 14)
    assert tag_place((90, 40, 99, 70), seen, 30, 20) == (70, 16)
    x, y = tag_place((-50, -50, 200, 200), seen, 30, 20)
    assert 0 <= x <= 70
    assert 0 <= y <= 60


def test_labels_have_a_colour_and_after_a_round_another_mark(desk: Desk) -> None:
    names = [f"l{n}" for n in range(14)]
    layer = replace(desk.layer, labels=tuple(map(Label, names)), tracks=())
    assert label_colour(layer, "l1") == QColor(DARK.labels[1])
    theme().use("light")
    assert label_colour(layer, "l1") == QColor(LIGHT.labels[1])
    assert label_colour(layer, "l1", on_video=True) == QColor(DARK.labels[1])
    assert [label_marker(layer, name) for name in ("l0", "l6", "l12")] == [
        "square", "circle", "triangle",
    ]  # fmt: skip
    own = replace(layer, labels=(Label("x", LIGHT.labels[2].lower()), Label("y", "#123456")))
    assert label_colour(own, "x", on_video=True) == QColor(DARK.labels[2])
    assert label_colour(own, "y", on_video=True) == QColor("#123456")


def test_two_hundred_shapes_are_painted_in_milliseconds(desk: Desk) -> None:
    boxes = [(n % 20 * 15 + 1, n // 20 * 17 + 2) for n in range(200)]
    desk.put(*(box_track(n + 1, (x, y, x + 13, y + 14)) for n, (x, y) in enumerate(boxes)))
    desk.canvas.resize(1280, 720)
    desk.canvas.fit()
    picture = QImage(1280, 720, QImage.Format.Format_RGB32)
    spent = []
    for _ in range(8):
        painter = QPainter(picture)
        started = time.thread_time()
        desk.stage.overlay(painter, desk.canvas)
        spent.append(time.thread_time() - started)
        painter.end()
    assert min(spent) < 0.012  # 8 ms are wanted; others work on this machine, too


def test_side_by_side_shows_shapes_in_both_panes_and_takes_the_mouse_in_both(desk: Desk) -> None:
    desk.put(box_track(1, (150, 80, 170, 100)))
    desk.canvas.set_mode("side")
    desk.canvas.fit()
    places = [pane.rect for pane in desk.canvas.panes()]
    assert len(places) == 2
    for pane in places:
        picture = desk.canvas.zoom.picture(pane)
        desk.session.select(())
        desk.qtbot.mouseClick(desk.canvas, LEFT, pos=picture.center().toPoint())
        assert desk.session.selection == {1}
