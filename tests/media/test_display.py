"""The picture on the screen is the one that effects compute with."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from app.base.colour import ChromaLocation, ColourSpec, Matrix, Range
from app.base.picture import Picture, PixelLayout
from app.inference.transfer import download, upload
from app.media.display import DisplayConverter

RGB = PixelLayout("rgb", 8, (0, 0))
LEFT, CENTER, TOPLEFT = ChromaLocation.LEFT, ChromaLocation.CENTER, ChromaLocation.TOPLEFT


def scene(layout: PixelLayout, colour: ColourSpec, *, interlaced: bool = False) -> Picture:
    """Colourful, with smooth and hard parts, in an odd size."""
    height, width = 61, 75
    y, x = np.mgrid[0:height, 0:width]
    channels = [0.5 + 0.5 * np.sin(x / 5 + phase) * np.cos(y / 7 - phase) for phase in (0, 2, 4)]
    pixels = torch.tensor(np.stack([*channels, x / width]), dtype=torch.float32)
    pixels[:3, 20:30, 20:40] = torch.tensor([1.0, 0.0, 0.0])[:, None, None]
    pixels[:3, 35:45, 20:40] = torch.tensor([0.0, 0.0, 1.0])[:, None, None]
    return download(pixels[: 3 + layout.alpha], layout, colour, interlaced=interlaced)


def expected(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """As the effect chain sees it, in B, G, R, 0 to 255."""
    pixels = upload(picture, torch.device("cpu"))[[2, 1, 0]].clamp(0, 1) * 255
    return np.moveaxis(pixels.double().numpy(), 0, 2)


@pytest.mark.parametrize("matrix", [Matrix.BT709, Matrix.SMPTE170M, Matrix.BT2020_NCL, 2])
@pytest.mark.parametrize("range_", [Range.LIMITED, Range.FULL])
@pytest.mark.parametrize("shift", [(0, 0), (1, 0), (1, 1)])
def test_every_matrix_range_and_subsampling(
    matrix: int, range_: int, shift: tuple[int, int]
) -> None:
    picture = scene(PixelLayout("yuv", 8, shift), ColourSpec(matrix, range_))
    shown = DisplayConverter().exact(picture)
    assert np.abs(shown[..., :3] - expected(picture)).max() <= 1.01


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.parametrize("location", [LEFT, CENTER, TOPLEFT])
def test_depths_and_chroma_places(bits: int, location: int) -> None:
    colour = ColourSpec(Matrix.BT709, Range.LIMITED, chroma_location=location)
    picture = scene(PixelLayout("yuv", bits), colour)
    assert np.abs(DisplayConverter().exact(picture)[..., :3] - expected(picture)).max() <= 1.01


def test_chroma_of_interlaced_pictures_belongs_to_its_field() -> None:
    picture = scene(PixelLayout(), ColourSpec(Matrix.SMPTE170M, Range.LIMITED), interlaced=True)
    assert np.abs(DisplayConverter().exact(picture)[..., :3] - expected(picture)).max() <= 1.01


@pytest.mark.parametrize(
    "layout",
    [
        RGB,
        PixelLayout("rgb", 10, (0, 0)),
        PixelLayout("rgb", 16, (0, 0), alpha=True),
        PixelLayout("rgb", 32, (0, 0)),
        PixelLayout("gray", 8, (0, 0)),
        PixelLayout("yuv", 10, (0, 0), alpha=True),
    ],
)
@pytest.mark.parametrize("range_", [Range.UNSPECIFIED, Range.LIMITED])
def test_other_families_and_alpha(layout: PixelLayout, range_: int) -> None:
    picture = scene(layout, ColourSpec(range=range_))
    shown = DisplayConverter().exact(picture)
    assert np.abs(shown[..., :3] - expected(picture)).max() <= 1.01
    if layout.alpha:
        ramp = upload(picture, torch.device("cpu"))[3].numpy() * 255
        assert np.abs(shown[..., 3] - ramp).max() <= 0.51
    else:
        assert (shown[..., 3] == 255).all()


def test_codes_beyond_the_nominal_range_saturate() -> None:
    planes = (
        np.full((4, 4), 250, np.uint8),
        np.full((2, 2), 252, np.uint8),
        np.full((2, 2), 90, np.uint8),
    )
    picture = Picture(planes, PixelLayout(), ColourSpec(Matrix.BT709, Range.LIMITED))
    assert np.abs(DisplayConverter().exact(picture)[..., :3] - expected(picture)).max() <= 1.01


def test_scaling_keeps_matrix_and_range() -> None:
    converter = DisplayConverter()
    for colour in (ColourSpec(Matrix.BT709, Range.LIMITED), ColourSpec(Matrix.SMPTE170M, 2)):
        pixels = torch.tensor([0.8, 0.2, 0.4])[:, None, None].expand(3, 64, 96).contiguous()
        small = converter.scaled(download(pixels, PixelLayout(), colour), (48, 32))
        assert small.shape == (32, 48, 4)
        assert np.abs(small[..., :3] - np.array([102, 51, 204])).max() <= 3


@pytest.mark.parametrize("layout", [RGB, PixelLayout("gray", 8, (0, 0)), PixelLayout("yuv", 10)])
def test_scaling_takes_every_family(layout: PixelLayout) -> None:
    pixels = torch.full((3, 65, 97), 0.4)
    small = DisplayConverter().scaled(download(pixels, layout, ColourSpec()), (48, 32))
    assert np.abs(small[..., :3].astype(int) - 102).max() <= 3
