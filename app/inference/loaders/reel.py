"""Our own networks: safetensors whose header names the architecture and its configuration.

Header pairs: `architecture`, one of `ARCHITECTURES`, and `config`, a JSON object for its `build`.
Optional pairs `half` and `bfloat16` ("no") say that a precision was measured and is too coarse.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.base.errors import ModelError
from app.inference.loaders.assembling import assembled
from app.inference.loaders.loaded import LoadedModule
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import nn

    from app.inference.loaders.weights_file import WeightsFile


@dataclass(frozen=True, slots=True)
class Architecture:
    """One of our networks: where it is and what its input needs.

    Attributes:
        module: Python module with `build(config)`.
        noise_map: Whether its last input channel is a map of the noise level or of the style.
        grid: What its strided layers halve to: tiles begin at multiples of it.
        minimum: Least height and width.
    """

    module: str
    noise_map: bool = False
    grid: int = 1
    minimum: int = 1


ARCHITECTURES = {
    "reel_upscale": Architecture("app.inference.nets.reel_upscale"),
    "reel_upscale_fast": Architecture("app.inference.nets.reel_upscale_fast"),
    "reel_upscale_real": Architecture("app.inference.nets.reel_upscale_real", grid=4, minimum=8),
    "reel_denoise": Architecture(
        "app.inference.nets.reel_denoise", noise_map=True, grid=4, minimum=8
    ),
    "reel_denoise_temporal": Architecture(
        "app.inference.nets.reel_denoise_temporal", noise_map=True, grid=4, minimum=8
    ),
    "reel_lowlight": Architecture("app.inference.nets.reel_lowlight"),
    "reel_style": Architecture("app.inference.nets.reel_style", noise_map=True, grid=4, minimum=8),
}
"""Names that may stand in a file, and the network of ours that each means."""


def load(file: WeightsFile) -> LoadedModule | None:
    """The network the header names, or None when it names none.

    Raises:
        ModelError: an architecture or configuration this version does not know.
    """
    name = file.metadata.get("architecture")
    if name is None:
        return None
    if name not in ARCHITECTURES:
        raise ModelError(
            f"{file.path.name} needs the architecture “{name[:40]}”, which this version "
            "does not have; update Reelwright."
        )
    architecture, config = ARCHITECTURES[name], _config(file)
    build = importlib.import_module(architecture.module).build
    module = assembled(lambda: build(config), file.state or {}, file.path.name)
    traits = _traits(module, architecture, file.metadata)
    return LoadedModule(module, name, traits, minimum=architecture.minimum, grid=architecture.grid)


def _config(file: WeightsFile) -> dict[str, Any]:
    """The `config` pair; its values are checked by the network's own `build`."""
    try:
        config: object = json.loads(file.metadata.get("config", "{}"))
    except (ValueError, RecursionError):
        config = None
    if not isinstance(config, dict):
        raise ModelError(
            f"{file.path.name} has a configuration that is not a JSON object; get it again."
        )
    return config


def _traits(
    module: nn.Module, architecture: Architecture, metadata: dict[str, str]
) -> NetworkTraits:
    return NetworkTraits(
        scale=getattr(module, "scale", 1),
        past=getattr(module, "past", 0),
        future=getattr(module, "future", 0),
        noise_map=architecture.noise_map,
        half=metadata.get("half", "yes") == "yes",
        bfloat16=metadata.get("bfloat16", "yes") == "yes",
        receptive_field=getattr(module, "receptive_field", None),
        styles=getattr(module, "styles", 0),
    )
