"""Colour: the same numbers or the same light, the same tags, and nothing lost in silence."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from app.base.colour import LUMA_WEIGHTS, ColourSpec, Matrix, Primaries, Range, Transfer
from app.media.codecs import CODECS
from app.media.probe import probe
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from tests.helpers.clips import HDR10, make_clip, read_number
from tests.helpers.exports import export, pictures_differ

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.media.probe import VideoInfo

QUICK = {"preset": "ultrafast", "crf": "4"}
CROP = EffectSpec("crop", (("bottom", 8),))
BT709 = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.BT709, Transfer.BT709)
PQ = ColourSpec(Matrix.BT2020_NCL, Range.LIMITED, Primaries.BT2020, Transfer.PQ)
STANDARDS = {
    "525": (Matrix.SMPTE170M, 6, 6),
    "625": (Matrix.BT470BG, 5, 6),
    "709": (Matrix.BT709, 1, 1),
    "2020": (Matrix.BT2020_NCL, 9, 14),
}


def bars(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """Eight upright bars; each plane has its own levels, none outside the RGB cube."""
    levels = np.array(
        [[2, 3, 4, 5, 6, 7, 4, 5], [5, 4, 6, 5, 4, 5, 6, 5], [5, 6, 5, 4, 5, 4, 5, 6]]
    )
    shades = (levels[min(plane, 2)] / 10)[np.arange(width) * 8 // width]
    return np.broadcast_to(shades, (height, width)).copy()


def bar_levels(path: Path) -> NDArray[np.float64]:
    """(planes, 8) mean levels in the middle of each bar in 8-bit codes, over all frames."""
    with VideoReader(path) as reader:
        frames = [frame.pixels for frame in reader.frames()]
    bits = frames[0].layout.bits
    means = [[_middles(plane) for plane in picture.planes] for picture in frames]
    return np.asarray(np.mean(means, axis=0) / (1 << (bits - 8)), np.float64)


def _middles(plane: NDArray[Any]) -> list[float]:
    height, width = plane.shape
    edges = np.arange(9) * width / 8
    inner = [
        np.s_[height // 2 : height * 3 // 4, int(a + 3) : int(a + width / 8 - 3)] for a in edges
    ]
    return [float(plane[part].mean()) for part in inner[:8]]


def info(path: Path) -> VideoInfo:
    video = probe(path).video
    assert video is not None
    return video


def planes_of(path: Path) -> list[NDArray[Any]]:
    with VideoReader(path) as reader:
        return list(next(iter(reader.frames())).pixels.planes)


@pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])
@pytest.mark.parametrize("codec", ["libx264", "libx265", "ffv1", "prores_ks"])
@pytest.mark.parametrize("bits", [8, 10])
@pytest.mark.parametrize("range_", [Range.LIMITED, Range.FULL])
@pytest.mark.parametrize("standard", STANDARDS)
def test_colour_bars_keep_their_numbers_and_tags(
    standard: str,
    range_: Range,
    bits: int,
    codec: str,
    effects: tuple[EffectSpec, ...],
    tmp_path: Path,
) -> None:
    """16, 17. Through an encoder alone, and through R'G'B' and back."""
    matrix, primaries, transfer = STANDARDS[standard]
    source = make_clip(
        tmp_path / "s.mkv",
        frames=2,
        size=(192, 64),
        codec="ffv1",
        pix_fmt="yuv420p" if bits == 8 else "yuv420p10le",
        colour=ColourSpec(matrix, range_, primaries, transfer),
        draw=bars,
    )
    options = QUICK if codec in ("libx264", "libx265") else {}
    result = export(source, tmp_path / "out.mkv", *effects, codec=codec, options=options)
    before, after = info(source).format.colour, info(result.output).format.colour
    assert (after.matrix, after.primaries, after.transfer) == (matrix, primaries, transfer)
    expected = bar_levels(source)
    if codec == "prores_ks" and range_ == Range.FULL:
        # ProRes knows limited range only: the light stays, the numbers must not.
        luma = 16 + expected[:1] * 219 / 255
        expected = np.concatenate((luma, 128 + (expected[1:] - 128) * 224 / 255))
    else:
        assert after == before
    off = np.abs(bar_levels(result.output) - expected)
    assert off.mean() < 0.5
    assert off.max() < (2 if effects else 1)


@pytest.mark.parametrize("range_", [Range.LIMITED, Range.FULL])
@pytest.mark.parametrize(
    ("codec", "suffix"),
    [
        ("libx264", ".mp4"),
        ("libx265", ".mov"),
        ("libsvtav1", ".mp4"),
        ("libvpx-vp9", ".webm"),
        ("prores_ks", ".mov"),
        ("dnxhd", ".mov"),
        ("ffv1", ".mp4"),
    ],
)
def test_light_is_the_same_in_every_container(
    codec: str, suffix: str, range_: Range, tmp_path: Path
) -> None:
    """16. Grey levels as a player shows them, by what the file says of its range."""
    colour = ColourSpec(Matrix.BT709, range_, Primaries.BT709, Transfer.BT709)
    kind: dict[str, Any] = {"size": (256, 128), "codec": "ffv1", "draw": bars, "colour": colour}
    source = make_clip(tmp_path / "s.mkv", frames=2, **kind)
    result = export(source, tmp_path / f"out{suffix}", codec=codec)
    off = np.abs(shown_grey(result.output) - shown_grey(source))
    assert off.max() < 1.5
    found = info(result.output).format.colour
    assert (found.matrix, found.primaries, found.transfer) == (1, 1, 1)


def shown_grey(path: Path) -> NDArray[np.float64]:
    """Brightness of the bars, 0 to 255."""
    levels = bar_levels(path)[0]
    full = info(path).format.colour.range == Range.FULL
    return np.asarray(levels if full else (levels - 16) * 255 / 219, np.float64)


@pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])
def test_jpeg_range_is_not_expanded_again(effects: tuple[EffectSpec, ...], tmp_path: Path) -> None:
    """17. `yuvj420p` says by its name that it is full range."""
    source = make_clip(
        tmp_path / "s.avi",
        frames=2,
        size=(192, 64),
        codec="mjpeg",
        pix_fmt="yuvj420p",
        draw=bars,
        colour=ColourSpec(range=Range.FULL),
    )
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    assert info(result.output).format.colour.range == Range.FULL
    assert np.abs(bar_levels(result.output) - bar_levels(source)).max() < 2


@pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])
@pytest.mark.parametrize("pix_fmt", ["gbrp", "gbrp10le"])
def test_rgb_sources_keep_their_colours(
    pix_fmt: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """17. Converted once, by the matrix that the result is tagged with."""
    source = make_clip(
        tmp_path / "s.nut", frames=2, size=(192, 64), codec="rawvideo", pix_fmt=pix_fmt, draw=bars
    )
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    green, blue, red = bar_levels(source)
    y, cb, cr = bar_levels(result.output)
    kr, kb = LUMA_WEIGHTS[info(result.output).format.colour.matrix]
    grey, b, r = (y - 16) / 219, (cb - 128) / 224, (cr - 128) / 224
    found_red, found_blue = grey + 2 * (1 - kr) * r, grey + 2 * (1 - kb) * b
    found_green = (grey - kr * found_red - kb * found_blue) / (1 - kr - kb)
    for found, wanted in ((found_red, red), (found_green, green), (found_blue, blue)):
        assert np.abs(found * 255 - wanted).max() < 2


def ramp(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """From black to white along the width, colourless."""
    shades = np.linspace(0, 1, width) if plane == 0 else np.full(width, 0.511)
    return np.broadcast_to(shades, (height, width)).copy()


@pytest.mark.parametrize("codec", ["ffv1", "libx265", "prores_ks"])
def test_ten_bits_stay_ten_bits_through_a_chain(codec: str, tmp_path: Path) -> None:
    """18. Not four codes thrown into one."""
    kind: dict[str, Any] = {"size": (1024, 64), "codec": "ffv1", "pix_fmt": "yuv422p10le"}
    source = make_clip(tmp_path / "s.nut", frames=1, draw=ramp, colour=BT709, **kind)
    options = QUICK if codec == "libx265" else {}
    result = export(source, tmp_path / "out.mkv", CROP, codec=codec, options=options)
    luma = planes_of(result.output)[0][30:56]
    expected = planes_of(source)[0][30:56].astype(int)
    assert len(np.unique(luma)) > 700
    assert np.abs(luma - expected).max() <= (1 if codec == "ffv1" else 8)


def test_eight_bits_are_rounded_not_cut(tmp_path: Path) -> None:
    """18. A tenth of a code of bias is already too much."""
    kind: dict[str, Any] = {"size": (220, 64), "codec": "ffv1", "pix_fmt": "yuv444p"}
    source = make_clip(tmp_path / "s.nut", frames=1, draw=ramp, colour=BT709, **kind)
    result = export(source, tmp_path / "out.mkv", CROP, codec="ffv1")
    before, after = planes_of(source), planes_of(result.output)
    for a, b in zip(before, after, strict=True):
        assert abs((b[30:56].astype(float) - a[30:56]).mean()) < 0.1


def test_untagged_sd_enlarged_to_hd_says_its_matrix(tmp_path: Path) -> None:
    """16. Untagged, players would take the large picture for BT.709."""
    source = make_clip(tmp_path / "s.mp4", frames=1, size=(96, 48), draw=bars)
    larger = EffectSpec("resize", (("height", 720),))
    result = export(source, tmp_path / "out.mp4", larger, options=QUICK)
    assert info(result.output).format.colour.matrix == Matrix.SMPTE170M
    # 3 samples at each edge of a bar are too few for the enlarged ones: compare their medians.
    before, after = planes_of(source), planes_of(result.output)
    for a, b in zip(before, after, strict=True):
        middles = [(np.arange(8) * 2 + 1) * plane.shape[1] // 16 for plane in (a, b)]
        rows = [plane.shape[0] * 3 // 4 for plane in (a, b)]
        off = a[rows[0], middles[0]].astype(int) - b[rows[1], middles[1]]
        assert np.abs(off).max() <= 3


def hdr_clip(folder: Path, colour: ColourSpec = PQ) -> Path:
    return make_clip(
        folder / "hdr.mkv",
        frames=2,
        codec="libx265",
        pix_fmt="yuv420p10le",
        colour=colour,
        options={"x265-params": HDR10},
    )


@pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])
@pytest.mark.parametrize("codec", ["libx265", "libx264", "libsvtav1"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_hdr10_metadata_survives(
    suffix: str, codec: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """19. Mastering display, MaxCLL and MaxFALL of the decoded frames, and PQ."""
    source = hdr_clip(tmp_path)
    result = export(source, tmp_path / f"out{suffix}", *effects, codec=codec)
    before, after = info(source), info(result.output)
    assert before.hdr is not None
    assert before.hdr.mastering is not None
    assert after.hdr is not None
    assert after.hdr.mastering is not None
    assert (after.hdr.max_cll, after.hdr.max_fall) == (1000, 400)
    assert abs(after.hdr.mastering.maximum - before.hdr.mastering.maximum) < Fraction(1, 2)
    # AV1 counts the darkest level in 1/16384 cd/m², chromaticities in 1/65536.
    assert abs(after.hdr.mastering.minimum - before.hdr.mastering.minimum) < Fraction(1, 10_000)
    for name in ("red", "green", "blue", "white"):
        pairs = zip(
            getattr(after.hdr.mastering, name), getattr(before.hdr.mastering, name), strict=True
        )
        assert all(abs(a - b) < Fraction(1, 10_000) for a, b in pairs)
    assert after.format.colour.transfer == Transfer.PQ
    assert not any("HDR" in note for note in result.notes)


@pytest.mark.parametrize(("codec", "suffix"), [("prores_ks", ".mov"), ("ffv1", ".mkv")])
def test_hdr10_metadata_that_is_lost_is_said(codec: str, suffix: str, tmp_path: Path) -> None:
    """19. The transfer still stays PQ."""
    result = export(hdr_clip(tmp_path), tmp_path / f"out{suffix}", codec=codec)
    assert info(result.output).hdr is None
    assert any("HDR" in note for note in result.notes)
    assert info(result.output).format.colour.transfer == Transfer.PQ


def test_hlg_stays_hlg_through_a_chain(tmp_path: Path) -> None:
    """19."""
    hlg = ColourSpec(Matrix.BT2020_NCL, Range.LIMITED, Primaries.BT2020, Transfer.HLG)
    result = export(hdr_clip(tmp_path, hlg), tmp_path / "out.mp4", CROP, codec="libx265")
    assert info(result.output).format.colour.transfer == Transfer.HLG


@pytest.mark.parametrize("pix_fmt", ["yuv422p", "yuv444p", "yuv422p10le", "yuv444p10le"])
@pytest.mark.parametrize("codec", ["libx264", "libx265", "ffv1"])
def test_a_chain_keeps_the_chroma_it_gets(codec: str, pix_fmt: str, tmp_path: Path) -> None:
    """20."""
    source = make_clip(
        tmp_path / "s.nut", frames=1, size=(192, 64), codec="ffv1", pix_fmt=pix_fmt, draw=bars
    )
    result = export(source, tmp_path / "out.mp4", CROP, codec=codec)
    assert info(result.output).format.layout == info(source).format.layout
    assert np.abs(bar_levels(result.output) - bar_levels(source)).max() < 3


def see_through(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """Bars whose transparency falls downwards from nothing to all."""
    if plane < 3:
        return bars(number, plane, width, height)
    return np.broadcast_to(np.linspace(0, 1, height)[:, None], (height, width)).copy()


@pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])
@pytest.mark.parametrize("codec", ["ffv1", "prores_ks"])
def test_transparency_and_the_colour_below_it_stay(
    codec: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """21. Straight alpha: where nothing is seen the colour is still what it was."""
    kind: dict[str, Any] = {"size": (192, 64), "codec": "ffv1", "pix_fmt": "yuva444p10le"}
    source = make_clip(tmp_path / "s.nut", frames=1, draw=see_through, colour=BT709, **kind)
    result = (
        export(source, tmp_path / "out.mov", *effects, codec=codec)
        if codec != "ffv1"
        else (export(source, tmp_path / "out.mkv", *effects, codec=codec))
    )
    before, after = planes_of(source), planes_of(result.output)
    bits = info(result.output).format.layout.bits
    height = 56 if effects else 64
    alpha = after[3].astype(float) / ((1 << bits) - 1) * 1023
    assert np.abs(alpha - before[3][:height]).max() <= 1
    assert np.abs(bar_levels(result.output) - bar_levels(source))[:3].max() < 1


def test_transparency_that_is_not_read_is_said(tmp_path: Path) -> None:
    """21. WebM's lies beside the picture, where FFmpeg's own decoder does not see it."""
    kind: dict[str, Any] = {"size": (64, 48), "codec": "libvpx-vp9", "pix_fmt": "yuva420p"}
    source = make_clip(tmp_path / "s.webm", frames=3, options={"deadline": "realtime"}, **kind)
    result = export(source, tmp_path / "out.mov", codec="prores_ks")
    assert any("transparency" in note for note in result.notes)


def combed(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """A bright edge that moves 6 samples from field to field, the upper field first."""
    if plane:
        return np.full((height, width), 0.5)
    moment = 2 * number + np.arange(height)[:, None] % 2
    return np.where(np.arange(width)[None, :] < width // 3 + 6 * moment, 0.8, 0.2)


def combing(path: Path) -> float:
    """How much rows differ from their neighbours above and below, below the number's rows."""
    with av.open(str(path)) as container:
        frames = [f.to_ndarray(format="gray").astype(float)[30:] for f in container.decode(video=0)]
    middle = frames[2:-2]
    return float(max(np.abs(f[1:-1] - (f[:-2] + f[2:]) / 2).mean() for f in middle))


def test_combs_are_said_or_taken_out(tmp_path: Path) -> None:
    """22."""
    source = make_clip(tmp_path / "s.mp4", frames=8, size=(192, 96), draw=combed, fields="top")
    assert info(source).scan == "top field first"
    plain = export(source, tmp_path / "plain.mp4", options=QUICK)
    assert any("interlaced" in note for note in plain.notes)
    assert combing(plain.output) > 2
    whole = export(source, tmp_path / "out.mp4", EffectSpec("deinterlace"), options=QUICK)
    assert not any("interlaced" in note for note in whole.notes)
    assert combing(whole.output) < combing(plain.output) / 4
    assert info(whole.output).scan == "progressive"


PIXEL_FORMATS = [
    (codec.name, container, pix_fmt)
    for codec in CODECS
    if not codec.hardware
    for container in sorted(codec.containers)
    for pix_fmt in codec.formats
]
SUFFIXES = {"matroska": ".mkv", "mp4": ".mp4", "mov": ".mov", "webm": ".webm", "nut": ".nut"}
READ_AS = {"gray": "yuv420p", "gray10le": "yuv420p10le"}
"""H.264 without chroma is decoded with gray chroma."""

PROFILES = {
    ("libx264", "yuv420p"): "High",
    ("libx264", "yuv420p10le"): "High 10",
    ("libx264", "yuv422p10le"): "High 4:2:2",
    ("libx264", "yuv444p"): "High 4:4:4 Predictive",
    ("libx265", "yuv420p"): "Main",
    ("libx265", "yuv420p10le"): "Main 10",
    ("libvpx-vp9", "yuv420p"): "Profile 0",
    ("libvpx-vp9", "yuv444p"): "Profile 1",
    ("dnxhd", "yuv422p"): "DNXHR HQ",
    ("dnxhd", "yuv422p10le"): "DNXHR HQX",
    ("dnxhd", "yuv444p10le"): "DNXHR 444",
    ("prores_ks", "yuv422p10le"): "HQ",
    ("prores_ks", "yuv444p10le"): "4444",
    ("prores_ks", "yuva444p10le"): "4444",
}


@pytest.mark.parametrize(("codec", "container", "pix_fmt"), PIXEL_FORMATS)
def test_every_promised_combination_is_written_and_read(
    codec: str, container: str, pix_fmt: str, tmp_path: Path
) -> None:
    """27. The file holds what was promised: format, profile and every frame."""
    encoder = "rawvideo" if pix_fmt == "gbrp" else "ffv1"
    kind: dict[str, Any] = {"frames": 5, "size": (256, 128), "codec": encoder, "pix_fmt": pix_fmt}
    source = make_clip(tmp_path / "s.nut", **kind)
    output = tmp_path / f"out{SUFFIXES[container]}"
    fast = {
        "libx264": {"preset": "veryfast"},
        "libx265": QUICK,
        "libvpx-vp9": {"deadline": "realtime"},
    }
    options = {**fast.get(codec, {}), "pix_fmt": pix_fmt}
    result = export(source, output, codec=codec, options=options)
    with av.open(str(result.output)) as file:
        stream = file.streams.video[0]
        profile = stream.codec_context.profile
        frames = list(file.decode(stream))
    name = READ_AS.get(pix_fmt, pix_fmt) if codec == "libx264" else pix_fmt
    if codec == "prores_ks" and "444" in pix_fmt:
        name = name.replace("10le", "12le")  # what FFmpeg decodes 4444 to
    assert {frame.format.name for frame in frames} == {name}
    with av.open(str(source)) as file:
        drawn = [read_number(frame) for frame in file.decode(video=0)]
    assert [read_number(frame) for frame in frames] == drawn
    if container != "matroska":
        assert profile == PROFILES.get((codec, pix_fmt), profile)


def test_lossless_means_lossless(tmp_path: Path) -> None:
    """27. Of all formats that FFV1 is offered for."""
    for number, pix_fmt in enumerate(next(c for c in CODECS if c.lossless).formats):
        source = make_clip(
            tmp_path / f"{number}.nut", frames=2, codec="ffv1", pix_fmt=pix_fmt, size=(66, 50)
        )
        result = export(source, tmp_path / f"{number}.mkv", codec="ffv1")
        assert pictures_differ(source, result.output) == 0, pix_fmt
