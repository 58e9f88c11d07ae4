"""Pictures go through FFmpeg's frames and back without a sample changing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.picture import Picture, PixelLayout
from app.media.pictures import Orientation, colour_of, to_av, to_picture, upright_layout
from app.media.pixel_format import layout_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

TAGS = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.BT709, Transfer.BT709)


def random_picture(name: str, width: int, height: int, seed: int = 0) -> Picture:
    layout, numbers = layout_of(name), np.random.default_rng(seed)
    sizes = [layout.plane_size(i, width, height) for i in range(layout.plane_count)]
    planes: list[NDArray[Any]]
    if layout.bits == 32:
        planes = [numbers.random((h, w), np.float32) for w, h in sizes]
    else:
        top = 1 << layout.bits
        planes = [numbers.integers(0, top, (h, w)).astype(layout.dtype) for w, h in sizes]
    return Picture(tuple(planes), layout, TAGS)


def same(one: Picture, other: Picture) -> bool:
    pairs = zip(one.planes, other.planes, strict=True)
    return one.layout == other.layout and all(np.array_equal(a, b) for a, b in pairs)


@pytest.mark.parametrize(
    "name",
    [
        "yuv420p",
        "yuv422p",
        "yuv444p",
        "yuv420p10le",
        "yuv422p12le",
        "yuv444p16le",
        "yuva420p",
        "yuva444p12le",
        "gbrp",
        "gbrap",
        "gbrp10le",
        "gbrap16le",
        "gbrpf32le",
        "gray",
        "gray10le",
        "gray16le",
        "yuv411p",
        "yuv440p",
    ],
)
@given(st.integers(1, 70), st.integers(1, 40))
def test_planes_survive_the_way_to_ffmpeg_and_back(name: str, width: int, height: int) -> None:
    picture = random_picture(name, width, height)
    assert same(to_picture(to_av(picture), ColourSpec()), picture)


PACKED = [
    ("yuv420p", "nv12"),
    ("yuv420p", "nv21"),
    ("yuv420p10le", "p010le"),
    ("yuv422p", "yuyv422"),
    ("yuv422p", "uyvy422"),
    ("yuv422p10le", "y210le"),
    ("gbrp", "rgb24"),
    ("gbrp", "bgr24"),
    ("gbrp", "bgr0"),
    ("gbrap", "bgra"),
    ("gbrap", "rgba"),
    ("gbrp16le", "rgb48le"),
    ("gbrp16le", "rgb48be"),
    ("gbrap16le", "rgba64le"),
    ("gray16le", "gray16be"),
]


@pytest.mark.parametrize(("planar", "packed"), PACKED)
@pytest.mark.parametrize("size", [(64, 48), (34, 18)])
def test_packing_and_unpacking_lose_nothing(
    planar: str, packed: str, size: tuple[int, int]
) -> None:
    picture = random_picture(planar, *size)
    frame = to_av(picture, packed)
    assert frame.format.name == packed
    assert same(to_picture(frame, ColourSpec()), picture)


def test_a_palette_becomes_its_colours() -> None:
    frame = to_av(random_picture("gbrp", 32, 16)).reformat(format="rgb24")
    paletted = frame.reformat(format="rgb8").reformat(format="rgb24")
    picture = to_picture(paletted, ColourSpec())
    assert picture.layout == PixelLayout("rgb", 8, (0, 0))
    expected = paletted.to_ndarray()
    assert np.array_equal(np.stack([picture.planes[i] for i in (2, 0, 1)], -1), expected)


def test_tags_travel_with_the_frame() -> None:
    picture = random_picture("yuv420p", 16, 16)
    assert to_picture(to_av(picture), ColourSpec()).colour == TAGS


def test_what_a_frame_does_not_say_its_stream_says() -> None:
    frame = to_av(random_picture("yuv420p", 16, 16))
    frame.colorspace = frame.color_primaries = frame.color_trc = 2
    frame.color_range = 0
    assert colour_of(frame, TAGS) == TAGS
    assert to_picture(frame, TAGS).colour == TAGS


def test_a_yuv_frame_tagged_rgb_is_an_encoders_mistake() -> None:
    frame = to_av(random_picture("yuv420p", 16, 16))
    frame.colorspace = 0
    assert colour_of(frame, TAGS).matrix == Matrix.BT709
    rgb = to_av(random_picture("gbrp", 16, 16))
    rgb.colorspace = 0
    assert colour_of(rgb, TAGS).matrix == Matrix.RGB


@given(st.integers(0, 3), st.booleans(), st.integers(1, 6), st.integers(1, 6))
def test_turning_moves_every_sample_once(
    turns: int, mirrored: bool, width: int, height: int
) -> None:
    orientation = Orientation(turns, mirrored)
    plane = np.arange(width * height, dtype=np.uint16).reshape(height, width)
    upright = orientation.upright(plane)
    assert upright.shape == ((width, height) if orientation.swaps_sides else (height, width))
    assert sorted(upright.ravel()) == sorted(plane.ravel())
    assert upright.flags.c_contiguous


def test_422_on_its_side_becomes_444() -> None:
    layout = PixelLayout("yuv", 8, (1, 0))
    assert upright_layout(layout, Orientation(1)).chroma_shift == (0, 0)
    assert upright_layout(layout, Orientation(2)) == layout
    assert upright_layout(PixelLayout(), Orientation(1)) == PixelLayout()
