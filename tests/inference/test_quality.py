"""The measures are the published ones, and the real models reach their published figures."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.errors import ModelError
from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.loaders.loading import load_card
from app.inference.network import NetworkTraits
from app.inference.quality import upscaling
from app.inference.quality.denoising import panned
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import imresize, luma, psnr, read_picture
from app.inference.runner import TorchNetwork, parity
from app.inference.weights_store import WeightsStore

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard

pytest.importorskip("cv2", reason="pictures are read with OpenCV")


@pytest.fixture(scope="module")
def images() -> Path:
    folder = os.environ.get("REELWRIGHT_TEST_MEDIA")
    if not folder:
        pytest.skip("REELWRIGHT_TEST_MEDIA does not name the folder of test media")
    return Path(folder) / "images"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> WeightsStore:
    folder = os.environ.get("REELWRIGHT_TEST_WEIGHTS")
    if not folder:
        pytest.skip("REELWRIGHT_TEST_WEIGHTS does not name the folder of test weights")
    return WeightsStore(folders=[Path(folder)], user=tmp_path_factory.mktemp("user"))


def shipped(model_id: str) -> ModelCard:
    return Catalogue.load([MODELS_FOLDER / "cards"]).find(model_id)


def loaded(card: ModelCard, store: WeightsStore, precision: str = "fp32") -> TorchNetwork:
    path = store.find(card)
    if path is None:
        pytest.skip(f"REELWRIGHT_TEST_WEIGHTS has no {card.file.name}")
    return TorchNetwork(load_card(card, path), torch.device("cpu"), precision)  # type: ignore[arg-type]


def test_a_flat_picture_stays_flat_and_a_ramp_straight() -> None:
    flat = np.full((12, 18, 3), 77, np.uint8)
    ramp = np.tile(np.arange(0, 240, 4, dtype=np.uint8)[None, :, None], (6, 1, 3))

    assert (imresize(flat, 6, 9) == 77).all()
    assert imresize(ramp, 3, 30)[1, 5, 0] == 42


def test_bicubic_gives_its_published_figure(images: Path) -> None:
    figures = []
    for path in sorted((images / "Set5").iterdir()):
        picture = read_picture(path)
        height, width = (side // 2 * 2 for side in picture.shape[:2])
        truth = picture[:height, :width]
        again = imresize(imresize(truth, height // 2, width // 2), height, width)
        figures.append(psnr(luma(again)[2:-2, 2:-2], luma(truth)[2:-2, 2:-2]))

    assert np.mean(figures) == pytest.approx(33.66, abs=0.05)


def test_a_pan_moves_every_frame_and_leaves_the_middle_one_exact() -> None:
    down, across = np.mgrid[0:60, 0:80].astype(np.float64)
    slope = np.stack([across / 100, down / 100, across / 200 + down / 300], 2)

    frames = panned(slope, 2, 2)

    for step, frame in zip(range(-2, 3), frames, strict=True):
        moved = np.stack([(across + 1.5 * step) / 100, (down + 0.75 * step) / 100], 2)
        assert np.allclose(frame[..., :2], moved[16:-16, 16:-16])
    assert np.array_equal(frames[2], slope[16:-16, 16:-16])


class _Seeing:
    """Gives the middle frame back, or the mean of all, and notes what it was shown."""

    def __init__(self, past: int, future: int, *, mean: bool = False) -> None:
        self.traits = NetworkTraits(past=past, future=future, noise_map=True)
        self.mean = mean
        self.seen: list[torch.Tensor] = []

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        self.seen.append(pictures)
        if pictures.ndim == 4:
            return pictures
        return pictures.mean(1) if self.mean else pictures[:, self.traits.past]


def one_picture(folder: Path) -> Path:
    (folder / "CBSD68_12").mkdir()
    picture = np.random.default_rng(1).integers(60, 200, (64, 72, 3), np.uint8)
    import cv2

    cv2.imwrite(str(folder / "CBSD68_12" / "one.png"), picture)
    return folder


def test_single_and_temporal_denoisers_are_judged_on_the_same_noisy_frame(tmp_path: Path) -> None:
    single, temporal = _Seeing(0, 0), _Seeing(2, 2)
    images = one_picture(tmp_path)
    card = shipped("reel-denoise")
    five = replace(card, input=replace(card.input, past=2, future=2))

    still, moving = measure(card, single, images)
    (first,) = measure(five, temporal, images)

    assert still.set == "CBSD68_12"
    assert moving.set == first.set == "CBSD68_12 panned"
    assert torch.equal(single.seen[1][0], temporal.seen[0][0, 2])
    assert temporal.seen[0].shape == (1, 5, 3, 32, 40)
    assert moving.value == first.value == pytest.approx(20.17, abs=0.3), "untouched: 20 log 255/25"
    assert "one frame" in moving.condition
    assert "5 frames" in first.condition


def test_a_mean_of_all_frames_is_no_way_through_a_pan(tmp_path: Path) -> None:
    card = shipped("reel-denoise")
    five = replace(card, input=replace(card.input, past=2, future=2))

    (moving,) = measure(five, _Seeing(2, 2, mean=True), one_picture(tmp_path))

    assert moving.value < 20.17, "no better than leaving the noise where it is"


@pytest.mark.slow
@pytest.mark.parametrize("model_id", ["rlfn-x2", "rlfn-x4", "compact-animevideov3-x4"])
def test_a_card_states_what_is_measured(
    images: Path, store: WeightsStore, monkeypatch: pytest.MonkeyPatch, model_id: str
) -> None:
    monkeypatch.setattr(upscaling, "SETS", ("Set5",))
    card = shipped(model_id)

    figure = measure(card, loaded(card, store), images)[0]

    stated = next(each for each in card.quality if each.set == "Set5")
    assert figure.value == pytest.approx(stated.value, abs=0.02)
    assert figure.condition == stated.condition


@pytest.mark.slow
@pytest.mark.parametrize("model_id", ["rlfn-x2", "compact-animevideov3-x4", "dncnn-gray-25"])
def test_bf16_keeps_45_db(images: Path, store: WeightsStore, model_id: str) -> None:
    picture = read_picture(images / "Set5" / "bird.bmp")[:64, :64]
    pictures = torch.from_numpy(picture).permute(2, 0, 1)[None] / 255

    assert parity(loaded(shipped(model_id), store, "bf16"), pictures) >= 45


@pytest.mark.slow
def test_tiles_of_rlfn_know_their_place(images: Path, store: WeightsStore) -> None:
    card = shipped("rlfn-x2")
    picture = read_picture(images / "Set5" / "baby.bmp")[:160, :300]
    pictures = torch.from_numpy(picture).permute(2, 0, 1)[None] / 255
    whole = loaded(card, store)

    cut = TorchNetwork(whole.loaded, whole.device, "fp32", tile_pixels=160 * 250)

    assert (cut(pictures) - whole(pictures)).abs().max() <= 1 / 255


@pytest.mark.slow
def test_neighbours_gain_a_decibel_where_the_picture_moves(images: Path) -> None:
    moving = {}
    for name in ("reel-denoise", "reel-denoise-temporal"):
        card = shipped(name)
        weights = load_card(card, MODELS_FOLDER / "builtin" / card.file.name)
        figures = measure(card, TorchNetwork(weights, torch.device("cpu"), "fp32"), images)
        moving[name] = next(each.value for each in figures if each.set == "CBSD68_12 panned")
        for figure in figures:
            stated = next(each for each in card.quality if each.set == figure.set)
            assert figure.value == pytest.approx(stated.value, abs=0.02)
            assert figure.condition == stated.condition

    assert moving["reel-denoise-temporal"] > moving["reel-denoise"] + 1


def test_tasks_without_a_measure_and_empty_folders_are_sentences(tmp_path: Path) -> None:
    from tests.inference.fake_network import FakeNetwork

    with pytest.raises(ModelError, match="none of the folders"):
        measure(shipped("rlfn-x2"), FakeNetwork(), tmp_path)
