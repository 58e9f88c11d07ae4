"""Networks that judge the whole picture: recognised, exact in tiles, and true to what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import ModelError
from app.inference.loaders.loading import load_module
from app.inference.nets.image_lut import AdaInt
from app.inference.nets.portrait_matte import PortraitMatte
from app.inference.runner import TorchNetwork
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CPU = torch.device("cpu")
NAMES: dict[Callable[[Path], Path], str] = {
    tiny.sci_pt: "SCI",
    tiny.aod_pth: "AOD-Net",
    tiny.iat_pth: "IAT",
    tiny.adaint_pth: "AdaInt 3D LUT",
    tiny.sinet_pth: "SINet",
}


@pytest.mark.parametrize("make", NAMES, ids=list(NAMES.values()))
def test_each_is_recognised(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    assert load_module(make(tmp_path)).architecture == NAMES[make]


@pytest.mark.parametrize("make", NAMES, ids=list(NAMES.values()))
def test_a_wrong_shape_is_refused(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path)
    saved = torch.load(path, weights_only=True)
    state = saved.get("state_dict", saved)
    kept = [name for name in state if not name.startswith("calibrate.")]
    state[kept[-1]] = torch.zeros(2, 3, 5)
    torch.save(saved, path)

    with pytest.raises(ModelError, match=r"do not fit|holds no network"):
        load_module(path)


def test_a_table_as_large_as_the_moon_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moon.pth"
    state = {
        "adaint.intervals_generator.bias": torch.zeros(3 * 4000),
        "lut_generator.weights_generator.bias": torch.zeros(3),
    }
    torch.save(state, path)

    with pytest.raises(ModelError):
        load_module(path)


def test_weights_that_decayed_to_nothing_are_nothing(tmp_path: Path) -> None:
    path = tiny.aod_pth(tmp_path)
    state = torch.load(path, weights_only=True)
    state["e_conv1.weight"][0] = 1e-40
    torch.save(state, path)

    module = load_module(path).module

    assert not module.state_dict()["e_conv1.weight"][0].any()


def test_an_even_table_of_the_colours_themselves_changes_nothing() -> None:
    net = tiny.seeded(lambda: AdaInt(9, 1))
    assert isinstance(net, AdaInt)
    axis = torch.linspace(0, 1, 9)
    blue, green, red = torch.meshgrid(axis, axis, axis, indexing="ij")
    places = axis.expand(1, 3, 9).contiguous()
    pictures = torch.rand(1, 3, 20, 30)

    result = net.guided(pictures, torch.stack((red, green, blue))[None], places)

    assert torch.allclose(result, pictures, atol=1e-5)


def test_entries_lie_where_they_are_said_to_lie() -> None:
    net = tiny.seeded(lambda: AdaInt(3, 1))
    assert isinstance(net, AdaInt)
    axis = torch.tensor([0.0, 0.5, 1.0])
    blue, green, red = torch.meshgrid(axis, axis, axis, indexing="ij")
    places = torch.tensor([0.0, 0.2, 1.0]).expand(1, 3, 3).contiguous()
    gray = torch.tensor([0.0, 0.1, 0.2, 0.6, 1.0]).expand(1, 3, 1, 5).contiguous()

    result = net.guided(gray, torch.stack((red, green, blue))[None], places)

    expected = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0])
    assert torch.allclose(result[0, 0, 0], expected, atol=1e-6)


def test_a_matte_follows_an_edge_of_the_picture() -> None:
    """The coarse matte is three pixels off; where the picture has an edge, it moves there."""

    class Coarse(torch.nn.Module):
        def forward(self, pictures: torch.Tensor) -> torch.Tensor:
            matte = torch.zeros(1, 1, 224, 224)
            matte[..., :115] = 1
            return matte

    net = PortraitMatte(Coarse(), (224, 224))
    pictures = torch.full((1, 3, 224, 224), 0.2)
    pictures[..., :112] = 0.8

    matte = net(pictures)[0, 0, 112]

    assert matte[108:112].min() > 0.8
    assert matte[112:115].max() < 0.6
    assert matte[111] - matte[112] > 0.3


def test_a_guide_does_not_outlive_its_picture(tmp_path: Path) -> None:
    network = TorchNetwork(load_module(tiny.adaint_pth(tmp_path)), CPU, "fp32", tile_pixels=400)
    first, second = torch.rand(1, 3, 40, 40), 0.2 * torch.rand(1, 3, 40, 40)
    network(first)
    whole = TorchNetwork(load_module(tiny.adaint_pth(tmp_path)), CPU, "fp32")

    assert torch.allclose(network(second), whole(second), atol=1e-5)


def test_no_frame_of_zeros_shows_around_a_plain_picture(tmp_path: Path) -> None:
    for make in (tiny.sci_pt, tiny.aod_pth):
        network = TorchNetwork(load_module(make(tmp_path)), CPU, "fp32")
        out = network(torch.full((1, 3, 24, 24), 0.3))
        assert (out - out[..., 12:13, 12:13]).abs().max() < 1e-5
