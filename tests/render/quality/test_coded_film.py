"""Upscalers of real footage are judged by what real encoders leave of a small film."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.network import NetworkTraits
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import imresize, psnr, to_picture
from app.render.quality import coded_film
from app.render.quality.coded_film import CODERS, LEAD, STEP, Coder, coded, enlarged, pan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.catalogue import ModelCard
    from app.inference.quality.pictures import Picture

cv2 = pytest.importorskip("cv2", reason="pictures are read with OpenCV")


class Enlarging:
    """Twice the size, by bytes."""

    def __init__(self, work: Callable[[Picture], Picture]) -> None:
        self.work, self.traits = work, NetworkTraits(2)

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        made = self.work(to_picture(pictures)).astype(np.float32) / 255
        return torch.from_numpy(made.transpose(2, 0, 1)[None].copy())


@pytest.fixture(scope="module")
def card() -> ModelCard:
    return Catalogue.load([MODELS_FOLDER / "cards"]).find("reel-upscale-x2")


@pytest.fixture(scope="module")
def picture() -> Picture:
    made = np.random.default_rng(1).integers(0, 255, (106, 134, 3), np.uint8)
    return np.asarray(cv2.GaussianBlur(made, (0, 0), 2), np.uint8)


def bicubic(picture: Picture) -> Picture:
    return imresize(picture, 2 * picture.shape[0], 2 * picture.shape[1])


def test_a_pan_moves_by_whole_samples_and_fits_encoders(picture: Picture) -> None:
    frames = pan(picture, 3)
    across, down = STEP
    assert len(frames) == LEAD + 1
    assert all(side % 6 == 0 for side in frames[0].shape[:2])
    for one, following in itertools.pairwise(frames):
        assert np.array_equal(one[down:, across:], following[:-down, :-across])


@pytest.mark.parametrize("codec", sorted({coder.codec for coder in CODERS}))
def test_a_coarser_rate_damages_more_and_the_same_again(codec: str, picture: Picture) -> None:
    clip = pan(picture, 2)

    def level(rate: int) -> float:
        made = coded(Coder("", codec, rate), clip)
        again = coded(Coder("", codec, rate), clip)
        assert len(made) == len(clip)
        assert all(np.array_equal(*pair) for pair in zip(made, again, strict=True))
        return psnr(made[-1].astype(float), clip[-1].astype(float))

    finest, coarse = level(10), level(50)
    assert finest > 32  # colours have half the samples
    assert coarse < finest - 5


def test_bicubic_gains_nothing_and_knowing_the_answer_gains_much(
    picture: Picture, card: ModelCard
) -> None:
    level, gain = enlarged(CODERS[0], card, Enlarging(bicubic), picture, 0)
    assert gain == 0
    truth = pan(picture, 2)[-1]
    knowing = Enlarging(lambda small: np.clip(truth.astype(int) + 1, 0, 255).astype(np.uint8))
    better, gained = enlarged(CODERS[0], card, knowing, picture, 0)
    assert better > 45
    assert gained == pytest.approx(better - level)


def test_every_rate_has_figures_of_its_own(
    picture: Picture, card: ModelCard, tmp_path: Path
) -> None:
    (tmp_path / "Set14").mkdir()
    cv2.imwrite(str(tmp_path / "Set14" / "one.png"), picture)
    more = coded_film.measures(card)
    wanted = {f"Set14 {coder.words}" for coder in CODERS}
    found = measure(card, Enlarging(bicubic), tmp_path, wanted, more)
    assert {figure.set for figure in found} == wanted
    levels = {x.set: x.value for x in found if x.metric == "Y-PSNR dB"}
    assert levels["Set14 H.264 24"] > levels["Set14 H.264 30"] > levels["Set14 H.264 36"]


def test_networks_that_see_several_frames_have_no_such_figure(card: ModelCard) -> None:
    assert not coded_film.measures(replace(card, input=replace(card.input, past=1)))
    assert not coded_film.measures(replace(card, task="denoise"))
