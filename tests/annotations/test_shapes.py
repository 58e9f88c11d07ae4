"""Boxes and polygons."""

from __future__ import annotations

import math

import pytest

from app.annotations.shapes import Box, Polygon, Ring
from app.base.errors import AnnotationError

SQUARE: Ring = ((0, 0), (4, 0), (4, 4), (0, 4))


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("place", range(4))
def test_a_box_of_no_numbers_is_refused(bad: float, place: int) -> None:
    bounds = [0.0, 0.0, 1.0, 1.0]
    bounds[place] = bad
    with pytest.raises(AnnotationError, match="not a number"):
        Box(*bounds)


@pytest.mark.parametrize("bounds", [(2, 0, 1, 1), (0, 2, 1, 1)])
def test_a_box_inside_out_is_refused(bounds: tuple[float, float, float, float]) -> None:
    with pytest.raises(AnnotationError, match="before"):
        Box(*bounds)


def test_iou_of_boxes() -> None:
    assert Box(0, 0, 2, 2).iou(Box(1, 0, 3, 2)) == 1 / 3
    assert Box(0, 0, 2, 2).iou(Box(2, 0, 3, 2)) == 0
    assert Box(1, 1, 1, 1).iou(Box(1, 1, 1, 1)) == 0


def test_a_polygon_measures_all_its_rings() -> None:
    polygon = Polygon((SQUARE, ((10, 10), (10, 12), (12, 10))))
    assert polygon.area == 18
    assert polygon.bounds == (0, 0, 12, 12)


def test_points_outside_come_into_the_picture() -> None:
    assert Polygon((((-1, 0), (9, 0), (9, 9)),)).clamped(4, 5).rings == (((0, 0), (4, 0), (4, 5)),)
    assert Box(-3, -3, -1, 9).clamped(4, 5) == Box(0, 0, 0, 5)


@pytest.mark.parametrize("rings", [(), (SQUARE[:2],), (((0, 0), (1, 1), (math.nan, 0)),)])
def test_a_polygon_that_is_none_is_refused(rings: tuple[Ring, ...]) -> None:
    with pytest.raises(AnnotationError):
        Polygon(rings)
