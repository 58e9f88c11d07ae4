"""Pixels that shapes cover."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.filling import mask_of
from app.annotations.masks import Mask
from app.annotations.outlines import outline
from app.annotations.shapes import Box, Ellipse, Points, Polygon
from app.base.errors import AnnotationError
from tests.annotations.layers import HEIGHT, WIDTH, boxes, masks

edges = st.tuples(st.integers(-5, WIDTH + 5), st.integers(-5, HEIGHT + 5))


@given(a=edges, b=edges)
def test_a_box_on_pixel_edges_covers_its_pixels(a: tuple[int, int], b: tuple[int, int]) -> None:
    (x0, x1), (y0, y1) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    expected = np.zeros((HEIGHT, WIDTH), bool)
    expected[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)] = True
    filled = mask_of(Box(x0, y0, x1, y1), WIDTH, HEIGHT)
    assert np.array_equal(filled.to_array(), expected)


@given(box=boxes())
def test_a_box_covers_what_its_outline_covers(box: Box) -> None:
    around = mask_of(Polygon((box.outline,)), WIDTH, HEIGHT)
    assert mask_of(box, WIDTH, HEIGHT) == around


@given(mask=masks)
def test_an_outline_covers_the_mask_it_was_drawn_around(mask: Mask) -> None:
    polygon, holes = outline(mask)
    if polygon is not None and not holes:
        assert mask_of(polygon, WIDTH, HEIGHT) == mask


def test_turned_and_round_shapes_have_their_area() -> None:
    size = (400, 300)
    turned = Box(100, 100, 200, 180, rotation=30)
    assert mask_of(turned, *size).area == pytest.approx(turned.area, rel=0.01)
    ellipse = Ellipse(200, 150, 90, 60, rotation=50)
    assert mask_of(ellipse, *size).area == pytest.approx(ellipse.area, rel=0.01)


def test_rings_are_one_shape_whichever_way_they_run() -> None:
    ring = ((1.0, 1.0), (5.0, 1.0), (5.0, 5.0), (1.0, 5.0))
    other = tuple((x + 2, y + 2) for x, y in reversed(ring))
    assert mask_of(Polygon((ring, other)), 10, 10).area == 16 + 16 - 4


def test_points_cover_nothing_and_masks_are_themselves() -> None:
    assert mask_of(Points(((1.0, 1.0),)), 5, 4) == Mask.from_counts(5, 4, [20])
    mask = Mask.from_array(np.eye(4, 5))
    assert mask_of(mask, 5, 4) is mask
    with pytest.raises(AnnotationError, match="resize it first"):
        mask_of(mask, 4, 5)
