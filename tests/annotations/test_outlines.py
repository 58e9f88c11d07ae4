"""Outlines along pixel edges, judged by pycocotools."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from pycocotools import mask as judge

from app.annotations.masks import Mask
from app.annotations.outlines import outline
from app.annotations.shapes import Polygon
from tests.annotations.layers import pictures

if TYPE_CHECKING:
    from numpy.typing import NDArray


# pycocotools predates numpy's `copy` keyword; the decoded picture is right all the same.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def drawn(polygon: Polygon, height: int, width: int) -> NDArray[np.uint8]:
    flat = [[number for point in ring for number in point] for ring in polygon.rings]
    picture: NDArray[np.uint8] = judge.decode(judge.merge(judge.frPyObjects(flat, height, width)))
    return picture


@given(pictures)
def test_a_polygon_without_holes_is_the_mask(bits: NDArray[np.bool_]) -> None:
    polygon, holes = outline(Mask.from_array(bits))
    assert (polygon is None) == (not bits.any())
    if polygon is not None and not holes:
        assert polygon.area == bits.sum()
        assert np.array_equal(drawn(polygon, *bits.shape), bits)


def test_the_reference_mask_loses_no_area() -> None:
    bits = np.zeros((20, 30), bool)
    bits[4:9, 5:15] = True
    polygon, holes = outline(Mask.from_array(bits))
    assert not holes
    assert polygon == Polygon((((5, 4), (15, 4), (15, 9), (5, 9)),))
    assert polygon is not None
    assert drawn(polygon, 20, 30).sum() == 50


def test_holes_are_told_and_filled() -> None:
    bits = np.ones((10, 10), bool)
    bits[3:6, 4:7] = False
    polygon, holes = outline(Mask.from_array(bits))
    assert holes
    assert polygon is not None
    assert polygon.area == 100


def test_regions_that_touch_at_a_corner_are_two_parts() -> None:
    polygon, holes = outline(Mask.from_array(np.eye(2)))
    assert not holes
    assert polygon is not None
    assert len(polygon.rings) == 2
