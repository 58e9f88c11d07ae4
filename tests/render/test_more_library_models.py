"""Models of package archives, and our own newest, on a real clip: chain, preview and export."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
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

SMALL = EffectSpec("resize", (("width", 44), ("height", 36)))
"""These networks take about a tenth of a second for each thousand pixels."""


def upscaled(model: str) -> tuple[EffectSpec, ...]:
    return SMALL, EffectSpec("upscale", (("model", model),))


CHAINS = {
    "waifu2x-cunet-x2": upscaled("waifu2x-cunet-x2"),
    "waifu2x-cunet-denoise": (SMALL, EffectSpec("denoise", (("model", "waifu2x-cunet-denoise"),))),
    "realcugan-x2": upscaled("realcugan-x2"),
    "realcugan-x4": upscaled("realcugan-x4"),
    "selfie-matte": (
        EffectSpec("matte", (("background", "colour"), ("model", "selfie-matte"))),
    ),
    "reel-deblock": (EffectSpec("deblock"),),
    "reel-lowlight": (EffectSpec("low-light"),),
    "reel-upscale-x3": upscaled("reel-upscale-x3"),
}  # fmt: skip
FRAMES = 2


@pytest.fixture(autouse=True)
def _weights(weights_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{os.pathsep}{library_dir}")
    for model in CHAINS:
        if WeightsStore().find(Catalogue.load().find(model)) is None:
            pytest.skip(f"the weights of {model} are not in this folder")


@pytest.fixture
def clip(media_dir: Path) -> Path:
    return media_dir / "clips" / "carphone_pristine.mp4"


def made(clip: Path, output: Path, *chain: EffectSpec, frames: int = FRAMES) -> Path:
    export(clip, output, *chain, end=FramePosition(frames), codec="ffv1", precision="fp32")
    return output


def lumas(path: Path, count: int = FRAMES) -> list[NDArray[np.float64]]:
    with VideoReader(path) as reader:
        frames = zip(range(count), reader.frames(), strict=False)
        return [frame.pixels.planes[0].astype(np.float64) for _, frame in frames]


@pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
def test_preview_and_segments_show_what_the_export_writes(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chain: tuple[EffectSpec, ...]
) -> None:
    whole = made(clip, tmp_path / "whole.mkv", *chain)
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 30))
    cut = made(clip, tmp_path / "cut.mkv", *chain)
    assert pictures_differ(whole, cut) == 0

    end = Fraction(FRAMES * 1001, 30000)
    seen = previewed(clip, *chain, end=end, at=Fraction(1001, 30000))
    assert np.array_equal(seen.planes[0], lumas(whole)[1])


@pytest.mark.parametrize(
    ("model", "size"),
    [
        ("waifu2x-cunet-x2", (88, 72)),
        ("realcugan-x2", (88, 72)),
        ("realcugan-x4", (176, 144)),
        ("reel-upscale-x3", (132, 108)),
    ],
)
def test_upscalers_find_back_what_was_made_small(
    clip: Path, tmp_path: Path, model: str, size: tuple[int, int]
) -> None:
    large = lumas(made(clip, tmp_path / "out.mkv", *upscaled(model), frames=1), 1)[0]
    truth = cv2.resize(lumas(clip, 1)[0], size, interpolation=cv2.INTER_AREA)
    small = cv2.resize(truth, (44, 36), interpolation=cv2.INTER_AREA)
    plain = cv2.resize(small, size, interpolation=cv2.INTER_LINEAR)
    assert large.shape == truth.shape
    assert np.abs(large - truth).mean() < np.abs(plain - truth).mean()


def test_the_denoiser_cleans_noise_and_keeps_the_picture(tmp_path: Path, clip: Path) -> None:
    truth = lumas(clip, 1)[0][36:108, 44:132]
    noisy = truth + np.random.default_rng(1).normal(0, 12, truth.shape)
    spec = EffectSpec("denoise", (("model", "waifu2x-cunet-denoise"), ("sigma", 12.0)))
    written = []
    for name, picture, chain in (("a", truth, ()), ("b", noisy, ()), ("c", noisy, (spec,))):
        path = tmp_path / f"{name}.png"
        cv2.imwrite(str(path), picture.round().clip(0, 255).astype(np.uint8))
        written.append(lumas(made(path, tmp_path / f"{name}.mkv", *chain, frames=1), 1)[0])
    plain, before, after = written
    assert np.abs(after - plain).mean() < 0.75 * np.abs(before - plain).mean()


def test_deblocking_brings_a_ruined_clip_nearer_to_what_it_was(clip: Path, tmp_path: Path) -> None:
    ruined = clip.with_name("carphone_distorted.mp4")
    cleaned = made(ruined, tmp_path / "out.mkv", EffectSpec("deblock"), frames=8)
    truth, before, after = (np.stack(lumas(path, 8)) for path in (clip, ruined, cleaned))
    assert ((after - truth) ** 2).mean() < 0.98 * ((before - truth) ** 2).mean()


def test_a_person_is_cut_out_with_alpha(clip: Path, tmp_path: Path) -> None:
    spec = EffectSpec("matte", (("background", "transparent"), ("model", "selfie-matte")))
    export(clip, tmp_path / "out.mov", spec, end=FramePosition(1), codec="prores")
    with VideoReader(tmp_path / "out.mov") as reader:
        frame = next(iter(reader.frames())).pixels
    alpha = frame.planes[-1] / (2**frame.layout.bits - 1)
    face, window = alpha[45:75, 75:105], alpha[10:60, 140:170]
    assert face.mean() > 0.97
    assert window.mean() < 0.03
