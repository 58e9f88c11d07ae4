"""Every layout goes both ways: gray, alpha, floats, odd sizes, read-only planes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.base.colour import ColourSpec, Matrix, Range
from app.base.picture import Picture, PixelLayout
from app.inference.transfer import download, upload

if TYPE_CHECKING:
    from numpy.typing import NDArray

CPU = torch.device("cpu")
COLOUR = ColourSpec(Matrix.BT709, Range.LIMITED)
SHIFTS = [(0, 0), (1, 0), (1, 1), (0, 1), (2, 0), (2, 2)]


def flat(width: int, height: int, layout: PixelLayout, codes: tuple[int, ...]) -> Picture:
    planes: list[NDArray[Any]] = []
    for index, code in enumerate(codes):
        across, down = layout.plane_size(index, width, height)
        planes.append(np.full((down, across), code, layout.dtype))
        planes[-1].flags.writeable = False
    return Picture(tuple(planes), layout, COLOUR)


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize("shift", SHIFTS)
@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 2), (15, 17), (853, 479), (16, 6)])
def test_flat_colours_stay_flat_to_the_edges(
    size: tuple[int, int], shift: tuple[int, int], interlaced: bool
) -> None:
    picture = flat(*size, PixelLayout("yuv", 8, shift), (120, 90, 160))
    picture = Picture(picture.planes, picture.layout, COLOUR, interlaced)
    tensor = upload(picture, CPU)
    assert tensor.shape == (3, size[1], size[0])
    assert (tensor.amax((1, 2)) - tensor.amin((1, 2))).max() < 1e-5
    back = download(tensor, picture.layout, COLOUR, interlaced=interlaced)
    assert back.interlaced == interlaced
    assert all(np.array_equal(a, b) for a, b in zip(back.planes, picture.planes, strict=True))


@settings(max_examples=60, deadline=None)
@given(
    width=st.integers(1, 40),
    height=st.integers(1, 40),
    shift=st.sampled_from(SHIFTS),
    location=st.integers(0, 6),
    bits=st.sampled_from([8, 9, 10, 12, 14, 16]),
    alpha=st.booleans(),
    interlaced=st.booleans(),
)
def test_any_shape_goes_both_ways(
    width: int,
    height: int,
    shift: tuple[int, int],
    location: int,
    bits: int,
    alpha: bool,
    interlaced: bool,
) -> None:
    layout = PixelLayout("yuv", bits, shift, alpha)
    colour = ColourSpec(Matrix.BT709, Range.LIMITED, chroma_location=location)
    torch.manual_seed(width * 41 + height)
    tensor = torch.rand(3 + alpha, height, width)
    picture = download(tensor, layout, colour, interlaced=interlaced)
    for index, plane in enumerate(picture.planes):
        assert plane.shape == layout.plane_size(index, width, height)[::-1]
        assert plane.dtype == layout.dtype
    again = upload(picture, CPU)
    assert again.shape == tensor.shape
    luma = torch.tensor([0.2126, 0.7152, 0.0722]).view(3, 1, 1)
    error = ((again[:3] - tensor[:3]) * luma).sum(0).abs().max()
    assert error < 0.6 / (219 * 2 ** (bits - 8)) + 1e-5, "luma is never subsampled"


def test_gray_gives_three_equal_channels_and_back() -> None:
    plane = np.arange(256, dtype=np.uint8).reshape(16, 16)
    picture = Picture((plane,), PixelLayout("gray", 8, (0, 0)), ColourSpec())
    tensor = upload(picture, CPU)
    assert torch.equal(tensor[0], tensor[1])
    assert torch.equal(tensor[0], tensor[2])
    assert float(tensor.max()) == 1, "untagged gray is full range"
    back = download(tensor, picture.layout, picture.colour)
    assert np.array_equal(back.planes[0], plane)


@pytest.mark.parametrize("family", ["yuv", "rgb"])
@pytest.mark.parametrize("bits", [8, 12])
def test_alpha_is_straight_and_full_range(family: Any, bits: int) -> None:
    top = (1 << bits) - 1
    layout = PixelLayout(family, bits, (0, 0), alpha=True)
    tensor = torch.rand(4, 3, 5)
    tensor[3] = torch.linspace(0, 1, 15).view(3, 5)
    picture = download(tensor, layout, COLOUR)
    assert picture.planes[-1].min() == 0
    assert picture.planes[-1].max() == top
    assert torch.allclose(upload(picture, CPU)[3], tensor[3], atol=0.51 / top)


def test_a_missing_alpha_is_opaque_and_a_surplus_one_dropped() -> None:
    with_alpha = PixelLayout("rgb", 8, (0, 0), alpha=True)
    assert download(torch.rand(3, 2, 2), with_alpha, ColourSpec()).planes[3].min() == 255
    assert len(download(torch.rand(4, 2, 2), PixelLayout("rgb", 8, (0, 0)), COLOUR).planes) == 3


def test_floats_are_neither_rounded_nor_clipped() -> None:
    layout = PixelLayout("rgb", 32, (0, 0))
    tensor = 4 * torch.rand(3, 4, 4) - 1
    picture = download(tensor, layout, ColourSpec())
    assert picture.planes[0].dtype == np.float32
    assert torch.equal(upload(picture, CPU), tensor)


def test_codes_beyond_the_range_are_clipped_not_wrapped() -> None:
    layout = PixelLayout("rgb", 8, (0, 0))
    picture = download(torch.tensor([9.0, -9.0, 0.5]).view(3, 1, 1), layout, ColourSpec())
    assert [int(plane[0, 0]) for plane in picture.planes] == [0, 128, 255]


def test_planes_are_only_read_even_turned_and_padded_ones() -> None:
    padded = np.random.default_rng(1).integers(0, 256, (9, 16)).astype(np.uint8)
    before = padded.copy()
    for plane in (padded[:, :11], padded[::-1, :11], padded.T[:11]):
        layout = PixelLayout("gray", 8, (0, 0))
        picture = Picture((plane,), layout, ColourSpec())
        back = download(upload(picture, CPU), layout, ColourSpec())
        assert np.array_equal(back.planes[0], plane)
        assert np.array_equal(padded, before)
