"""Pictures come back as they were, and FFmpeg sees the same colours in them as we do."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest
import torch

from app.base.colour import LUMA_WEIGHTS, ChromaLocation, ColourSpec, Matrix, Range
from app.base.picture import Picture, PixelLayout
from app.inference.transfer import download, upload
from app.media.pictures import plane_view, to_av, to_picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

CPU = torch.device("cpu")
MATRICES = [*LUMA_WEIGHTS, Matrix.YCGCO]
RANGES = [Range.LIMITED, Range.FULL]
CUBE = np.array(list(product(range(0, 256, 15), repeat=3)), np.uint8).T.reshape(3, -1, 18)
"""8-bit R'G'B' from corner to corner: `(3, 324, 18)`."""
FULL_444 = PixelLayout("yuv", 8, (0, 0))


def gbr(rgb: NDArray[np.uint8]) -> Picture:
    """R'G'B' codes `(3, H, W)` as a picture; untagged, so full range."""
    return Picture((rgb[1], rgb[2], rgb[0]), PixelLayout("rgb", 8, (0, 0)), ColourSpec())


def waves(height: int, width: int) -> NDArray[np.uint8]:
    """A smooth colourful picture `(3, H, W)`: filters differ in sharpness, not in place."""
    rows, columns = np.indices((height, width)) / 128
    channels = [np.sin(7 * columns + 3 * rows), np.cos(6 * rows), np.sin(5 * (columns - rows) + 1)]
    return np.asarray(np.rint(127.5 + 90 * np.stack(channels)), np.uint8)


def off(a: Picture, b: Picture) -> int:
    """The largest difference of two pictures in codes."""
    pairs = zip(a.planes, b.planes, strict=True)
    return int(max(np.abs(x.astype(int) - y.astype(int)).max() for x, y in pairs))


@pytest.mark.parametrize("range_", RANGES)
@pytest.mark.parametrize("matrix", MATRICES)
class TestEveryMatrix:
    def test_codes_of_the_whole_rgb_cube_come_back(self, matrix: int, range_: int) -> None:
        made = download(upload(gbr(CUBE), CPU), FULL_444, ColourSpec(matrix, range_))
        again = download(upload(made, CPU), FULL_444, made.colour)
        assert off(made, again) <= 1

    def test_rgb_survives_eight_bits_but_for_their_rounding(self, matrix: int, range_: int) -> None:
        made = download(upload(gbr(CUBE), CPU), FULL_444, ColourSpec(matrix, range_))
        back = download(upload(made, CPU), gbr(CUBE).layout, ColourSpec())
        # Half a code of luma and 1.6 to 2 half codes of chroma add up in one channel.
        assert off(back, gbr(CUBE)) <= 2

    def test_ten_bits_bring_eight_bit_rgb_back_exactly(self, matrix: int, range_: int) -> None:
        deep = replace(FULL_444, bits=10)
        made = download(upload(gbr(CUBE), CPU), deep, ColourSpec(matrix, range_))
        back = download(upload(made, CPU), gbr(CUBE).layout, ColourSpec())
        assert off(back, gbr(CUBE)) == 0

    def test_subsampling_has_no_bias(self, matrix: int, range_: int) -> None:
        tensor = upload(gbr(waves(90, 160)), CPU)
        colour = ColourSpec(matrix, range_)
        # Sixteen bits without subsampling tell where the mean ought to be.
        fine = download(tensor, PixelLayout("yuv", 16, (0, 0)), colour)
        coarse = download(tensor, PixelLayout("yuv", 8, (1, 1)), replace(colour, chroma_location=2))
        step = 65535 / 255 if range_ == Range.FULL else 256
        for a, b in zip(fine.planes, coarse.planes, strict=True):
            middle = 0 if a is fine.planes[0] else (32768 / step - 128)
            assert abs(float(a.mean(dtype=float)) / step - middle - float(b.mean())) < 0.1


def test_eight_bit_rgb_is_exact() -> None:
    assert off(download(upload(gbr(CUBE), CPU), gbr(CUBE).layout, ColourSpec()), gbr(CUBE)) == 0


@pytest.mark.parametrize("bits", [8, 10])
def test_limited_ycgco_is_made_of_limited_rgb(bits: int) -> None:
    """H.273 equations 20 to 22, then 32 to 34: Cg and Co are 219 steps wide, not 224."""
    step = 1 << (bits - 8)
    r, g, b = (step * (219 * value + 16) for value in (0.8, 0.4, 0.2))
    wanted = [0.5 * g + 0.25 * (r + b), 0.5 * g - 0.25 * (r + b), 0.5 * (r - b)]
    wanted = [wanted[0], *(value + 128 * step for value in wanted[1:])]
    tensor = torch.tensor([0.8, 0.4, 0.2]).view(3, 1, 1)
    colour = ColourSpec(Matrix.YCGCO, Range.LIMITED)
    made = download(tensor, PixelLayout("yuv", bits, (0, 0)), colour)
    assert [int(plane[0, 0]) for plane in made.planes] == [round(value) for value in wanted]


def test_gray_weighs_colours_by_its_own_matrix() -> None:
    red = torch.tensor([1.0, 0.0, 0.0]).view(3, 1, 1)
    layout = PixelLayout("gray", 8, (0, 0))
    for matrix, code in ((Matrix.BT709, 54), (Matrix.SMPTE170M, 76), (Matrix.UNSPECIFIED, 76)):
        assert int(download(red, layout, ColourSpec(matrix)).planes[0][0, 0]) == code


def test_a_float_picture_does_not_share_the_tensor_it_came_from() -> None:
    tensor = torch.rand(4, 3, 5)
    for layout in (PixelLayout("rgb", 32, (0, 0), alpha=True), PixelLayout("gray", 32, (0, 0))):
        picture = download(tensor, layout, ColourSpec())
        before = [plane.copy() for plane in picture.planes]
        tensor.add_(1)
        assert all(np.array_equal(a, b) for a, b in zip(picture.planes, before, strict=True))


@pytest.mark.parametrize("name", ["yuv420p", "yuv422p10le", "yuv444p", "yuv410p", "gbrp"])
def test_padded_decoder_buffers_are_read_in_place_and_left_alone(name: str) -> None:
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(waves(479, 853).transpose(1, 2, 0)))
    picture = to_picture(frame.reformat(format=name), ColourSpec())
    for plane in picture.planes:
        plane.flags.writeable = False
    before = [plane.copy() for plane in picture.planes]
    tensor = upload(picture, CPU)
    assert tensor.shape == (3, 479, 853)
    assert off(download(tensor, picture.layout, picture.colour), picture) <= 12
    assert all(np.array_equal(a, b) for a, b in zip(picture.planes, before, strict=True))


class TestUploadAgainstFFmpeg:
    """swscale as an independent judge of what our pictures mean."""

    @pytest.mark.parametrize("range_", RANGES)
    @pytest.mark.parametrize(
        "matrix", [Matrix.BT709, Matrix.SMPTE170M, Matrix.SMPTE240M, Matrix.FCC, Matrix.BT2020_NCL]
    )
    @pytest.mark.parametrize("shift", [(0, 0), (1, 0), (1, 1)])
    def test_the_same_rgb(self, matrix: int, range_: int, shift: tuple[int, int]) -> None:
        # Without being told otherwise, swscale takes chroma to be centred.
        colour = ColourSpec(matrix, range_, chroma_location=ChromaLocation.CENTER)
        made = download(upload(gbr(waves(96, 128)), CPU), PixelLayout("yuv", 8, shift), colour)
        difference = upload(made, CPU).numpy() * 255 - _rgb_by_ffmpeg(made)
        assert np.abs(difference[:, 4:-4, 4:-4]).max() < 2.5
        assert np.abs(difference[:, 4:-4, 4:-4].mean((1, 2))).max() < 0.6


def _rgb_by_ffmpeg(picture: Picture) -> NDArray[Any]:
    """`(3, H, W)` in 0 to 255; in two steps, for its direct way to RGB only repeats chroma."""
    whole = to_av(picture).reformat(format="yuv444p", interpolation="BILINEAR")
    rgb = whole.reformat(
        format="gbrp",
        src_colorspace=picture.colour.matrix,
        src_color_range=picture.colour.range,
        dst_color_range=Range.FULL,
    )
    green, blue, red = (plane_view(rgb, index, gbr(CUBE).layout) for index in range(3))
    return np.stack([red, green, blue]).astype(float)
