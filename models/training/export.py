"""Finished weights: folded, halved, and saying in their header what they are."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING

from safetensors import safe_open
from safetensors.torch import save_file

from models.training.overparameterise import fold
from models.training.recipes import BUILDERS

if TYPE_CHECKING:
    from pathlib import Path

    import torch
    from torch import Tensor, nn

    from models.training.recipes import Recipe


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


def warm_start(net: nn.Module, path: Path) -> int:
    """Take over the weights whose name and shape fit; gives how many."""
    own = net.state_dict()
    fitting = {
        name: each.to(own[name])
        for name, each in read(path)[1].items()
        if name in own and own[name].shape == each.shape
    }
    net.load_state_dict(fitting, strict=False)
    return len(fitting)
