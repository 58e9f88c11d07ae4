from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF

from app.ui.preview.zoom import LARGEST, MARGIN, SMALLEST, STEPS, Zoom

sides = st.integers(16, 4000)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
PANE = QRectF(0, 0, 800, 600)


def zoom_of(width: int, height: int, ratio: float = 1.0) -> Zoom:
    zoom = Zoom()
    zoom.set_frame(width, height)
    zoom.set_pane(PANE.size(), ratio)
    return zoom


@given(sides, sides, ratios)
def test_fitted_pictures_are_whole_and_as_large_as_can_be(w: int, h: int, ratio: float) -> None:
    picture = zoom_of(w, h, ratio).picture(PANE)
    room = PANE.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN).adjusted(-1, -1, 1, 1)
    assert room.contains(picture)
    assert picture.width() > 782 or picture.height() > 582
    assert zoom_of(w, h, ratio).visible(PANE) == QRect(0, 0, w, h)


@given(sides, sides, ratios, st.floats(0.05, 32))
def test_corners_lie_on_device_pixels(w: int, h: int, ratio: float, scale: float) -> None:
    zoom = zoom_of(w, h, ratio)
    zoom.set_scale(scale)
    picture = zoom.picture(PANE)
    for length in (picture.x(), picture.y(), picture.width(), picture.height()):
        assert abs(length * ratio - round(length * ratio)) < 1e-6


@given(st.floats(0, 800), st.floats(0, 600), st.floats(1.0, 8.0), st.floats(1.0, 2.0))
def test_the_pixel_below_the_pointer_stays(x: float, y: float, scale: float, by: float) -> None:
    zoom = zoom_of(4000, 3000)
    zoom.set_scale(scale)
    anchor = QPointF(x, y)
    before = zoom.to_frame(anchor, PANE)
    zoom.set_scale(scale * by, anchor)
    after = zoom.to_frame(anchor, PANE)
    assert abs(before.x() - after.x()) <= 1.5 / scale
    assert abs(before.y() - after.y()) <= 1.5 / scale


@given(st.floats(-9000, 9000), st.floats(-9000, 9000), st.floats(0.05, 32))
def test_panning_leaves_no_gap(x: float, y: float, scale: float) -> None:
    zoom = zoom_of(1920, 1080)
    zoom.set_scale(scale)
    zoom.pan(QPointF(x, y))
    picture = zoom.picture(PANE)
    if picture.width() >= PANE.width():
        assert picture.left() <= 1
        assert picture.right() >= PANE.right() - 1
    else:
        assert abs(picture.center().x() - PANE.center().x()) <= 1


def test_panning_follows_the_pointer() -> None:
    zoom = zoom_of(1920, 1080)
    zoom.set_scale(2.0)
    before = zoom.picture(PANE)
    zoom.pan(QPointF(30, -20))
    assert zoom.picture(PANE).topLeft() - before.topLeft() == QPointF(30, -20)


def test_one_to_one_is_in_device_pixels() -> None:
    zoom = zoom_of(1280, 720, 2.0)
    zoom.set_scale(1.0)
    assert zoom.picture(PANE).size() == QSizeF(640, 360)


@given(st.floats(SMALLEST, LARGEST), st.sampled_from([-1, 1]))
def test_steps_are_round_and_go_on(scale: float, direction: int) -> None:
    assume(SMALLEST * 1.01 < scale < LARGEST * 0.99)
    zoom = zoom_of(640, 360)
    zoom.set_scale(scale)
    zoom.step(direction)
    assert zoom.scale in STEPS
    assert (zoom.scale - scale) * direction > 0


def test_what_is_in_view_is_known() -> None:
    zoom = zoom_of(1600, 1200)
    zoom.set_scale(1.0)
    assert zoom.visible(PANE) == QRect(400, 300, 800, 600)
    zoom.pan(QPointF(10_000, 10_000))
    assert zoom.visible(PANE) == QRect(0, 0, 800, 600)


def test_a_picture_that_fits_cannot_be_pushed_about() -> None:
    zoom = zoom_of(640, 360)
    zoom.pan(QPointF(50, 50))
    assert zoom.fits
