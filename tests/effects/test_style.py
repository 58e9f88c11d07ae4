"""The style effect: which network's style, how much of it, whose colours, and the drawn ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
import torch
from safetensors import safe_open

from app.effects.style import DRAWN, MODEL, PAINTED, luma, with_colours_of
from app.effects.style_drawn import halftone, pencil
from app.inference.catalogue import MODELS_FOLDER
from app.inference.transfer_codes import luma_weights
from tests.effects.stage import FakeDenoiser, FakePool, applied, effect, noise, source_format

if TYPE_CHECKING:
    from torch import Tensor

WEIGHTS = luma_weights(source_format().colour.resolved(20, 14).matrix)


def once(picture: Tensor, pool: FakePool | None = None, **settings: str | float | bool) -> Tensor:
    settings = {key.replace("_", "-"): value for key, value in settings.items()}
    return applied(effect("style", **settings), [picture], pool=pool)[0].pixels


@pytest.mark.parametrize(("number", "style"), list(enumerate(PAINTED)))
def test_each_painting_asks_the_network_for_its_own_style(number: int, style: str) -> None:
    network = FakeDenoiser()
    once(noise(1)[0], FakePool({MODEL: network}), style=style)
    assert network.sigmas == [float(number)]


def test_the_shipped_network_knows_as_many_styles_as_the_effect_names() -> None:
    with safe_open(MODELS_FOLDER / "builtin" / f"{MODEL}.safetensors", "pt") as file:
        config = json.loads(file.metadata()["config"])
    assert config["styles"] == len(PAINTED)


@pytest.mark.parametrize("style", DRAWN)
def test_what_is_drawn_needs_no_network(style: str) -> None:
    pool = FakePool()
    drawn = once(noise(1)[0], pool, style=style)
    assert not pool.lent
    assert torch.equal(drawn[0], drawn[2]), "black and white"
    assert 0 <= drawn.min() < 0.3
    assert 0.7 < drawn.max() <= 1


@pytest.mark.parametrize("style", [PAINTED[0], *DRAWN])
def test_strength_goes_from_the_picture_to_the_style(style: str) -> None:
    picture = noise(1)[0]
    whole = once(picture, style=style)
    assert once(picture, style=style, strength=0.0) is picture
    half = once(picture, style=style, strength=50.0)
    assert torch.allclose(half, (picture + whole) / 2, atol=1e-6)


def test_kept_colours_are_those_of_the_clip_and_only_lightness_is_drawn() -> None:
    picture = 0.4 + 0.1 * noise(1)[0]
    network = FakeDenoiser()  # style 2 takes 2 thousandths off each channel: nothing is clipped
    changed = picture * torch.tensor([1.2, 0.9, 1.0])[:, None, None]
    kept = with_colours_of(picture, changed, WEIGHTS)
    assert torch.allclose(kept - kept.mean(0), picture - picture.mean(0), atol=1e-5)
    assert torch.allclose(luma(kept, WEIGHTS), luma(changed, WEIGHTS), atol=1e-5)
    painted = once(picture, FakePool({MODEL: network}), style=PAINTED[2], keep_colours=True)
    assert torch.allclose(painted, picture - 0.002, atol=1e-5)


@pytest.mark.parametrize("size", [4, 7, 8, 32])
@pytest.mark.parametrize("shade", [0.1, 0.5, 0.8])
def test_halftone_dots_are_as_dark_together_as_the_picture(size: int, shade: float) -> None:
    plane = torch.full((size * 6, size * 6), shade)
    assert halftone(plane, size).mean().item() == pytest.approx(shade, abs=0.04)


def test_pencil_leaves_light_paper_white_and_hatches_the_shade() -> None:
    light, dark = (pencil(torch.full((48, 48), shade), 8) for shade in (0.9, 0.15))
    assert (light == 1).all()
    assert 0.2 < dark.mean() < 0.7
    assert dark.std() > 0.1, "lines, not an even gray"


def test_pencil_draws_an_edge_on_its_darker_side() -> None:
    plane = torch.full((32, 32), 0.95)
    plane[:, 16:] = 0.7
    drawn = pencil(plane, 8)
    assert drawn[:, 17].mean() < 0.8
    assert drawn[:, 2].mean() == 1
    assert drawn[:, 14].mean() == 1


@pytest.mark.parametrize("style", DRAWN)
def test_a_part_that_begins_on_the_pattern_is_drawn_as_in_the_whole(style: str) -> None:
    plane = torch.rand(96, 96, generator=torch.Generator().manual_seed(1))
    whole, part = (DRAWN[style](given, 8) for given in (plane, plane[16:80, 24:88]))
    assert torch.allclose(whole[32:64, 40:72], part[16:48, 16:48], atol=1e-6)
