"""Finished weights: folded, halved, and saying in their header what they are."""

from __future__ import annotations

import copy
import json
import re
from typing import TYPE_CHECKING

import torch
from safetensors import safe_open
from safetensors.torch import save_file

from models.training.overparameterise import begin_as, fold
from models.training.recipes import BUILDERS

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor, nn

    from models.training.recipes import Recipe


LAYER, LAYER_PART = re.compile(r"body\.\d+\.weight"), re.compile(r"body\.(\d+)\.(weight|bias)")
"""Tensors of plain layers in a row, as `reel_upscale_fast` has them."""


def export(net: nn.Module, recipe: Recipe, path: Path, step: int = 0) -> None:
    """Write a trained network, whose training form stays as it is, as fp16 safetensors."""
    plain = copy.deepcopy(net).cpu()
    fold(plain)
    tensors = {name: each.half().contiguous() for name, each in plain.state_dict().items()}
    metadata = {
        "architecture": recipe.architecture,
        "config": json.dumps(recipe.config),
        "recipe": recipe.name,
        "task": recipe.task,
        "steps": str(step),
    }
    fresh = path.with_suffix(".new")
    save_file(tensors, fresh, metadata)
    fresh.replace(path)


def read(path: Path) -> tuple[dict[str, str], dict[str, Tensor]]:
    """A weights file's metadata and tensors."""
    with safe_open(path, "pt") as file:
        return file.metadata(), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118


def load(path: Path, device: torch.device) -> nn.Module:
    """The network in a weights file, in full precision, ready to run."""
    metadata, tensors = read(path)
    net = BUILDERS[metadata["architecture"]](json.loads(metadata["config"]))
    net.load_state_dict({name: each.float() for name, each in tensors.items()})
    return net.to(device).eval().requires_grad_(False)


def warm_start(net: nn.Module, path: Path, part: str = "") -> int:
    """Take over the weights whose name and shape fit; gives how many.

    Where only the first side has grown, as that of a network that learns more styles, the new rows
    begin as the mean of the old ones. Of a row of plain layers that is longer than the network's
    own, the last ones are taken. A network that trains wider begins as what it folds to.

    Args:
        net: What begins.
        path: A weights file of a relative.
        part: Attribute of `net` that is the relative; the whole where "".
    """
    target = net.get_submodule(part)
    plain = copy.deepcopy(target)
    fold(plain)
    own = plain.state_dict()
    lent = _last_layers(read(path)[1], sum(map(bool, map(LAYER.fullmatch, own))))
    given = {name: each for name, each in lent.items() if name in own}
    grown = {name: _grown(each, own[name]) for name, each in given.items()}
    fitting = {name: each for name, each in grown.items() if each is not None}
    plain.load_state_dict(fitting, strict=False)
    begin_as(target, plain)
    return len(fitting)


def _last_layers(tensors: dict[str, Tensor], count: int) -> dict[str, Tensor]:
    """The same with the last `count` plain layers in a row, numbered anew from 0."""
    surplus = sum(map(bool, map(LAYER.fullmatch, tensors))) - count
    if surplus <= 0:
        return tensors
    result = {}
    for name, each in tensors.items():
        layer = LAYER_PART.fullmatch(name)
        place = int(layer[1]) - surplus if layer else 0
        if place >= 0:
            result[f"body.{place}.{layer[2]}" if layer else name] = each
    return result


def _grown(given: Tensor, wanted: Tensor) -> Tensor | None:
    """`given` in the shape and dtype of `wanted`; None where that makes no sense."""
    values = given.to(wanted)
    if values.shape == wanted.shape:
        return values
    missing = len(wanted) - len(values) if values.ndim and wanted.ndim else 0
    if missing < 0 or values.shape[1:] != wanted.shape[1:] or values.ndim != 2:
        return None
    return torch.cat((values, values.mean(0, keepdim=True).expand(missing, -1)))
