"""A network that trains in a wider form begins as the relative whose weights it takes over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from models.training.export import export, load, warm_start
from models.training.overparameterise import fold
from models.training.recipes import Recipe, build

if TYPE_CHECKING:
    from pathlib import Path


def fast(depth: int) -> Recipe:
    config: dict[str, object] = {"channels": 8, "depth": depth}
    return Recipe("relative", "reel_upscale_fast", "upscale-x2", config, wide=True)


def written(folder: Path, depth: int) -> Path:
    torch.manual_seed(1)
    path = folder / "relative.safetensors"
    export(build(fast(depth)), fast(depth), path)
    return path


def test_it_computes_what_the_relative_computes(tmp_path: Path) -> None:
    path = written(tmp_path, 3)
    torch.manual_seed(2)
    net = build(fast(3))
    taken = warm_start(net, path)
    x = torch.rand(1, 3, 12, 9)
    with torch.no_grad():
        found = net(x)
        wanted = load(path, torch.device("cpu"))(x)

    assert taken == 10  # weights and biases of five convolutions
    torch.testing.assert_close(found, wanted, rtol=0, atol=1e-5)


def test_a_shorter_row_takes_the_last_layers(tmp_path: Path) -> None:
    path = written(tmp_path, 3)
    net = build(fast(2))
    warm_start(net, path)
    fold(net)
    relative = load(path, torch.device("cpu")).state_dict()

    for place in (0, 1):
        found = net.state_dict()[f"body.{place}.weight"]
        torch.testing.assert_close(found, relative[f"body.{place + 1}.weight"], rtol=0, atol=1e-5)
