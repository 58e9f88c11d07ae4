"""Shape: exported pictures stand upright, keep their proportions and have exactly their size."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from app.base.errors import MediaError
from app.media.codecs import CODECS
from app.media.probe import probe
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from tests.helpers.clips import make_clip, quarters, read_number
from tests.helpers.damage import IDENTITY, ORIENTATIONS, join_raw, orient
from tests.helpers.exports import export, pictures_differ

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.media.video_format import VideoFormat

QUICK = {"preset": "ultrafast", "crf": "5"}
SMALL_CROP = EffectSpec("crop", (("left", 2), ("right", 2), ("top", 2), ("bottom", 2)))


def shown(matrix: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Levels of the four corners of `quarters` after (x, y) -> (a x + c y, b x + d y)."""
    a, b, c, d = matrix
    corners = np.zeros((2, 2))
    for level, (x, y) in zip(
        (0.2, 0.4, 0.6, 0.8), ((-1, -1), (1, -1), (-1, 1), (1, 1)), strict=True
    ):
        corners[int(b * x + d * y > 0), int(a * x + c * y > 0)] = level
    return corners


def corners_of(path: Path) -> NDArray[np.float64]:
    """Mean level in the middle of each quarter of the first frame, as stored."""
    with av.open(str(path)) as container:
        luma = next(container.decode(video=0)).to_ndarray(format="gray").astype(float)
    h, w = (side // 2 for side in luma.shape)
    inner = np.s_[h // 3 : -h // 3, w // 3 : -w // 3]
    parts = [[luma[:h, :w], luma[:h, w:]], [luma[h:, :w], luma[h:, w:]]]
    means = [[part[inner].mean() for part in row] for row in parts]
    return (np.array(means) - 16) / 219


def format_of(path: Path) -> VideoFormat:
    video = probe(path).video
    assert video is not None
    return video.format


@pytest.mark.parametrize("effects", [(), (SMALL_CROP,)], ids=["identity", "chain"])
@pytest.mark.parametrize("name", ORIENTATIONS)
def test_turned_pictures_come_out_upright(
    name: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """11. The turn is in the samples; no tag is left to turn them again."""
    source = make_clip(tmp_path / "s.mp4", frames=2, size=(160, 96), draw=quarters)
    orient(source, ORIENTATIONS[name])
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    # The number in the top left corner of what was stored covers at most a corner's corner.
    assert np.abs(corners_of(result.output) - shown(ORIENTATIONS[name])).max() < 0.12
    video = probe(result.output).video
    assert video is not None
    assert video.rotation == 0
    assert not video.orientation.mirrored
    swapped = ORIENTATIONS[name][0] == 0
    cut = 4 if effects else 0
    assert video.format.size == ((96 - cut, 160 - cut) if swapped else (160 - cut, 96 - cut))


def test_a_turned_pixels_shape_is_turned_with_it(tmp_path: Path) -> None:
    """11, 12."""
    source = make_clip(tmp_path / "s.mp4", frames=2, size=(96, 64), aspect=Fraction(16, 11))
    orient(source, ORIENTATIONS["turned 90"])
    result = export(source, tmp_path / "out.mp4", options=QUICK)
    assert format_of(result.output).sample_aspect_ratio == Fraction(11, 16)


@pytest.mark.parametrize("codec", ["libx264", "libx265", "ffv1", "libvpx-vp9"])
def test_shown_proportions_stay(codec: str, tmp_path: Path) -> None:
    """12. Through a resize too, which changes width and height unequally."""
    source = make_clip(tmp_path / "s.mp4", frames=2, size=(144, 96), aspect=Fraction(16, 11))
    squeezed = EffectSpec("resize", (("width", 128), ("height", 128)))
    result = export(source, tmp_path / "out.mp4", squeezed, codec=codec)
    found = format_of(result.output)
    assert found.size == (128, 128)
    assert found.sample_aspect_ratio == Fraction(144 * 16, 96 * 11)


SIZES = [(1, 1), (2, 2), (15, 17), (53, 31), (54, 31), (257, 121)]


@pytest.mark.parametrize("codec", [c.name for c in CODECS if not c.hardware])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p"])
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_any_size_is_exact_or_refused_with_a_sentence(
    size: tuple[int, int], pix_fmt: str, codec: str, tmp_path: Path
) -> None:
    """13. Never padded, never cropped, and no traceback."""
    source = make_clip(tmp_path / "s.nut", frames=2, size=size, codec="ffv1", pix_fmt=pix_fmt)
    suffix = ".mov" if codec in ("prores_ks", "dnxhd") else ".mkv"
    depth = {"libsvtav1": "yuv420p", "dnxhd": "yuv422p10le"}
    options = {"pix_fmt": depth[codec]} if codec in depth and pix_fmt == "yuv444p" else {}
    try:
        result = export(source, tmp_path / f"out{suffix}", codec=codec, options=options)
    except MediaError as error:
        assert any(word in str(error) for word in ("even sides", "and more"))  # noqa: PT017
        return
    with av.open(str(result.output)) as container:
        frames = list(container.decode(video=0))
    assert [(frame.width, frame.height) for frame in frames] == [size, size]
    if codec == "ffv1":
        assert pictures_differ(source, result.output) == 0
    elif min(size) > 1:
        assert _error(source, result.output) < 12


def _error(source: Path, output: Path) -> float:
    """Mean difference of the brightness of two clips in 8-bit codes: a black strip stands out."""
    with av.open(str(source)) as one, av.open(str(output)) as other:
        pairs = zip(one.decode(video=0), other.decode(video=0), strict=True)
        off = [
            np.abs(a.to_ndarray(format="gray").astype(int) - b.to_ndarray(format="gray")).mean()
            for a, b in pairs
        ]
    return float(max(off))


@pytest.mark.parametrize("effects", [(), (SMALL_CROP,)], ids=["identity", "chain"])
def test_a_change_of_size_on_the_way_is_survived_and_said(
    effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """14. All frames come out, in the size of the first."""
    raw: dict[str, Any] = {"frames": 10, "gop": 10, "container": "h264"}
    first = make_clip(tmp_path / "a.h264", size=(64, 48), **raw)
    second = make_clip(tmp_path / "b.h264", size=(128, 96), **raw)
    source = join_raw(tmp_path / "s.h264", [first, second])
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    assert any("size changes" in note for note in result.notes)
    cut = 4 if effects else 0
    with VideoReader(result.output) as reader:
        frames = list(reader.frames())
        assert reader.format.size == (64 - cut, 48 - cut)
    assert len(frames) == 20
    if not effects:
        assert [read_number(frame.pixels) for frame in frames[:10]] == list(range(10))


def test_orientations_begin_with_upright() -> None:
    """What `shown` says of a picture that is not turned is the picture."""
    assert np.allclose(shown(IDENTITY), [[0.2, 0.4], [0.6, 0.8]])
