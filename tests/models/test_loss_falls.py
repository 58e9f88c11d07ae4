"""Whatever can be trained learns: seconds of a small network each, and a minute of the real one."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch

from models.training import perceptual, style
from models.training.publish import MODELS
from models.training.recipes import RECIPES, Recipe, recipe_named
from models.training.schedule import Budget
from models.training.train import Options, Training

if TYPE_CHECKING:
    from collections.abc import Callable

CPU = torch.device("cpu")
FALLEN = 0.9
"""What of the first tenth's loss may be left in the last."""

SMALL: dict[str, dict[str, object]] = {
    "reel_upscale": {"channels": 8, "blocks": 1},
    "reel_upscale_real": {"channels": 8, "blocks": 1, "width": 8, "deep": 8},
    "reel_denoise": {"width": 8, "deep": 8, "outer": 1, "inner": 1},
    "reel_denoise_temporal": {"width": 8, "deep": 8, "outer": 1, "inner": 1},
    "reel_lowlight": {"width": 8},
}
"""What makes a network of each architecture small, where it is not so anyway."""

FIRST = {(each.architecture, each.task): each for each in reversed(RECIPES)}
KINDS = [each for each in reversed(FIRST.values()) if each.architecture != "reel_style"]
"""The first recipe of everything that is trained for. Styles, whose judge takes long to make, have
such a test in `test_style_training`."""

SHIPPED = [
    each for each in RECIPES if (MODELS / "builtin" / f"{each.name}.safetensors").exists()
] + [recipe_named("reel-upscale-x2-real")]
GIVEN = {name: os.environ.get(name, "") for name in (perceptual.VARIABLE, style.VARIABLE)}
"""What training styles needs, as it was when pytest began: tests run without a user's variables."""

MINUTE = list(dict.fromkeys(each.name for each in SHIPPED))


def afresh(recipe: Recipe, **changes: object) -> Recipe:
    """The recipe with weights of its own from the start and one kind of loss all along."""
    return replace(recipe, warm="", parts={}, squared_from=2.0, **changes)  # type: ignore[arg-type]


def small(recipe: Recipe) -> Recipe:
    config = {**recipe.config, **SMALL.get(recipe.architecture, {})}
    return afresh(recipe, config=config, batch=2, crop=24, rate=4e-3, half=False)


def first_and_last(training: Training) -> tuple[float, float]:
    """The mean loss of the first tenth and of the last, which meets the same batches.

    So what differs is the network, not the luck of the draw.
    """
    budget = training.budget
    budget.begin()
    first = learnt(training, lambda: budget.progress(training.step) < 0.1)
    count = training.step
    while budget.progress(training.step) < 0.9:
        training.advance()
    training.stepper.drain()
    end = training.step + count
    return first, learnt(training, lambda: training.step < end)


class BusyMinute(Budget):
    """A minute in which this process worked, however busy the machine is with others."""

    def elapsed(self) -> float:
        return time.process_time() - self.started

    def begin(self) -> None:
        self.loading = self.elapsed()


def learnt(training: Training, more: Callable[[], bool]) -> float:
    """The mean loss of at least one step."""
    torch.manual_seed(5)
    began = training.step
    training.advance()
    while more():
        training.advance()
    total, skipped = training.stepper.drain()
    assert skipped == 0
    return total / (training.step - began)


def expect_a_fall(losses: tuple[float, float]) -> None:
    first, last = losses
    assert last < FALLEN * first


@pytest.mark.parametrize("recipe", KINDS, ids=lambda recipe: recipe.name)
def test_the_loss_falls_within_seconds(recipe: Recipe, data: Path, tmp_path: Path) -> None:
    training = Training(small(recipe), Options(data, tmp_path, CPU, steps=50))
    expect_a_fall(first_and_last(training))


@pytest.mark.parametrize("recipe", KINDS, ids=lambda recipe: recipe.name)
def test_without_a_learning_rate_it_does_not(recipe: Recipe, data: Path, tmp_path: Path) -> None:
    still = replace(small(recipe), rate=0.0)
    losses = first_and_last(Training(still, Options(data, tmp_path, CPU, steps=10)))
    assert losses[1] == pytest.approx(losses[0])
    with pytest.raises(AssertionError):
        expect_a_fall(losses)


@pytest.mark.soak
@pytest.mark.parametrize("name", MINUTE)
def test_the_loss_falls_within_a_minute(
    name: str, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network as it is shipped, beginning with nothing; styles from the real paintings."""
    recipe = recipe_named(name)
    if recipe.architecture == "reel_style":
        for variable, place in GIVEN.items():
            if not place or not Path(place).exists():
                pytest.skip(f"{variable} does not say where the files are that styles need")
            monkeypatch.setenv(variable, place)
    recipe = afresh(recipe, crop=min(recipe.crop, 80))  # the made-up pictures are small
    training = Training(recipe, Options(data, tmp_path, CPU))
    training.budget = BusyMinute(60.0, started=time.process_time())
    first, last = first_and_last(training)
    print(f"{name}: {training.step} steps, {first:.5f} -> {last:.5f}")
    expect_a_fall((first, last))
