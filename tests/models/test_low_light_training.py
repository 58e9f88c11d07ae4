"""The brightener, and the dark pictures that it learns from."""

from __future__ import annotations

import pytest
import torch

from app.inference.nets import reel_lowlight
from app.inference.nets.reel_lowlight import encoded, linear
from models.training.crops import Tiles
from models.training.low_light import LowLight, blobs, joined, well_exposed

CPU = torch.device("cpu")


@pytest.fixture
def net() -> reel_lowlight.ReelLowLight:
    return reel_lowlight.build({"width": 8})


def exposed(net: reel_lowlight.ReelLowLight, stops: float, apart: float = 0.0) -> torch.Tensor:
    """A gray ramp as it becomes when the network finds that many stops."""
    ramp = torch.linspace(0, 1, 256).expand(1, 3, 4, 256)
    grid = torch.full((1, 1, 6, 12, 12), apart)
    return net.guided(ramp, torch.full((1, 1, 1, 1), stops), grid)[0]


def test_light_is_multiplied(net: reel_lowlight.ReelLowLight) -> None:
    before, after = torch.linspace(0, 1, 256), exposed(net, 2.0)[0, 0]
    assert torch.allclose(linear(after), (4 * linear(before)).clamp(max=1), atol=1e-5)
    assert torch.equal(exposed(net, 1.5, 0.5), exposed(net, 2.0))
    assert after[0] == 0


def test_no_stops_leave_the_picture_and_fewer_do_not_darken_it(
    net: reel_lowlight.ReelLowLight,
) -> None:
    for apart in (0.0, -1.5):
        assert torch.allclose(exposed(net, 0.0, apart)[0, 0], torch.linspace(0, 1, 256), atol=1e-5)


def tinted(net: reel_lowlight.ReelLowLight, stops: float) -> torch.Tensor:
    """Light of one colour once it has so many stops more, over what it was: `(3,)`."""
    light = torch.tensor([0.03, 0.01, 0.003])
    picture = encoded(light)[:, None, None].expand(1, 3, 6, 8)
    grid = torch.zeros(1, 1, 6, 12, 12)
    made = net.guided(picture, torch.full((1, 1, 1, 1), stops), grid)
    return linear(made)[0, :, 0, 0] / light


def test_hues_stay_until_a_channel_is_full_and_then_fade_to_white(
    net: reel_lowlight.ReelLowLight,
) -> None:
    for stops in (0.0, 1.0, 5.0):
        assert tinted(net, stops).tolist() == pytest.approx([2**stops] * 3, rel=1e-3)
    over = torch.stack([tinted(net, stops) for stops in (5.1, 6.0, 7.0, 9.0)])
    assert over[:, 0].tolist() == pytest.approx([1 / 0.03] * 4, rel=1e-3)
    assert (over[:, 2].diff() > 0).all()
    assert over[-1, 2] > 5 * over[-1, 0]


def test_what_is_brighter_comes_out_brighter_however_lamps_are_dimmed(
    net: reel_lowlight.ReelLowLight,
) -> None:
    torch.nn.init.normal_(net.light.grid.weight, std=3.0)
    with torch.no_grad():
        _, grid = net.survey(torch.rand(1, 3, 96, 96))
        assert grid.max() > 1
        assert grid.min() < -1
        for down, across in ((0, 0), (5, 7), (11, 11)):
            column = grid[..., down, across][..., None, None].expand_as(grid)
            ramp = torch.linspace(0, 0.99, 256).expand(1, 3, 4, 256)
            made = net.guided(ramp, torch.zeros(1, 1, 1, 1), column + 1.6)[0, 0, 0]
            assert float(made.diff().min()) > -1 / 65535


def test_the_darker_the_more_stops_until_the_same_white(net: reel_lowlight.ReelLowLight) -> None:
    """By its make alone: what is not learnt yet is near nothing."""
    torch.nn.init.zeros_(net.light.white.weight)
    torch.nn.init.zeros_(net.light.offset.weight)
    picture = linear(torch.rand(1, 3, 96, 96))
    with torch.no_grad():
        found = [net.survey(encoded(picture / 2.0**stops))[0] for stops in (1, 3)]
    assert float(found[1] - found[0]) == pytest.approx(2, abs=0.1)


def test_the_curve_and_the_way_back() -> None:
    values = torch.linspace(0, 1, 500)
    assert torch.allclose(encoded(linear(values)), values, atol=1e-5)


def test_a_batch_is_dark_and_its_truth_is_not() -> None:
    torch.manual_seed(1)
    tiles = Tiles(torch.randint(20, 200, (4, 128, 128, 3), dtype=torch.uint8))
    dark, truth = LowLight(CPU).pair(tiles, 64, 48)
    assert dark.shape == truth.shape == (64, 3, 48, 48)
    assert dark.min() >= 0
    assert truth.max() <= 1
    steps = dark * 255
    assert torch.allclose(steps, steps.round(), atol=1e-3)
    missing = (linear(truth).mean((1, 2, 3)) / linear(dark).mean((1, 2, 3))).log2()
    assert missing.min() > -0.2
    assert missing.max() > 3
    assert 1 < missing.mean() < 4


def test_a_photograph_without_white_gets_one_unless_it_is_bright_all_over() -> None:
    torch.manual_seed(1)
    dull = torch.rand(8, 3, 64, 64) ** 8 * 0.3
    assert well_exposed(dull).amax((1, 2, 3)).min() > 0.85
    flat = torch.full((8, 3, 64, 64), 0.2)
    assert well_exposed(flat).amax() < 0.45
    bright = torch.full((8, 3, 64, 64), 0.8)
    assert well_exposed(bright).amin() > 0.7


def test_pictures_are_joined_at_an_upright_line() -> None:
    torch.manual_seed(2)
    grays = torch.arange(20.0)[:, None, None, None].expand(20, 3, 16, 16)
    made = joined(grays)
    assert (made[..., 0] == grays[..., 0]).float().mean() > 0.5
    assert torch.equal(made[:, :, 0], made[:, :, -1])
    assert (made != grays).any()


def test_lamps_are_small_and_brighter_than_white() -> None:
    torch.manual_seed(1)
    lamps = blobs(50, 64, CPU)
    assert (lamps.amax((1, 2, 3)) > 1).float().mean() > 0.8
    assert (lamps > 0.5).float().mean() < 0.1
    assert (lamps[:, 0] >= lamps[:, 2]).all()
