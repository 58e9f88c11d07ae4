"""Masks, judged by pycocotools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from pycocotools import mask as judge

from app.annotations.masks import MAX_RUNS, Mask, masks_of, overlapping
from app.base.errors import AnnotationError
from tests.annotations.layers import pairs_of_pictures, pictures

if TYPE_CHECKING:
    from numpy.typing import NDArray

# pycocotools predates numpy's `copy` keyword; the decoded picture is right all the same.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def judged(bits: NDArray[np.bool_]) -> Any:
    return judge.encode(np.asfortranarray(bits.astype(np.uint8)))


def test_the_reference_mask_has_the_reference_text() -> None:
    bits = np.zeros((20, 30), bool)
    bits[4:9, 5:15] = True
    mask = Mask.from_array(bits)
    assert mask.text == "X35?00000000000000000X9"
    assert mask.counts[:6].tolist() == [104, 5, 15, 5, 15, 5]
    assert (mask.area, mask.bounds) == (50, (5, 4, 15, 9))


@given(pictures)
def test_encoding_is_pycocotools(bits: NDArray[np.bool_]) -> None:
    assert Mask.from_array(bits).text == judged(bits)["counts"].decode()


@given(pictures)
def test_decoding_gives_the_picture_back(bits: NDArray[np.bool_]) -> None:
    mask = Mask.from_array(bits)
    assert np.array_equal(mask.to_array(), bits)
    assert Mask.from_text(mask.width, mask.height, mask.text) == mask
    assert Mask.from_counts(mask.width, mask.height, mask.counts.tolist()) == mask


@given(pictures)
def test_area_and_bounds_are_pycocotools(bits: NDArray[np.bool_]) -> None:
    mask, theirs = Mask.from_array(bits), judged(bits)
    x, y, w, h = judge.toBbox(theirs)
    assert mask.area == judge.area(theirs)
    assert mask.bounds == ((x, y, x + w, y + h) if bits.any() else (0, 0, 0, 0))


@given(pairs_of_pictures())
def test_iou_is_pycocotools(pair: tuple[NDArray[np.bool_], NDArray[np.bool_]]) -> None:
    a, b = pair
    expected = judge.iou([judged(a)], [judged(b)], [0])[0][0] if (a | b).any() else 0.0
    assert Mask.from_array(a).iou(Mask.from_array(b)) == pytest.approx(expected)


@given(pictures, st.integers(0, 5), st.integers(0, 5), st.integers(0, 5), st.integers(0, 5))
def test_a_crop_lands_where_it_was_cut(
    bits: NDArray[np.bool_], left: int, top: int, right: int, bottom: int
) -> None:
    whole = np.pad(bits, ((top, bottom), (left, right)))
    height, width = whole.shape
    assert Mask.from_crop(bits, left, top, width, height) == Mask.from_array(whole)


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_empty_runs_make_no_difference(counts: list[int]) -> None:
    total = sum(counts)
    if total:
        mask = Mask.from_counts(total, 1, counts)
        assert Mask.from_array(mask.to_array()) == mask


def test_large_masks_count_exactly() -> None:
    size = 40_000
    mask = Mask.from_counts(size, size, [1, size * size - 2, 1])
    assert mask.area == size * size - 2
    assert mask.bounds == (0, 0, size, size)
    assert Mask.from_text(size, size, mask.text) == mask


@pytest.mark.parametrize(
    ("width", "height", "counts"),
    [
        (3, 3, []),
        (3, 3, [8]),
        (3, 3, [10]),
        (3, 3, [-1, 10]),
        (3, 3, [2**70]),
        (3, 3, [2**62, 2**62, 2**62, 2**62, 9]),
        (0, 3, [0]),
        (2**20, 2**20, [2**40]),
    ],
)
def test_runs_that_do_not_fill_the_picture_are_refused(
    width: int, height: int, counts: list[int]
) -> None:
    with pytest.raises(AnnotationError):
        Mask.from_counts(width, height, counts)


@pytest.mark.parametrize("text", ["", "é", " ", "X", "p" * 9, "ooooooooooo0", "9" * 50, "\x00"])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(AnnotationError):
        Mask.from_text(3, 3, text)


@given(st.text(st.characters(min_codepoint=40, max_codepoint=120), max_size=30))
def test_any_text_gives_a_mask_or_an_error(text: str) -> None:
    try:
        mask = Mask.from_text(6, 4, text)
    except AnnotationError:
        return
    assert mask.to_array().shape == (4, 6)


def test_masks_of_different_pictures_are_not_compared() -> None:
    with pytest.raises(AnnotationError, match="different sizes"):
        Mask.from_array(np.ones((2, 3))).iou(Mask.from_array(np.ones((3, 2))))


@given(st.integers(0, 14), st.integers(0, 14), st.integers(0, 11), st.integers(0, 11))
def test_a_box_of_pixels_needs_no_picture(left: int, right: int, top: int, bottom: int) -> None:
    bits = np.zeros((11, 14), bool)
    bits[top:bottom, left:right] = True
    assert Mask.from_box(left, top, right, bottom, (14, 11)) == Mask.from_array(bits)


@given(st.lists(pictures, max_size=4))
def test_masks_overlap_if_any_two_do(several: list[NDArray[np.bool_]]) -> None:
    height, width = (min(bits.shape[side] for bits in several) if several else 1 for side in (0, 1))
    masks = [Mask.from_array(bits[:height, :width]) for bits in several]
    pairs = ((a, b) for place, a in enumerate(masks) for b in masks[:place])
    assert overlapping(masks) == any(a.overlap(b) > 0 for a, b in pairs)


@given(arrays(np.uint16, array_shapes(min_dims=2, max_dims=2), elements=st.integers(0, 3)))
def test_a_picture_of_numbers_is_a_mask_for_each(pixels: NDArray[np.uint16]) -> None:
    found = dict(masks_of(pixels))
    assert list(found) == sorted(set(pixels.ravel().tolist()) - {0})
    for number, mask in found.items():
        assert mask == Mask.from_array(pixels == number)


def test_noise_is_no_picture_of_objects() -> None:
    pixels = np.arange(2 * MAX_RUNS, dtype=np.uint8).reshape(2, -1) % 2 + 1
    with pytest.raises(AnnotationError, match="changes more than 1,048,576 times"):
        dict(masks_of(np.ascontiguousarray(pixels.T)))
