"""Colours by convention, layouts in words, suggestions, cancelling."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from app.base.cancel import CancelToken
from app.base.colour import LUMA_WEIGHTS, ColourSpec, Matrix, Range
from app.base.errors import AppError, Cancelled
from app.base.picture import Picture, PixelLayout
from app.base.text import did_you_mean, format_bytes, format_seconds_left


@pytest.mark.parametrize(
    ("width", "height", "matrix"),
    [
        (640, 480, Matrix.SMPTE170M),
        (1024, 576, Matrix.SMPTE170M),
        (1280, 544, Matrix.BT709),
        (1280, 720, Matrix.BT709),
        (720, 1280, Matrix.BT709),
        (3840, 2160, Matrix.BT709),
    ],
)
def test_untagged_pictures_are_601_when_small_and_709_when_large(
    width: int, height: int, matrix: int
) -> None:
    assert ColourSpec().resolved(width, height).matrix == matrix
    assert ColourSpec().resolved(width, height).range == Range.LIMITED


def test_tags_win_over_convention() -> None:
    spec = ColourSpec(Matrix.BT2020_NCL, Range.FULL)
    assert spec.resolved(640, 480).matrix == Matrix.BT2020_NCL
    assert spec.resolved(640, 480).range == Range.FULL


def test_rgb_has_no_matrix_and_is_full_range() -> None:
    spec = ColourSpec().resolved(1920, 1080, rgb=True)
    assert (spec.matrix, spec.range) == (Matrix.RGB, Range.FULL)


def test_luma_weights_leave_a_share_for_green() -> None:
    assert all(0 < kr < 1 and 0 < kb < 1 and kr + kb < 1 for kr, kb in LUMA_WEIGHTS.values())


@pytest.mark.parametrize(
    ("layout", "words", "planes"),
    [
        (PixelLayout(), "4:2:0 8-bit", 3),
        (PixelLayout("yuv", 10, (1, 0)), "4:2:2 10-bit", 3),
        (PixelLayout("rgb", 16, (0, 0), True), "RGB 16-bit with alpha", 4),
        (PixelLayout("gray", 32, (0, 0)), "gray float", 1),
    ],
)
def test_layouts_say_what_they_are(layout: PixelLayout, words: str, planes: int) -> None:
    assert layout.words == words
    assert layout.plane_count == planes


def test_odd_sizes_round_chroma_up() -> None:
    assert PixelLayout().plane_size(1, 853, 479) == (427, 240)
    assert PixelLayout(alpha=True).plane_size(3, 853, 479) == (853, 479)


def test_only_yuv_is_subsampled() -> None:
    with pytest.raises(ValueError, match="subsampled"):
        PixelLayout("rgb")


def test_a_picture_knows_its_size() -> None:
    planes = (np.zeros((4, 6), np.uint8), np.zeros((2, 3), np.uint8), np.zeros((2, 3), np.uint8))
    picture = Picture(planes, PixelLayout(), ColourSpec())
    assert (picture.width, picture.height, picture.nbytes) == (6, 4, 36)


def test_a_near_miss_gets_a_suggestion_anything_else_the_list() -> None:
    assert did_you_mean("upscal", ["upscale", "crop"]) == " Did you mean “upscale”?"
    assert did_you_mean("xyz", ["upscale", "crop"]) == " There are: crop, upscale."
    assert did_you_mean("xyz", []) == ""


def test_sizes_and_remaining_times_read_like_speech() -> None:
    assert [format_bytes(n) for n in (999, 1500, 2 * 10**12)] == ["999 B", "1.5 kB", "2.0 TB"]
    assert format_seconds_left(2) == "a few seconds left"
    assert format_seconds_left(61) == "about 61 s left"
    assert format_seconds_left(7200) == "about 2 h left"


def test_cancelling_works_from_another_thread_and_is_an_app_error() -> None:
    token = CancelToken()
    token.check()
    thread = threading.Thread(target=token.cancel)
    thread.start()
    thread.join()
    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()
    assert issubclass(Cancelled, AppError)
