"""How a video is encoded is decided, or refused, before the first frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from app.base.colour import ColourSpec, Range
from app.base.errors import MediaError
from app.base.picture import PixelLayout
from app.media.codecs import ALIASES, CODECS, CONTAINERS, container_of, find_codec
from app.media.encoding import choose_encoding
from app.media.pixel_format import layout_of
from app.media.video_format import VideoFormat

SOURCE = VideoFormat(1280, 720, Fraction(25), Fraction(1, 25))


def like(pix_fmt: str, **changes: Any) -> VideoFormat:
    return replace(SOURCE, layout=layout_of(pix_fmt), **changes)


@pytest.mark.parametrize(
    ("codec", "source", "chosen"),
    [
        ("libx264", "yuv420p", "yuv420p"),
        ("libx264", "gray", "gray"),
        ("libx265", "gbrp10le", "gbrp10le"),
        ("libx265", "yuv422p12le", "yuv422p12le"),
        ("libvpx-vp9", "yuv440p", "yuv444p"),
        ("prores_ks", "yuv420p", "yuv422p10le"),
        ("prores_ks", "yuva420p", "yuva444p10le"),
        ("dnxhd", "yuv420p10le", "yuv422p10le"),
        ("ffv1", "yuv444p16le", "yuv444p16le"),
        ("libx264", "gbrp", "yuv444p"),
    ],
)
def test_the_smallest_format_that_loses_nothing(codec: str, source: str, chosen: str) -> None:
    container = "mov" if "mov" in find_codec(codec).containers else "matroska"
    encoding = choose_encoding(like(source), container, codec)
    assert encoding.pix_fmt == chosen
    assert encoding.layout.bits >= layout_of(source).bits


def test_what_the_codec_cannot_hold_is_refused_with_those_that_can() -> None:
    with pytest.raises(MediaError, match=r"libx265.*prores_ks.*pix_fmt=yuv420p"):
        choose_encoding(like("yuv420p10le"), "webm", "libvpx-vp9")


def test_a_format_asked_for_must_be_one_of_the_codecs() -> None:
    asked = {"pix_fmt": "yuv420p"}
    assert choose_encoding(like("yuv444p"), "mp4", "libx264", options=asked).pix_fmt == "yuv420p"
    with pytest.raises(MediaError, match="takes yuv422p10le"):
        choose_encoding(SOURCE, "mov", "prores_ks", options=asked)


@pytest.mark.parametrize("codec", [codec for codec in CODECS if codec.quality])
def test_quality_runs_from_best_to_worst(codec: Any) -> None:
    source = like(codec.formats[0])
    container = sorted(codec.containers)[0]
    if not codec.hardware:
        encoding = choose_encoding(source, container, codec.name, codec.quality_range[0])
        assert encoding.options[codec.quality] == str(codec.quality_range[0])
        with pytest.raises(MediaError, match=f"from {codec.quality_range[0]}"):
            choose_encoding(source, container, codec.name, codec.quality_range[1] + 1)


def test_lossless_has_no_quality() -> None:
    with pytest.raises(MediaError, match="no quality"):
        choose_encoding(SOURCE, "matroska", "ffv1", 10)


def test_parameters_of_an_encoders_own_are_added_to_ours() -> None:
    options = {"x264-params": "keyint=7", "preset": "ultrafast"}
    encoding = choose_encoding(SOURCE, "mp4", "libx264", options=options)
    assert encoding.options["x264-params"].endswith(":keyint=7")
    assert "cpu-independent=1" in encoding.options["x264-params"]
    assert encoding.options["preset"] == "ultrafast"


def test_an_option_the_encoder_does_not_know_is_refused() -> None:
    with pytest.raises(MediaError, match="no option “crff”"):
        choose_encoding(SOURCE, "mp4", "libx264", options={"crff": "20"})


@pytest.mark.parametrize("container", ["webm", "mp4", "mov"])
def test_a_misfit_names_what_fits(container: str) -> None:
    codec = {"webm": "libx264", "mp4": "prores_ks", "mov": "libvpx-vp9"}[container]
    with pytest.raises(MediaError, match="does not go into") as refused:
        choose_encoding(SOURCE, container, codec)
    named = str(refused.value).rsplit(": ", 1)[1].rstrip(".").split(", ")
    assert named
    assert all(container in find_codec(name).containers for name in named)


@pytest.mark.parametrize("size", [(15, 16), (16, 15)])
def test_pictures_too_small_for_a_codec_are_refused(size: tuple[int, int]) -> None:
    source = like("yuv444p", width=size[0], height=size[1])
    with pytest.raises(MediaError, match="16 × 16 and more"):
        choose_encoding(source, "mp4", "libx265")


@pytest.mark.parametrize(("pix_fmt", "size"), [("yuv420p", (64, 63)), ("yuv422p", (63, 64))])
def test_odd_sides_are_refused_where_chroma_does_not_allow_them(
    pix_fmt: str, size: tuple[int, int]
) -> None:
    source = like(pix_fmt, width=size[0], height=size[1])
    with pytest.raises(MediaError, match="even sides"):
        choose_encoding(source, "mp4", "libx264")
    assert choose_encoding(source, "matroska", "ffv1").pix_fmt == pix_fmt


def test_prores_stores_limited_range_only() -> None:
    source = like("yuv422p10le", colour=ColourSpec(range=Range.FULL))
    prores = choose_encoding(source, "mov", "prores_ks")
    assert prores.stored(source).colour.range == Range.LIMITED
    assert choose_encoding(source, "mov", "libx264").stored(source) is source


def test_transparency_is_kept_or_said() -> None:
    source = like("yuva444p10le")
    assert choose_encoding(source, "mov", "prores_ks").layout.alpha
    lost = choose_encoding(source, "webm", "libvpx-vp9", options={"pix_fmt": "yuv444p"})
    assert lost.layout == PixelLayout("yuv", 8, (0, 0))
    assert any("Transparency" in note for note in choose_encoding(source, "mp4").notes)


def test_every_nickname_is_a_codec() -> None:
    assert {find_codec(name).name for name in ALIASES} <= {codec.name for codec in CODECS}
    with pytest.raises(MediaError, match="Did you mean “libx265”"):
        find_codec("libx26")


def test_every_file_ending_has_a_codec() -> None:
    for suffix, container in CONTAINERS.items():
        assert container_of(suffix.upper()) == container
        assert choose_encoding(SOURCE, container).container == container
    with pytest.raises(MediaError, match=r"\.mkv"):
        container_of(".wmv")
