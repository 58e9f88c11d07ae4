"""FFmpeg's pixel formats and our planar layouts, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import MediaError
from app.base.picture import PixelLayout
from app.media.pixel_format import layout_of, name_of

YUV = {"420": (1, 1), "422": (1, 0), "444": (0, 0), "440": (0, 1), "411": (2, 0)}


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("yuv420p", PixelLayout()),
        ("yuvj420p", PixelLayout()),
        ("yuvj422p", PixelLayout("yuv", 8, (1, 0))),
        ("nv12", PixelLayout()),
        ("nv21", PixelLayout()),
        ("p010le", PixelLayout("yuv", 10)),
        ("p016le", PixelLayout("yuv", 16)),
        ("yuyv422", PixelLayout("yuv", 8, (1, 0))),
        ("uyvy422", PixelLayout("yuv", 8, (1, 0))),
        ("y210le", PixelLayout("yuv", 10, (1, 0))),
        ("v30xle", PixelLayout("yuv", 10, (0, 0))),
        ("rgb24", PixelLayout("rgb", 8, (0, 0))),
        ("bgr0", PixelLayout("rgb", 8, (0, 0))),
        ("bgra", PixelLayout("rgb", 8, (0, 0), True)),
        ("pal8", PixelLayout("rgb", 8, (0, 0), True)),
        ("rgb48be", PixelLayout("rgb", 16, (0, 0))),
        ("rgba64le", PixelLayout("rgb", 16, (0, 0), True)),
        ("x2rgb10le", PixelLayout("rgb", 10, (0, 0))),
        ("gbrpf32le", PixelLayout("rgb", 32, (0, 0))),
        ("gray", PixelLayout("gray", 8, (0, 0))),
        ("gray16be", PixelLayout("gray", 16, (0, 0))),
        ("gray12le", PixelLayout("gray", 12, (0, 0))),
        ("ya8", PixelLayout("rgb", 8, (0, 0), True)),
        ("monob", PixelLayout("gray", 8, (0, 0))),
        ("yuva444p12le", PixelLayout("yuv", 12, (0, 0), True)),
        ("yuv410p", PixelLayout("yuv", 8, (2, 2))),
    ],
)
def test_a_format_maps_to_the_planar_layout_of_its_samples(name: str, layout: PixelLayout) -> None:
    assert layout_of(name) == layout


@pytest.mark.parametrize("name", ["xyz12le", "bayer_rggb8", "cuda", "vaapi", "no such format"])
def test_formats_we_cannot_compute_with_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(MediaError, match=r"not supported|not known"):
        layout_of(name)


@given(st.sampled_from(sorted(YUV)), st.sampled_from([8, 10, 12, 16]), st.booleans(), st.booleans())
def test_every_layout_we_name_is_read_back_as_itself(
    sampling: str, bits: int, alpha: bool, rgb: bool
) -> None:
    layout = PixelLayout("yuv", bits, YUV[sampling], alpha)
    if rgb:
        layout = PixelLayout("rgb", bits, (0, 0), alpha)
    try:
        assert layout_of(name_of(layout)) == layout
    except MediaError:
        assert alpha or sampling in ("411", "440")
