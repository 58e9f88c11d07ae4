"""Training the painter: its loss, the motion it knows, and that it learns."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from models.training import perceptual, style
from models.training.crops import Tiles
from models.training.recipes import recipe_named
from models.training.step import Stepper
from models.training.style import Styling, distance, moved, warping_error

if TYPE_CHECKING:
    from pathlib import Path

CPU = torch.device("cpu")
TINY = replace(
    recipe_named("reel-style"),
    config={"styles": len(style.PAINTINGS), "fine": 8, "middle": 8, "coarse": 16, "blocks": 1},
    batch=2,
    crop=32,
)


@pytest.fixture
def tiles() -> Tiles:
    smooth = torch.nn.functional.interpolate(torch.rand(3, 3, 12, 12), (96, 96), mode="bicubic")
    return Tiles((smooth.clamp(0, 1) * 255).byte().permute(0, 2, 3, 1))


def test_without_the_weights_of_the_judge_it_says_what_to_get(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(perceptual.VARIABLE, raising=False)
    with pytest.raises(FileNotFoundError, match="stlpips-pytorch"):
        Styling(CPU)


def test_a_file_that_wants_to_run_code_is_refused(
    tmp_path: Path, styling: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch.save({"net.slice1.0.weight": Tiles}, tmp_path / "vgg.pth")
    monkeypatch.setenv(perceptual.VARIABLE, str(tmp_path / "vgg.pth"))
    with pytest.raises(Exception, match="weights_only"):
        Styling(CPU)


@pytest.mark.usefixtures("styling")
def test_a_painting_is_nearer_to_itself_than_to_another() -> None:
    task = Styling(CPU)
    for matrices in task.targets.values():
        own = distance(matrices, matrices)
        other = distance(matrices, matrices.roll(1, 0))
        assert (own < other / 2).all()


@pytest.mark.usefixtures("styling")
def test_the_second_frame_is_the_first_one_moved(tiles: Tiles) -> None:
    task = Styling(CPU)
    given, truth = task.pair(tiles, 4, 48)
    assert given.shape == (8, 4, 48, 48)
    across, down, number = truth[:, 3:, 0, 0].unbind(1)
    assert torch.allclose(given[:4, 3, 0, 0] * 255, number)
    first, second = given[:, :3].chunk(2)
    right = warping_error(first, second, across, down)
    wrong = warping_error(first, second, -across, down)
    assert right < (2 * style.NOISE / 255) ** 2
    assert wrong > 2 * right


def test_a_painting_that_stays_on_the_screen_is_not_steady() -> None:
    scene = torch.nn.functional.interpolate(torch.rand(1, 3, 16, 16), (96, 96), mode="bicubic")
    zero, across, down = torch.zeros(1), torch.full((1,), 4.5), torch.full((1,), -2.25)
    first, second = moved(scene, zero, zero, 64), moved(scene, across, down, 64)
    with_scene = warping_error(first, second, across, down)
    stuck = warping_error(first, first, across, down)
    assert with_scene < 1e-4
    assert stuck > 20 * with_scene


@pytest.mark.usefixtures("styling")
def test_the_loss_falls_and_without_a_learning_rate_it_does_not(tiles: Tiles) -> None:
    task = Styling(CPU)

    def first_and_last(rate: float) -> tuple[float, float]:
        """The same batches before and after some others."""
        torch.manual_seed(0)
        stepper = Stepper(TINY, task, tiles)
        found = []
        for seed in (1, 2, 1):
            torch.manual_seed(seed)
            for _ in range(8):
                stepper.step(rate, 0.1, 0.0)
            found.append(stepper.drain()[0])
        return found[0], found[2]

    first, last = first_and_last(4e-3)
    assert last < 0.9 * first
    first, last = first_and_last(0.0)
    assert last == pytest.approx(first)
