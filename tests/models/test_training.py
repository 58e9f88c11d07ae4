from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from models.training.__main__ import parser
from models.training.coded import CODECS, VARIANTS, through, with_coded
from models.training.export import export, load, read
from models.training.fleet import Fleet, collect
from models.training.overparameterise import WideConv, fold, widen
from models.training.pack import read_tiles
from models.training.recipes import BUILDERS, RECIPES, TASKS, Recipe, build, recipe_named
from models.training.schedule import rate_at
from models.training.train import Options, Training, train

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.coded import Codec

CPU = torch.device("cpu")
CHANNELS = {"reel_denoise": 4, "reel_denoise_temporal": 16, "reel_style": 4}
"""Of the input, where they are not three."""
TINY = replace(
    recipe_named("reel-upscale-x2"),
    config={"scale": 2, "channels": 8, "blocks": 1},
    batch=4,
    crop=16,
    rate=3e-3,
)


def options(data: Path, out: Path, steps: int, resume: bool = False) -> Options:
    return Options(data, out, CPU, steps=steps, resume=resume)


def test_a_pack_gives_back_its_pictures(data: Path) -> None:
    tiles = read_tiles(data / "photos.pack", CPU)
    assert tiles.shape == (4, 160, 160, 3)
    assert tiles.dtype == torch.uint8


def test_encoded_copies_stand_beside_their_photographs(data: Path) -> None:
    clean, coded = (read_tiles(data / f"{name}.pack", CPU) for name in ("photos", "coded"))
    both = with_coded(clean, coded)
    assert both.shape == (4 * VARIANTS, 160, 160, 6)
    difference = (both[..., :3].float() - both[..., 3:].float()).abs().mean((1, 2, 3))
    assert ((difference > 0.5) & (difference < 40)).all()


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_a_coarser_quantiser_damages_more_and_the_same_again(codec: Codec, data: Path) -> None:
    frames = [read_tiles(data / "photos.pack", CPU)[0].numpy()] * 3

    def damage(quantiser: int) -> float:
        made = through(codec, quantiser, frames)
        assert (made == through(codec, quantiser, frames)).all()
        return float(abs(made.astype(float) - frames[0]).mean())

    assert damage(codec.finest) < damage(codec.coarsest)


def test_the_loss_falls_and_a_report_is_left(data: Path, tmp_path: Path) -> None:
    before = train(TINY, options(data, tmp_path / "short", 2))
    after = train(TINY, options(data, tmp_path / "long", 120))
    first, last = (each["figures"]["Set5"]["after"] for each in (before, after))  # type: ignore[index]
    assert last > first + 1
    assert json.loads((tmp_path / "long" / "reel-upscale-x2.json").read_text())["steps"] == 120


def test_resuming_goes_on_at_the_same_step_with_the_same_weights(
    data: Path, tmp_path: Path
) -> None:
    train(TINY, options(data, tmp_path, 5))
    again = Training(TINY, options(data, tmp_path, 9, resume=True))
    assert again.step == 5
    weights = load(again.weights, CPU).state_dict()
    for name, each in again.stepper.average.state_dict().items():
        assert torch.allclose(each, weights[name], atol=1e-3)
    again.run()
    assert again.step == 9


@pytest.mark.usefixtures("styling")
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_every_recipe_takes_a_step(recipe: Recipe, data: Path, tmp_path: Path) -> None:
    small = replace(recipe, batch=1, crop=16)
    training = Training(small, options(data, tmp_path, 1))
    training.advance()
    losses, skipped = training.stepper.drain()
    assert losses > 0
    assert skipped == 0


def test_a_loss_that_is_not_finite_leaves_the_weights_alone(data: Path, tmp_path: Path) -> None:
    stepper = Training(TINY, options(data, tmp_path, 9)).stepper
    before = [each.clone() for each in stepper.parameters]
    bad = tuple(torch.full_like(each, float("nan")) for each in stepper.parameters)
    stepper.optimiser.param_groups[0]["lr"] = 1e-2
    stepper._learn(torch.tensor(float("nan")), bad)
    assert all(torch.equal(*pair) for pair in zip(before, stepper.parameters, strict=True))
    assert stepper.drain() == (0, 1)


def test_a_relative_lends_the_weights_that_fit(data: Path, tmp_path: Path) -> None:
    train(TINY, options(data, tmp_path, 2))
    heir = replace(
        TINY,
        name="reel-upscale-x3",
        task="upscale-x3",
        config={**TINY.config, "scale": 3},
        warm="reel-upscale-x2",
    )
    net = Training(heir, options(data, tmp_path, 2)).stepper.net.state_dict()
    lent = read(tmp_path / "reel-upscale-x2.safetensors")[1]
    assert torch.equal(net["head.weight"], lent["head.weight"].float())
    assert net["up.weight"].shape != lent["up.weight"].shape


def test_parts_of_a_network_begin_with_their_relatives(data: Path, tmp_path: Path) -> None:
    cleaner = recipe_named("reel-deblock")
    small: dict[str, object] = {"width": 8, "deep": 8, "outer": 1, "inner": 1}
    cleaner = replace(cleaner, config=small, batch=1, crop=16, warm="")
    train(cleaner, options(data, tmp_path, 2))
    train(TINY, options(data, tmp_path, 2))
    heir = recipe_named("reel-upscale-x2-real")
    heir = replace(heir, config={**small, **TINY.config}, batch=1, crop=16)
    training = Training(heir, options(data, tmp_path, 2))
    clean, enlarge = (
        load(tmp_path / f"{name}.safetensors", CPU) for name in (cleaner.name, TINY.name)
    )
    x = torch.rand(1, 3, 16, 16)
    with torch.no_grad():
        one_after_the_other = enlarge(clean(torch.cat((x, torch.ones(1, 1, 16, 16)), 1)))
        for net in (training.stepper.net, training.stepper.average):
            assert torch.allclose(net(x), one_after_the_other, atol=1e-6)


def test_folding_does_not_change_the_function() -> None:
    net = BUILDERS["reel_upscale_fast"]({"channels": 8, "depth": 2})
    widen(net)
    for parameter in net.parameters():
        torch.nn.init.normal_(parameter, std=0.2)
    x = torch.rand(1, 3, 12, 12)
    with torch.no_grad():
        wide = net(x)
        fold(net)
        assert not any(isinstance(each, WideConv) for each in net.modules())
        assert torch.allclose(net(x), wide, atol=1e-4)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_exported_weights_say_what_they_are_and_load(recipe: Recipe, tmp_path: Path) -> None:
    net = build(recipe)
    export(net, recipe, tmp_path / "weights.safetensors", 7)
    metadata, tensors = read(tmp_path / "weights.safetensors")
    assert metadata["architecture"] == recipe.architecture
    assert metadata["task"] in TASKS
    assert all(each.dtype == torch.float16 for each in tensors.values())
    assert (tmp_path / "weights.safetensors").stat().st_size < 1_000_000
    channels = CHANNELS.get(recipe.architecture, 3)
    x = torch.rand(1, channels, 16, 16)
    with torch.no_grad():
        assert torch.allclose(load(tmp_path / "weights.safetensors", CPU)(x), net(x), atol=5e-3)


def test_the_rate_rises_then_falls() -> None:
    rates = [rate_at(progress, 1.0) for progress in (0, 0.01, 0.02, 0.5, 0.99, 1.2)]
    assert rates[0] < rates[1] < rates[2] == 1
    assert rates[2] > rates[3] > rates[4] >= rates[5] > 0


def test_a_recipe_that_fails_twice_does_not_stop_the_collection(tmp_path: Path) -> None:
    missing = ["--data", str(tmp_path / "missing"), "--device", "cpu"]
    Fleet([recipe_named("reel-upscale-x2")], 0.4, tmp_path / "out", missing).run()
    assert collect(tmp_path / "out").exists()
    assert "FileNotFoundError" in (tmp_path / "out" / "reel-upscale-x2.log").read_text()


def test_the_command_line_reads_what_the_readme_says() -> None:
    given = parser().parse_args(["all", "--minutes", "3", "--jobs", "reel-denoise"])
    assert (given.verb, given.minutes, given.jobs) == ("all", 3.0, "reel-denoise")
