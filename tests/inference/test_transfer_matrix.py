"""Colours survive the way to the device and back, by every matrix, range and depth."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from app.base.colour import ColourSpec, Matrix, Range
from app.base.errors import MediaError
from app.base.picture import Picture, PixelLayout
from app.inference.transfer import download, upload

if TYPE_CHECKING:
    from numpy.typing import NDArray

Planes = tuple["NDArray[Any]", ...]
CPU = torch.device("cpu")
# Kr and Kb as printed in H.273 table 4, typed in again on purpose.
PRINTED = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
}
BARS = np.array([*product((0.0, 0.75, 1.0), repeat=3), (0.2, 0.5, 0.8)])


def reference_codes(rgb: NDArray[Any], matrix: int, range_: int, bits: int) -> NDArray[Any]:
    """H.273 in float64: E'Y = Kr E'R + (1 - Kr - Kb) E'G + Kb E'B and so on. `(n, 3)` codes."""
    kr, kb = PRINTED[Matrix(matrix)]
    y = kr * rgb[:, 0] + (1 - kr - kb) * rgb[:, 1] + kb * rgb[:, 2]
    pb, pr = 0.5 * (rgb[:, 2] - y) / (1 - kb), 0.5 * (rgb[:, 0] - y) / (1 - kr)
    if range_ == Range.LIMITED:
        step = 2 ** (bits - 8)
        planes = [219 * y + 16, 224 * pb + 128, 224 * pr + 128]
        return np.stack([np.rint(step * plane) for plane in planes], 1)
    top, middle = 2**bits - 1, 2 ** (bits - 1)
    planes = [top * y, top * pb + middle, top * pr + middle]
    return np.stack([np.clip(np.rint(plane), 0, top) for plane in planes], 1)


def picture_of(codes: NDArray[Any], bits: int, colour: ColourSpec, family: str = "yuv") -> Picture:
    layout = PixelLayout(family, bits, (0, 0))  # type: ignore[arg-type]
    columns = (codes[:, index] for index in range(codes.shape[1]))
    planes: Planes = tuple(column.reshape(1, -1).astype(layout.dtype) for column in columns)
    for plane in planes:
        plane.flags.writeable = False
    return Picture(planes, layout, colour)


def codes_of(picture: Picture) -> NDArray[Any]:
    return np.stack([plane.ravel().astype(int) for plane in picture.planes], 1)


@pytest.mark.parametrize("bits", [8, 10, 12, 16])
@pytest.mark.parametrize("range_", [Range.LIMITED, Range.FULL])
@pytest.mark.parametrize("matrix", list(PRINTED))
class TestColourBars:
    def test_codes_are_those_of_the_standard(self, matrix: int, range_: int, bits: int) -> None:
        colour = ColourSpec(matrix, range_)
        tensor = torch.from_numpy(BARS.T.copy()).float()[:, None]
        made = download(tensor, PixelLayout("yuv", bits, (0, 0)), colour)
        off = np.abs(codes_of(made) - reference_codes(BARS, matrix, range_, bits))
        # An exact half may fall to either side in fp32; at 16 bits fp32 itself ends.
        assert off.max() <= 1
        assert bits == 16 or (off > 0).mean() < 0.04

    def test_tensors_are_the_colours_the_codes_stand_for(
        self, matrix: int, range_: int, bits: int
    ) -> None:
        picture = picture_of(
            reference_codes(BARS, matrix, range_, bits), bits, ColourSpec(matrix, range_)
        )
        tensor = upload(picture, CPU)[:, 0].T.numpy()
        # Codes are rounded: half a code of each component, and 0.5/255 more where full range clips.
        assert np.abs(tensor - BARS).max() < 2.5 / (219 * 2 ** (bits - 8)) + 2e-6

    def test_there_and_back_is_exact(self, matrix: int, range_: int, bits: int) -> None:
        codes = reference_codes(BARS, matrix, range_, bits)
        picture = picture_of(codes, bits, ColourSpec(matrix, range_))
        back = download(upload(picture, CPU), picture.layout, picture.colour)
        limit = 1 if bits < 16 or range_ == Range.LIMITED else 2
        assert np.abs(codes_of(back) - codes).max() <= limit


class TestRanges:
    def test_every_gray_code_comes_back_whiter_than_white_too(self) -> None:
        codes = np.stack([np.arange(256), np.full(256, 128), np.full(256, 128)], 1)
        picture = picture_of(codes, 8, ColourSpec(Matrix.BT709, Range.LIMITED))
        back = download(upload(picture, CPU), picture.layout, picture.colour)
        assert np.array_equal(codes_of(back), codes)

    def test_full_range_is_not_expanded_twice(self) -> None:
        codes = np.array([[0, 128, 128], [255, 128, 128]])
        tensor = upload(picture_of(codes, 8, ColourSpec(Matrix.SMPTE170M, Range.FULL)), CPU)
        assert tensor[:, 0, 0].tolist() == pytest.approx([0, 0, 0], abs=1e-6)
        assert tensor[:, 0, 1].tolist() == pytest.approx([1, 1, 1], abs=1e-6)

    def test_rgb_is_full_range_unless_tagged(self) -> None:
        codes = np.array([[16, 235, 0], [255, 128, 64]])
        full = upload(picture_of(codes, 8, ColourSpec(), "rgb"), CPU)
        assert torch.allclose(full[:, 0, 0], torch.tensor([0, 16, 235]) / 255)
        limited = upload(picture_of(codes, 8, ColourSpec(range=Range.LIMITED), "rgb"), CPU)
        assert limited[1:, 0, 0].tolist() == pytest.approx([0, 1], abs=1e-6)

    def test_untagged_pictures_are_601_when_small_and_709_when_large(self) -> None:
        for height, matrix in ((480, Matrix.SMPTE170M), (720, Matrix.BT709)):
            planes = tuple(np.full((height, 2), code, np.uint8) for code in (90, 60, 200))
            layout = PixelLayout("yuv", 8, (0, 0))
            untagged = upload(Picture(planes, layout, ColourSpec()), CPU)
            tagged = upload(Picture(planes, layout, ColourSpec(matrix, Range.LIMITED)), CPU)
            assert torch.equal(untagged, tagged)

    def test_overexposed_colours_turn_white(self) -> None:
        bright = torch.tensor([3.0, 2.0, 1.2]).view(3, 1, 1)
        colour = ColourSpec(Matrix.BT709, Range.LIMITED)
        codes = codes_of(download(bright, PixelLayout("yuv", 8, (0, 0)), colour))
        assert codes.tolist() == [[255, 128, 128]]


class TestPrecision:
    def test_a_ten_bit_ramp_keeps_its_codes(self) -> None:
        ramp = np.arange(64, 941)
        codes = np.stack([ramp, np.full_like(ramp, 512), np.full_like(ramp, 512)], 1)
        picture = picture_of(codes, 10, ColourSpec(Matrix.BT709, Range.LIMITED))
        for dtype in (torch.float32, torch.float16):
            back = codes_of(download(upload(picture, CPU, dtype), picture.layout, picture.colour))
            assert len(np.unique(back[:, 0])) > 256
            assert np.abs(back[:, 0] - ramp).max() <= 1

    @pytest.mark.parametrize("dither", [False, True])
    @pytest.mark.parametrize("dtype", [torch.float32, torch.float16])
    def test_rounding_has_no_bias(self, dither: bool, dtype: torch.dtype) -> None:
        torch.manual_seed(1)
        rgb = (0.1 + 0.8 * torch.rand(3, 256, 256)).to(dtype)
        colour = ColourSpec(range=Range.FULL)
        made = download(rgb, PixelLayout("rgb", 8, (0, 0)), colour, dither=dither)
        wanted = rgb[[1, 2, 0]].double().numpy() * 255
        assert abs(np.mean(np.stack(made.planes) - wanted)) < 0.02

    def test_dither_keeps_what_is_a_code_and_spreads_what_is_not(self) -> None:
        colour, layout = ColourSpec(range=Range.FULL), PixelLayout("rgb", 8, (0, 0))
        codes = torch.arange(256).repeat(3, 8, 1) / 255
        kept = download(codes, layout, colour, dither=True)
        assert np.array_equal(kept.planes[0], np.tile(np.arange(256, dtype=np.uint8), (8, 1)))
        between = download(torch.full((3, 16, 16), 100.25 / 255), layout, colour, dither=True)
        assert np.mean(between.planes[0]) == pytest.approx(100.25, abs=0.01)


class TestMatrices:
    def test_ycgco_follows_its_own_equations(self) -> None:
        r, g, b = 0.8, 0.4, 0.2
        wanted = [0.25 * r + 0.5 * g + 0.25 * b, 0.5 * g - 0.25 * (r + b), 0.5 * (r - b)]
        tensor = torch.tensor([r, g, b]).view(3, 1, 1)
        layout, colour = PixelLayout("yuv", 10, (0, 0)), ColourSpec(Matrix.YCGCO, Range.FULL)
        picture = download(tensor, layout, colour)
        codes = [1023 * wanted[0], 1023 * wanted[1] + 512, 1023 * wanted[2] + 512]
        assert codes_of(picture).tolist() == [[round(code) for code in codes]]
        assert upload(picture, CPU).flatten().tolist() == pytest.approx([r, g, b], abs=2e-3)

    @pytest.mark.parametrize("matrix", [Matrix.ICTCP, Matrix.BT2020_CL, 13])
    def test_others_are_refused_with_a_way_out(self, matrix: int) -> None:
        picture = picture_of(np.full((1, 3), 128), 8, ColourSpec(matrix))
        with pytest.raises(MediaError, match="untouched"):
            upload(picture, CPU)
        with pytest.raises(MediaError, match="untouched"):
            download(torch.zeros(3, 1, 1), picture.layout, picture.colour)
