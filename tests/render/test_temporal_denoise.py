"""The built-in temporal denoiser in an export: cleaner, and no frame knows where it was cut."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.base.time import FramePosition
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render import plan as planning
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIZE, FRAMES, CUT = (96, 64), 9, 5
SIGMA = 20.0
GIVEN = EffectSpec("denoise", (("sigma", SIGMA), ("method", "temporal")))
BLIND = EffectSpec("denoise", (("method", "temporal"),))
SINGLE = EffectSpec("denoise", (("sigma", SIGMA), ("method", "single")))


def scene(shot: int) -> NDArray[np.float64]:
    """Soft detail of two sizes, far wider than the clip."""
    random = np.random.default_rng(shot)
    result = np.full((160, 200), 0.35 + 0.3 * shot)
    for size, height in ((5, 0.05), (11, 0.08)):
        grain = random.normal(0, height, (160 // size + 1, 200 // size + 1))
        result += np.kron(grain, np.ones((size, size)))[:160, :200]
    return result


def clean(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    """A pan by two samples a frame; at `CUT` another shot, brighter."""
    if plane:
        return np.full((height, width), 0.5)
    left = 2 * number
    return scene(int(number >= CUT))[20 : 20 + height, left : left + width].clip(0.05, 0.95)


def noisy(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    random = np.random.default_rng([number, plane])
    grain = random.normal(0, 0 if plane else SIGMA / 255, (height, width))
    return (clean(number, plane, width, height) + grain).clip(0, 1)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("temporal") / "noisy.mkv"
    return make_clip(
        path, size=SIZE, frames=FRAMES, draw=noisy, codec="ffv1", pix_fmt="yuv420p10le"
    )


def made(source: Path, output: Path, spec: EffectSpec, **span: Any) -> Path:
    export(source, output, spec, codec="ffv1", device="cpu", precision="fp32", **span)
    return output


def lumas(path: Path) -> list[NDArray[np.float64]]:
    """Luma in 8-bit units of the full range."""
    with VideoReader(path) as reader:
        deep = 2 ** (reader.format.layout.bits - 8)
        planes = [frame.pixels.planes[0].astype(np.float64) / deep for frame in reader.frames()]
    return [(plane - 16) * 255 / 219 for plane in planes]


def error(planes: list[NDArray[np.float64]], frames: range) -> float:
    """Root mean square distance from the clean clip, the stamped number's corner left out."""
    wrong = [planes[n] - 255 * clean(n, 0, *SIZE) for n in frames]
    return float(np.sqrt(np.mean([w[24:, 8:-8] ** 2 for w in wrong])))


@pytest.mark.parametrize(("spec", "length"), [(BLIND, 1), (GIVEN, 4)], ids=["blind", "given"])
def test_the_result_does_not_depend_on_where_segments_are_cut(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: EffectSpec, length: int
) -> None:
    whole = made(source, tmp_path / "whole.mkv", spec)
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(length, 25))
    cut = made(source, tmp_path / "cut.mkv", spec)
    assert pictures_differ(whole, cut) == 0
    assert pictures_differ(whole, source) == FRAMES


def test_a_shot_is_the_same_with_and_without_the_one_before(source: Path, tmp_path: Path) -> None:
    whole = lumas(made(source, tmp_path / "whole.mkv", BLIND))
    alone = lumas(made(source, tmp_path / "alone.mkv", BLIND, start=FramePosition(CUT)))
    assert len(alone) == FRAMES - CUT
    assert all(np.array_equal(a, b) for a, b in zip(whole[CUT:], alone, strict=True))


def test_it_is_cleaner_than_single_frames_and_keeps_ten_bits(source: Path, tmp_path: Path) -> None:
    single = lumas(made(source, tmp_path / "single.mkv", SINGLE))
    temporal = lumas(made(source, tmp_path / "temporal.mkv", GIVEN))
    inside = range(1, CUT - 1)
    assert error(single, inside) < 0.75 * SIGMA
    assert 20 * np.log10(error(single, inside) / error(temporal, inside)) > 1
    for edge in (0, CUT - 1, CUT, FRAMES - 1):
        assert error(temporal, range(edge, edge + 1)) < 1.05 * error(single, range(edge, edge + 1))
    with VideoReader(source) as given, VideoReader(tmp_path / "temporal.mkv") as result:
        assert result.format.layout.bits == given.format.layout.bits
        planes = next(iter(result.frames())).pixels.planes
        steps = np.unique(planes[0] % 4)
    assert len(steps) == 4, "all the finer steps are in use"
