"""Networks that clean compression are judged by what JPEG left of known pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.network import NetworkTraits
from app.inference.quality.deblocking import QUALITIES, STRENGTH, compressed
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import luma

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.catalogue import Figure
    from app.inference.quality.pictures import Picture

cv2 = pytest.importorskip("cv2", reason="pictures are read with OpenCV")


class Cleaning:
    """Does what it is told, and notes which strength it was given."""

    def __init__(self, work: Callable[[torch.Tensor], torch.Tensor], *, asks: bool = False) -> None:
        self.work, self.traits = work, NetworkTraits(noise_map=asks)
        self.told: set[float | None] = set()

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        self.told.add(sigma)
        return self.work(pictures)


@pytest.fixture
def picture(tmp_path: Path) -> Picture:
    (tmp_path / "CBSD68_12").mkdir()
    made = np.random.default_rng(1).integers(0, 255, (64, 80, 3), np.uint8)
    made = np.asarray(cv2.GaussianBlur(made, (0, 0), 2), np.uint8)
    cv2.imwrite(str(tmp_path / "CBSD68_12" / "one.png"), made[..., ::-1])
    return made


def of(network: Cleaning, images: Path) -> list[Figure]:
    card = Catalogue.load([MODELS_FOLDER / "cards"]).find("waifu2x-cunet-denoise")
    return measure(card, network, images)


def test_leaving_it_alone_gains_nothing_and_coarser_is_worse(
    picture: Picture, tmp_path: Path
) -> None:
    figures = of(Cleaning(lambda x: x), tmp_path)
    gains = [each.value for each in figures if "gain" in each.metric]
    level = {each.set: each.value for each in figures if "gain" not in each.metric}
    assert gains == [0.0] * len(QUALITIES)
    assert level["CBSD68_12 JPEG 10"] < level["CBSD68_12 JPEG 20"] < level["CBSD68_12 JPEG 40"]


def test_whoever_knows_the_picture_is_best(picture: Picture, tmp_path: Path) -> None:
    off_by_one = np.where(picture < 255, picture + 1.0, 254.0).transpose(2, 0, 1)[None] / 255
    figures = of(Cleaning(lambda x: torch.from_numpy(off_by_one).to(x)), tmp_path)
    for each in figures:
        if "gain" in each.metric:
            assert each.value > 10
        else:
            assert each.value == pytest.approx(20 * np.log10(255), abs=0.01)


def test_whoever_spoils_the_picture_loses(picture: Picture, tmp_path: Path) -> None:
    figures = of(Cleaning(lambda x: x * 0), tmp_path)
    assert all(each.value < -5 for each in figures if "gain" in each.metric)


def test_a_network_that_asks_is_told_to_remove_all(picture: Picture, tmp_path: Path) -> None:
    asking, blind = Cleaning(lambda x: x, asks=True), Cleaning(lambda x: x)
    of(asking, tmp_path)
    of(blind, tmp_path)
    assert asking.told == {STRENGTH}
    assert blind.told == {None}


def test_colours_have_half_the_samples() -> None:
    """A coloured line one pixel wide keeps its light and loses its colour at any quality."""
    line = np.full((32, 32, 3), 128, np.uint8)
    line[:, 16] = (190, 100, 120)
    left = compressed(line, 100)
    assert np.abs(luma(left)[:, 16] - luma(line)[:, 16]).max() < 2
    assert np.ptp(left[8, 16]) < 0.7 * np.ptp(line[8, 16])
