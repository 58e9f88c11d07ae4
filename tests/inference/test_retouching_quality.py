"""Networks that brighten and clear are judged by pictures darkened and hazed in a known way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import read_picture
from app.inference.quality.retouching import (
    AIR,
    CLEAREST,
    COLOURS,
    CONTRAST,
    LIGHT,
    THICKEST,
    dulled,
    encoded,
    linear,
)

if TYPE_CHECKING:
    from pathlib import Path

cv2 = pytest.importorskip("cv2", reason="pictures are read with OpenCV")


class Undoing:
    """Knows what was done to the light; or leaves the picture alone."""

    def __init__(self, stops: int) -> None:
        self.factor = 2.0**stops

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        light = linear(pictures.double().numpy()) * self.factor
        return torch.from_numpy(encoded(light.clip(0, 1))).to(pictures)


class Clearing:
    """Takes away the haze that was put on."""

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        clear = torch.linspace(THICKEST, CLEAREST, pictures.shape[-2])[:, None]
        return ((pictures - AIR * (1 - clear)) / clear).clamp(0, 1)


class Grading:
    """Knows what was done to the colours; or takes away what is left of them."""

    def __init__(self, *, knows: bool) -> None:
        self.knows = knows

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        dull = pictures[0].double().permute(1, 2, 0).numpy()
        gray = (dull @ np.array([0.2126, 0.7152, 0.0722]))[..., None]
        if self.knows:
            pale = gray.mean() + (dull - gray.mean()) / CONTRAST
            light = gray.mean() + (gray - gray.mean()) / CONTRAST
            dark = light + (pale - light) / COLOURS
            made = encoded(linear(dark.clip(0, 1)) / LIGHT)
        else:
            made = 0 * dull
        return torch.from_numpy(made.clip(0, 1)).permute(2, 0, 1)[None].to(pictures)


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "CBSD68_12"
    folder.mkdir()
    picture = np.random.default_rng(1).integers(30, 220, (40, 60, 3), np.uint8)
    cv2.imwrite(str(folder / "one.png"), cv2.GaussianBlur(picture, (0, 0), 2))
    return tmp_path


def of(model: str, network: object, images: Path) -> list[float]:
    card = Catalogue.load([MODELS_FOLDER / "cards"]).find(model)
    return [figure.value for figure in measure(card, network, images)]  # type: ignore[arg-type]


def test_whoever_gives_the_light_back_is_best(images: Path) -> None:
    untouched, two, four = (of("sci-easy", Undoing(stops), images) for stops in (0, 2, 4))
    assert len(untouched) == 2
    assert two[0] > untouched[0] + 15
    assert four[1] > untouched[1] + 10
    assert two[0] > four[0]
    assert four[1] > two[1]


def test_whoever_takes_the_haze_away_is_best(images: Path) -> None:
    (hazed,), (cleared,) = of("aodnet", Undoing(0), images), of("aodnet", Clearing(), images)
    assert cleared > hazed + 15


def test_whoever_gives_light_contrast_and_colour_back_is_best(images: Path) -> None:
    untouched = of("adaint-fivek", Undoing(0), images)
    graded = of("adaint-fivek", Grading(knows=True), images)
    spoilt = of("adaint-fivek", Grading(knows=False), images)
    assert untouched[1] == pytest.approx(0, abs=0.1)
    assert graded[0] > untouched[0] + 15
    assert graded[1] == pytest.approx(graded[0] - untouched[0], abs=0.1)
    assert spoilt[1] < 0


def test_a_dull_picture_has_less_of_everything(images: Path) -> None:
    picture = read_picture(images / "CBSD68_12" / "one.png") / 255
    dull = dulled(picture)
    assert dull.mean() < 0.8 * picture.mean()
    assert dull.std() < 0.8 * picture.std()
    assert np.ptp(dull, axis=2).mean() < 0.5 * np.ptp(picture, axis=2).mean()


def test_the_curve_is_that_of_the_standard() -> None:
    values = np.linspace(0, 1, 256)
    assert np.allclose(encoded(linear(values)), values, atol=1e-6)
    assert linear(np.array([0.5]))[0] == pytest.approx(0.2140, abs=1e-4)


def test_pictures_come_as_they_are(images: Path) -> None:
    assert read_picture(images / "CBSD68_12" / "one.png").shape == (40, 60, 3)
