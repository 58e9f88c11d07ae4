"""Models of others on a real clip: through the chain, the preview and the export."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.time import FramePosition
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render import plan as planning
from tests.helpers.exports import export, pictures_differ
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

CHAINS = {
    "SCI easy": EffectSpec("low-light", (("model", "sci-easy"),)),
    "SCI medium": EffectSpec("low-light", (("model", "sci-medium"),)),
    "SCI difficult": EffectSpec("low-light", (("model", "sci-difficult"),)),
    "IAT": EffectSpec("low-light", (("model", "iat-lol"),)),
    "AdaInt": EffectSpec("auto-colour", (("strength", 80.0),)),
    "AOD-Net": EffectSpec("dehaze"),
    "SINet": EffectSpec("matte", (("background", "colour"), ("model", "sinet"))),
}
FRAMES = 3


@pytest.fixture(autouse=True)
def _weights(weights_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = os.environ.get("REELWRIGHT_TEST_LIBRARY", "")
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{os.pathsep}{library}")


@pytest.fixture
def clip(media_dir: Path) -> Path:
    return media_dir / "clips" / "carphone_pristine.mp4"


def made(clip: Path, output: Path, spec: EffectSpec) -> Path:
    export(clip, output, spec, end=FramePosition(FRAMES), codec="ffv1", precision="fp32")
    return output


def lumas(path: Path, count: int = FRAMES) -> list[NDArray[np.float64]]:
    with VideoReader(path) as reader:
        frames = zip(range(count), reader.frames(), strict=False)
        return [frame.pixels.planes[0].astype(np.float64) for _, frame in frames]


@pytest.mark.parametrize("spec", CHAINS.values(), ids=CHAINS)
def test_the_result_does_not_depend_on_where_segments_are_cut(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spec: EffectSpec
) -> None:
    whole = made(clip, tmp_path / "whole.mkv", spec)
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 30))
    cut = made(clip, tmp_path / "cut.mkv", spec)

    assert len(lumas(whole)) == FRAMES
    assert pictures_differ(whole, cut) == 0


@pytest.mark.parametrize("spec", CHAINS.values(), ids=CHAINS)
def test_the_preview_shows_what_the_export_writes(
    clip: Path, tmp_path: Path, spec: EffectSpec
) -> None:
    written = lumas(made(clip, tmp_path / "out.mkv", spec))[1]
    end = Fraction(FRAMES * 1001, 30000)
    seen = previewed(clip, spec, end=end, at=Fraction(1001, 30000))
    assert np.array_equal(seen.planes[0], written)


@pytest.mark.parametrize("model", ["craft-x4", "realesrgan-x4plus-anime"])
def test_upscalers_enlarge_what_is_small(clip: Path, tmp_path: Path, model: str) -> None:
    if WeightsStore().find(Catalogue.load().find(model)) is None:
        pytest.skip(f"the weights of {model} are not in this folder")
    chain = (EffectSpec("resize", (("width", 44),)), EffectSpec("upscale", (("model", model),)))
    output = tmp_path / "out.mkv"
    export(clip, output, *chain, end=FramePosition(1), codec="ffv1", precision="fp32")
    (large,), (source,) = lumas(output, 1), lumas(clip, 1)
    assert large.shape == source.shape
    assert np.corrcoef(large.flat, source.flat)[0, 1] > 0.85


@pytest.mark.parametrize("name", ["SCI easy", "SCI medium", "SCI difficult", "IAT"])
def test_low_light_brightens(media_dir: Path, tmp_path: Path, name: str) -> None:
    clip = media_dir / "clips" / "nasa_13013.mp4"
    before, after = lumas(clip)[0], lumas(made(clip, tmp_path / "out.mkv", CHAINS[name]))[0]
    assert after.mean() > 1.1 * before.mean()


def test_dehazing_deepens_the_dark(clip: Path, tmp_path: Path) -> None:
    before, after = lumas(clip)[0], lumas(made(clip, tmp_path / "out.mkv", CHAINS["AOD-Net"]))[0]
    assert np.percentile(after, 30) < np.percentile(before, 30) - 5


def test_automatic_colour_does_not_flicker(clip: Path, tmp_path: Path) -> None:
    before, after = lumas(clip), lumas(made(clip, tmp_path / "out.mkv", CHAINS["AdaInt"]))
    steps = [np.diff([plane.mean() for plane in planes]) for planes in (before, after)]
    assert np.abs(steps[1]).max() < 2 * np.abs(steps[0]).max() + 1


def test_a_person_is_cut_out_with_alpha(clip: Path, tmp_path: Path) -> None:
    spec = EffectSpec("matte", (("background", "transparent"),))
    export(clip, tmp_path / "out.mov", spec, end=FramePosition(2), codec="prores")
    with VideoReader(tmp_path / "out.mov") as reader:
        frame = next(iter(reader.frames())).pixels
    assert frame.layout.alpha
    alpha = frame.planes[-1] / (2**frame.layout.bits - 1)
    face, window = alpha[45:75, 75:105], alpha[10:60, 140:170]
    assert face.mean() > 0.97
    assert window.mean() < 0.03
