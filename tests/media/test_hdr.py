"""HDR10 metadata in each encoder's own words, and back out of what it wrote."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.media.codecs import CODECS
from app.media.encoding import choose_encoding
from app.media.hdr import HdrMetadata, MasteringDisplay
from app.media.pixel_format import layout_of
from app.media.probe import probe
from app.media.video_format import VideoFormat
from tests.helpers.clips import MASTER_DISPLAY, make_clip

if TYPE_CHECKING:
    from pathlib import Path

DISPLAY = MasteringDisplay(
    (Fraction(34_000, 50_000), Fraction(16_000, 50_000)),
    (Fraction(13_250, 50_000), Fraction(34_500, 50_000)),
    (Fraction(7_500, 50_000), Fraction(3_000, 50_000)),
    (Fraction(15_635, 50_000), Fraction(16_450, 50_000)),
    Fraction(50, 10_000),
    Fraction(1000),
)
BOTH = HdrMetadata(DISPLAY, 1000, 400)


def options_for(codec: str, hdr: HdrMetadata | None) -> str:
    source = VideoFormat(64, 48, Fraction(25), Fraction(1, 25), layout=layout_of("yuv420p10le"))
    options = choose_encoding(source, "mp4", codec, hdr=hdr).options
    return next((value for key, value in options.items() if key.endswith("-params")), "")


def test_x265_words() -> None:
    assert DISPLAY.x265 == MASTER_DISPLAY
    words = options_for("libx265", BOTH).split(":")
    assert f"master-display={MASTER_DISPLAY}" in words
    assert "max-cll=1000,400" in words


def test_x264_words() -> None:
    words = options_for("libx264", BOTH).split(":")
    assert f"mastering-display={MASTER_DISPLAY}" in words
    assert "cll=1000,400" in words
    assert "cpu-independent=1" in words  # what was there already stays


def test_svt_av1_words() -> None:
    words = options_for("libsvtav1", BOTH).split(":")
    assert "content-light=1000,400" in words
    assert any(word.endswith("L(1000.0000,0.0050)") for word in words)


@pytest.mark.parametrize("codec", ["libx264", "libx265", "libsvtav1"])
@pytest.mark.parametrize(
    "hdr", [HdrMetadata(DISPLAY), HdrMetadata(None, 1000, 400)], ids=["display", "light"]
)
def test_half_of_it_is_written_alone(codec: str, hdr: HdrMetadata, tmp_path: Path) -> None:
    name = {"libx264": "x264", "libx265": "x265", "libsvtav1": "svtav1"}[codec]
    clip = make_clip(
        tmp_path / "a.mkv",
        frames=2,
        codec=codec,
        pix_fmt="yuv420p10le",
        options={f"{name}-params": options_for(codec, hdr)},
    )
    video = probe(clip).video
    assert video is not None
    assert video.hdr is not None
    assert (video.hdr.mastering is not None) == (hdr.mastering is not None)
    assert video.hdr.max_cll == hdr.max_cll


def test_nothing_is_written_for_sdr(tmp_path: Path) -> None:
    assert "cll" not in options_for("libx265", None)
    video = probe(make_clip(tmp_path / "a.mp4", frames=1)).video
    assert video is not None
    assert video.hdr is None


@pytest.mark.parametrize("codec", [codec for codec in CODECS if not codec.hardware])
def test_a_codec_that_cannot_hold_it_says_so(codec: object) -> None:
    name, containers = codec.name, sorted(codec.containers)  # type: ignore[attr-defined]
    pix_fmt = codec.formats[0]  # type: ignore[attr-defined]
    source = VideoFormat(256, 128, Fraction(25), Fraction(1, 25), layout=layout_of(pix_fmt))
    notes = choose_encoding(source, containers[0], name, hdr=BOTH).notes
    able = name in ("libx264", "libx265", "libsvtav1")
    assert any("HDR" in note for note in notes) != able
