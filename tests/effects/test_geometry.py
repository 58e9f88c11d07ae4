"""Crop, rotate and resize: every sample where it belongs, and the shown shape kept."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
import torch

from app.base.errors import EffectError
from app.effects.resampling import FILTERS, resample
from tests.effects.stage import applied, effect, noise, source_format

PAL_WIDE = Fraction(64, 45)


def shown_shape(format_: Any) -> Fraction:
    return Fraction(format_.width, format_.height) * Fraction(format_.sample_aspect_ratio)


class TestCrop:
    def test_borders_are_cut_off(self) -> None:
        (picture,) = noise(1)
        (frame,) = applied(effect("crop", left=3, top=1, right=5, bottom=2), [picture])
        assert torch.equal(frame.pixels, picture[:, 1:12, 3:15])

    def test_samples_keep_their_shape(self) -> None:
        made = effect("crop", left=100).output_format(source_format(720, 576, PAL_WIDE))
        assert (made.size, made.sample_aspect_ratio) == ((620, 576), PAL_WIDE)

    @pytest.mark.parametrize("settings", [{"left": 20}, {"top": 9, "bottom": 9}, {"right": 999}])
    def test_cutting_everything_is_refused(self, settings: dict[str, Any]) -> None:
        with pytest.raises(EffectError, match="20x14"):
            effect("crop", **settings).output_format(source_format())


class TestRotate:
    @pytest.mark.parametrize(
        ("angle", "corner"), [("0", (0, 0)), ("90", (0, -1)), ("180", (-1, -1)), ("270", (-1, 0))]
    )
    def test_it_turns_clockwise(self, angle: str, corner: tuple[int, int]) -> None:
        (picture,) = noise(1)
        (frame,) = applied(effect("rotate", angle=angle), [picture])
        assert torch.equal(frame.pixels[:, corner[0], corner[1]], picture[:, 0, 0])

    def test_flips_are_named_by_what_they_exchange(self) -> None:
        (picture,) = noise(1)
        (left_right,) = applied(effect("rotate", flip="horizontal"), [picture])
        (top_bottom,) = applied(effect("rotate", flip="vertical"), [picture])
        assert torch.equal(left_right.pixels[:, :, 0], picture[:, :, -1])
        assert torch.equal(top_bottom.pixels[:, 0], picture[:, -1])

    def test_turning_comes_before_flipping(self) -> None:
        (picture,) = noise(1)
        (frame,) = applied(effect("rotate", angle="90", flip="horizontal"), [picture])
        assert torch.equal(frame.pixels, picture.transpose(1, 2))

    def test_four_quarters_and_two_flips_change_nothing(self) -> None:
        pictures = noise(1)
        for settings in [{"angle": "90"}] * 4 + [{"flip": "horizontal"}, {"flip": "vertical"}] * 2:
            pictures = [f.pixels for f in applied(effect("rotate", **settings), pictures)]
        assert torch.equal(pictures[0], noise(1)[0])

    def test_quarter_turns_turn_the_samples_too(self) -> None:
        source = source_format(720, 576, PAL_WIDE)
        turned = effect("rotate", angle="270").output_format(source)
        assert turned.size == (576, 720)
        assert shown_shape(turned) == 1 / shown_shape(source)
        assert effect("rotate", angle="180").output_format(source) == source


class TestResizeFormat:
    def test_one_side_follows_the_other_evenly(self) -> None:
        source = source_format(853, 480)
        assert effect("resize", height=720).output_format(source).size == (1280, 720)
        assert effect("resize", width=1280).output_format(source).size == (1280, 720)
        assert effect("resize", height=240).output_format(source).size == (426, 240)

    def test_rounding_a_side_leaves_the_samples_square(self) -> None:
        made = effect("resize", height=1080).output_format(source_format(853, 479))
        assert made.sample_aspect_ratio == 1

    def test_the_shown_shape_is_kept_by_the_samples(self) -> None:
        source = source_format(720, 480, Fraction(32, 27))
        for width, height in ((1920, 1080), (640, 640), (720, 576)):
            made = effect("resize", width=width, height=height).output_format(source)
            assert made.size == (width, height)
            assert shown_shape(made) == shown_shape(source)

    def test_a_picture_too_large_for_any_file_is_refused(self) -> None:
        with pytest.raises(EffectError, match="sides are 1 to 16384"):
            effect("resize", width=16384).output_format(source_format(100, 400))


@pytest.mark.parametrize("filter_name", FILTERS)
class TestResizePixels:
    @pytest.mark.parametrize("size", [(40, 29), (7, 5), (17, 40), (1, 1), (300, 2)])
    def test_flat_stays_flat(self, filter_name: str, size: tuple[int, int]) -> None:
        flat = torch.full((3, 13, 17), 0.3)
        made = effect("resize", width=size[0], height=size[1], filter=filter_name)
        (frame,) = applied(made, [flat])
        assert frame.pixels.shape == (3, size[1], size[0])
        assert torch.allclose(frame.pixels, torch.tensor(0.3), atol=1e-5)

    def test_a_spot_stays_in_its_place(self, filter_name: str) -> None:
        rows, columns = torch.meshgrid(torch.arange(64.0), torch.arange(96.0), indexing="ij")
        spot = torch.exp(-((columns + 0.5 - 40) ** 2 + (rows + 0.5 - 30) ** 2) / 50)
        for width, height in ((48, 32), (144, 96), (192, 128), (67, 45)):
            plane = resample(spot[None], width, height, filter_name)[0].clamp(min=0)
            x = (plane * (torch.arange(width) + 0.5)).sum() / plane.sum()
            y = (plane * (torch.arange(height)[:, None] + 0.5)).sum() / plane.sum()
            # Nearest has to choose a side where a centre falls between two samples.
            limit = 0.51 if filter_name == "nearest" else 0.1
            assert float(x) * 96 / width == pytest.approx(40, abs=limit)
            assert float(y) * 64 / height == pytest.approx(30, abs=limit)

    @pytest.mark.parametrize("width", [40, 75, 90, 150, 333])
    def test_a_ramp_stays_a_ramp(self, filter_name: str, width: int) -> None:
        ramp = ((torch.arange(100) + 0.5) / 100).expand(3, 8, 100).contiguous()
        made = resample(ramp, width, 8, filter_name)[0, 4]
        wanted = (torch.arange(width) + 0.5) / width
        # Within a kernel of the edges the held edge bends it.
        inner = slice(width // 20 + 6, -(width // 20 + 6))
        limit = 0.006 if filter_name in ("nearest", "area") else 0.0015
        assert (made - wanted)[inner].abs().max() < limit

    def test_shrinking_folds_nothing_back(self, filter_name: str) -> None:
        if filter_name == "nearest":
            pytest.skip("nearest mixes nothing, which is its point")
        stripes = torch.arange(64).remainder(2).float().expand(3, 32, 64).contiguous()
        made = resample(stripes, 16, 8, filter_name)
        assert (made[:, :, 3:-3] - 0.5).abs().max() < 0.06

    def test_half_precision_is_kept(self, filter_name: str) -> None:
        (picture,) = noise(1)
        made = resample(picture.half(), 31, 9, filter_name)
        assert made.dtype == torch.float16
        assert torch.allclose(made.float(), resample(picture, 31, 9, filter_name), atol=4e-3)


def test_whole_factors_of_area_are_plain_means_and_repeats() -> None:
    (picture,) = noise(1)
    smaller = resample(picture, 10, 7, "area")
    assert torch.allclose(smaller, torch.nn.functional.avg_pool2d(picture, 2), atol=1e-6)
    larger = resample(picture, 60, 42, "area")
    repeated = picture.repeat_interleave(3, 1).repeat_interleave(3, 2)
    assert torch.allclose(larger, repeated, atol=1e-5)


@pytest.mark.parametrize(
    ("filter_name", "mode"), [("bilinear", "bilinear"), ("bicubic", "bicubic")]
)
@pytest.mark.parametrize(("width", "height"), [(25, 90), (111, 31), (160, 120)])
def test_the_inside_equals_an_independent_resampler(
    filter_name: str, mode: str, width: int, height: int
) -> None:
    (picture,) = noise(1, (3, 60, 80))
    made = resample(picture, width, height, filter_name)
    other = torch.nn.functional.interpolate(
        picture[None], (height, width), mode=mode, antialias=True, align_corners=False
    )[0]
    rows, columns = height // 8 + 2, width // 8 + 2  # edges are held here, left out there
    inner = (slice(None), slice(rows, -rows), slice(columns, -columns))
    assert torch.allclose(made[inner], other[inner], atol=1e-4)


def test_alpha_stays_between_nothing_and_all() -> None:
    picture = torch.zeros(4, 16, 16)
    picture[:, :, 8:] = 1
    (frame,) = applied(effect("resize", width=40), [picture])
    assert frame.pixels[3].min() == 0
    assert frame.pixels[3].max() == 1
    assert frame.pixels[0].max() > 1, "colours may overshoot inside the chain"


def test_the_given_frame_comes_out_where_the_size_is_the_same() -> None:
    (picture,) = noise(1)
    (frame,) = applied(effect("resize"), [picture])
    assert frame.pixels is picture
    source = replace(source_format(), rate=None)
    assert effect("resize").output_format(source) == source
