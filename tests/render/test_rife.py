"""Frames made by RIFE in real clips: through the chain, the preview and the export."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.errors import ModelError
from app.base.time import FramePosition
from app.effects.between import ByFlow
from app.effects.between_network import ByNetwork
from app.inference.catalogue import Catalogue
from app.inference.loaders.loading import load_card
from app.inference.runner import TorchNetwork
from app.inference.weights_store import WeightsStore
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render import plan as planning
from tests.effects.scenes import real_clip
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, pictures_differ, times
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

RATE = Fraction(30000, 1001)
FRAMES = 3


@pytest.fixture
def rife(weights_dir: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> TorchNetwork:
    """The published network; the exports and previews find its weights too."""
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", f"{weights_dir}{os.pathsep}{library_dir}")
    card = Catalogue.load().find("rife")
    path = WeightsStore().find(card)
    if path is None:
        pytest.skip("the weights of rife are not in this folder")
    return TorchNetwork(load_card(card, path), torch.device("cpu"), "fp32")


@pytest.fixture
def clip(media_dir: Path) -> Path:
    return media_dir / "clips" / "carphone_pristine.mp4"


def smooth(rate: str = "x2", model: str = "rife") -> EffectSpec:
    return EffectSpec("interpolate", (("rate", rate), ("model", model)))


def made(clip: Path, output: Path, spec: EffectSpec, frames: int = FRAMES) -> Path:
    export(clip, output, spec, end=FramePosition(frames), codec="ffv1", precision="fp32")
    return output


def lumas(path: Path) -> list[NDArray[np.float64]]:
    with VideoReader(path) as reader:
        return [frame.pixels.planes[0].astype(np.float64) for frame in reader.frames()]


@pytest.mark.usefixtures("rife")
class TestExport:
    @pytest.mark.parametrize("rate", ["x2", "50"])
    def test_the_result_does_not_depend_on_where_segments_are_cut(
        self, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rate: str
    ) -> None:
        whole = made(clip, tmp_path / "whole.mkv", smooth(rate))
        monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 30))
        cut = made(clip, tmp_path / "cut.mkv", smooth(rate))
        assert len(lumas(whole)) == (6 if rate == "x2" else 5)
        assert pictures_differ(whole, cut) == 0

    @pytest.mark.parametrize("count", [3, 4])
    def test_times_divide_every_interval_and_source_frames_are_untouched(
        self, clip: Path, tmp_path: Path, count: int
    ) -> None:
        export(
            clip, tmp_path / "out.mp4", smooth(f"x{count}"), end=FramePosition(2), codec="ffv1",
            precision="fp32",
        )  # fmt: skip
        starts = times(tmp_path / "out.mp4")
        assert [time - starts[0] for time in starts] == [n / RATE / count for n in range(2 * count)]
        export(clip, tmp_path / "as_is.mp4", end=FramePosition(2), codec="ffv1")
        out, source = lumas(tmp_path / "out.mp4"), lumas(tmp_path / "as_is.mp4")
        # R'G'B' and back again may round a sample to its neighbour's code
        assert all(np.abs(out[n * count] - source[n]).max() <= 1 for n in range(2))
        assert all(np.abs(out[n] - out[n - 1]).max() > 2 for n in range(1, count + 1))

    def test_nothing_is_made_across_a_cut(self, tmp_path: Path) -> None:
        def draw(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
            """Two shots of two frames, one dark and one bright, each with a bar that moves."""
            picture = np.full((height, width), 0.5 if plane else 0.2 + 0.6 * (number > 1))
            if not plane:
                picture[:, 8 * number : 8 * number + 12] = 0.5
            return picture

        source = make_clip(tmp_path / "cut.mkv", size=(96, 64), frames=4, draw=draw, codec="ffv1")
        out = lumas(made(source, tmp_path / "out.mkv", smooth(), frames=4))
        assert len(out) == 8
        assert np.array_equal(out[3], out[2])
        assert not np.array_equal(out[1], out[0])
        assert not np.array_equal(out[5], out[4])

    def test_the_preview_shows_what_the_export_writes(self, clip: Path, tmp_path: Path) -> None:
        written = lumas(made(clip, tmp_path / "out.mkv", smooth()))
        for number in (2, 3):
            seen = previewed(clip, smooth(), end=FRAMES / RATE, at=number / RATE / 2)
            assert np.array_equal(seen.planes[0], written[number])


def test_absent_weights_are_asked_for_by_name(
    clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(tmp_path))
    with pytest.raises(ModelError, match="reelwright models get rife"):
        made(clip, tmp_path / "out.mkv", smooth())


def psnr(a: torch.Tensor, b: torch.Tensor) -> float:
    return -10 * float((a.clamp(0, 1) - b).square().mean().log10())


@pytest.mark.parametrize(
    ("name", "first", "gain"),
    [("04_coffee.mp4", 4, 0.3), ("bigbuckbunny.mp4", 40, 0.5), ("car-detection.mp4", 60, 0.5)],
)
def test_real_frames_that_were_left_out_are_made_better_than_by_optical_flow(
    rife: TorchNetwork, name: str, first: int, gain: float
) -> None:
    """In dB, made small. The figures at full size are in `Interpolate`."""
    frames = [frame.pixels for frame in real_clip(name, first, 5, (180, 320))]
    found = []
    for n in (1, 3):
        before, missing, after = frames[n - 1 : n + 2]
        by_flow = ByFlow()(before, after)
        assert by_flow is not None
        pictures = ByNetwork(rife)(before, after)(0.5), by_flow(0.5), (before + after) / 2
        found.append([psnr(picture, missing) for picture in pictures])
    network, flow, blend = np.mean(found, axis=0)
    assert network > flow + gain
    assert flow > blend


def test_alpha_moves_with_what_it_belongs_to(rife: TorchNetwork) -> None:
    torch.manual_seed(1)
    ground, thing = torch.rand(3, 1, 1).expand(3, 96, 128), torch.rand(3, 5, 5)
    thing = torch.nn.functional.interpolate(thing[None], (40, 40), mode="bicubic")[0].clamp(0, 1)

    def at(left: int) -> torch.Tensor:
        picture = torch.cat([ground, torch.zeros(1, 96, 128)])
        picture[:3, 28:68, left : left + 40], picture[3, 28:68, left : left + 40] = thing, 1
        return picture

    halfway = ByNetwork(rife)(at(30), at(46))(0.5)
    assert psnr(halfway[3], at(38)[3]) > 25
    assert psnr((at(30)[3] + at(46)[3]) / 2, at(38)[3]) < 16
    opaque = [torch.cat([at(left)[:3], torch.ones(1, 96, 128)]) for left in (30, 46)]
    assert torch.equal(ByNetwork(rife)(*opaque)(0.5)[3], opaque[0][3])
