from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import Tensor, nn

from app.base.errors import ModelError
from app.inference.nets import (
    reel_denoise,
    reel_denoise_temporal,
    reel_style,
    reel_upscale,
    reel_upscale_fast,
    reel_upscale_real,
)
from models.training.recipes import RECIPES, Recipe, build

if TYPE_CHECKING:
    from collections.abc import Callable

Net = (
    reel_upscale.ReelUpscale
    | reel_upscale_fast.ReelUpscaleFast
    | reel_upscale_real.ReelUpscaleReal
    | reel_denoise.ReelDenoise
    | reel_denoise_temporal.ReelDenoiseTemporal
    | reel_style.ReelStyle
)
SMALL: dict[str, Net] = {
    "upscale": reel_upscale.build({"scale": 2, "channels": 8, "blocks": 2}),
    "fast": reel_upscale_fast.build({"channels": 8}),
    "real": reel_upscale_real.build({"channels": 8, "width": 8, "deep": 8}),
    "denoise": reel_denoise.build({"width": 8, "deep": 8}),
    "temporal": reel_denoise_temporal.build({"width": 8, "deep": 8}),
    "style": reel_style.build({"fine": 8, "middle": 8, "coarse": 8, "blocks": 2}),
}
CHANNELS = {"upscale": 3, "fast": 3, "real": 3, "denoise": 4, "temporal": 16, "style": 4}


def picture(name: str, height: int, width: int) -> Tensor:
    return torch.rand(1, CHANNELS[name], height, width)


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.parametrize("size", [(8, 8), (9, 11), (17, 30), (33, 8)])
def test_any_size_comes_out_at_the_promised_size(name: str, size: tuple[int, int]) -> None:
    net = SMALL[name]
    with torch.no_grad():
        result = net(picture(name, *size))
    assert result.shape == (1, 3, size[0] * net.scale, size[1] * net.scale)
    assert result.isfinite().all()


def loud(net: Net) -> Net:
    """Weights so large that nothing that arrives is rounded away."""
    for parameter in net.parameters():
        nn.init.normal_(parameter, std=0.3)
    net.double()
    return net


@pytest.mark.parametrize("name", [name for name in SMALL if name != "temporal"])
def test_nothing_beyond_the_receptive_field_is_seen_but_its_edge_nearly_is(name: str) -> None:
    fresh: dict[str, Callable[[], Net]] = {
        "upscale": lambda: reel_upscale.build({"channels": 8, "blocks": 2}),
        "fast": lambda: reel_upscale_fast.build({"channels": 8}),
        "real": lambda: reel_upscale_real.build({"channels": 8, "width": 8, "deep": 8}),
        "denoise": lambda: reel_denoise.build({"width": 8, "deep": 8, "inner": 1, "outer": 1}),
        "style": lambda: reel_style.build({"fine": 8, "middle": 8, "coarse": 8, "blocks": 2}),
    }
    net = loud(fresh[name]())
    radius = net.receptive_field
    side = 2 * radius + 12
    x = torch.rand(1, CHANNELS[name], 8, side, dtype=torch.float64).requires_grad_(True)
    reached = []
    for place in range(side // 2 - 2, side // 2 + 2):  # every phase of a grid of four
        (gradient,) = torch.autograd.grad(net(x)[..., place * net.scale].sum(), x)
        columns = gradient.abs().sum((0, 1, 2)).nonzero().flatten()
        reached.append(int((columns - place).abs().max()))
    assert max(reached) <= radius
    assert max(reached) >= radius - 4, "the claim is needlessly large"


@pytest.mark.parametrize("name", ["denoise", "temporal"])
def test_a_map_of_zeros_gives_the_picture_back(name: str) -> None:
    x = picture(name, 13, 18)
    x[:, -1] = 0
    with torch.no_grad():
        result = SMALL[name](x)
    assert torch.equal(result, x[:, :3] if name == "denoise" else x[:, 6:9])


@pytest.mark.parametrize(
    "config", [{"width": 10**6}, {"width": 3.5}, {"colour": 1}, {"deep": True}]
)
def test_silly_settings_from_a_file_are_refused(config: dict[str, object]) -> None:
    with pytest.raises(ModelError):
        reel_denoise.build(config)


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_finished_weights_stay_below_a_megabyte(recipe: Recipe) -> None:
    net = build(recipe)
    plain = sum(
        each.numel()
        for name, each in net.named_parameters()
        if name.split(".")[-1] in {"weight", "bias"}
    )
    assert 2 * plain < 1_000_000


def test_every_style_paints_otherwise_and_one_beyond_the_last_is_the_last() -> None:
    net = reel_style.build({"styles": 3, "fine": 8, "middle": 8, "coarse": 8, "blocks": 1})
    nn.init.normal_(net.tail.shift)
    nn.init.normal_(net.head.scale)
    x = picture("style", 12, 16).expand(4, -1, -1, -1).clone()
    x[:, 3] = torch.tensor([0, 1, 2, 200])[:, None, None] / 255
    with torch.no_grad():
        zero, one, two, beyond = net(x)
    assert not torch.allclose(zero, one, atol=1e-3)
    assert not torch.allclose(one, two, atol=1e-3)
    assert torch.equal(two, beyond)


def test_the_painter_evens_out_contrast_it_is_given() -> None:
    wave = torch.sin(torch.arange(96.0) / 3).expand(1, 3, 96, 96)
    strong, weak = (reel_style.evened(each)[..., 40:56].std() for each in (1.6 * wave, 0.4 * wave))
    assert strong / weak < 1.25
    flat = reel_style.evened(torch.full((1, 3, 64, 64), 0.7))
    assert flat.abs().max() < 1e-3
