"""State dicts of networks that judge the whole picture, written by us from their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inference.loaders.assembling import assembled, recognised
from app.inference.loaders.loaded import LoadedModule
from app.inference.nets.aod import AODNet
from app.inference.nets.iat import IAT
from app.inference.nets.image_lut import AdaInt
from app.inference.nets.portrait_matte import PortraitMatte
from app.inference.nets.sci import SCI
from app.inference.nets.sinet import SIDE, SINet
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import nn

    from app.inference.loaders.weights_file import State, WeightsFile

MOST_ENTRIES = 65
"""Along each axis of a table; more would be a giant."""


def load(file: WeightsFile) -> LoadedModule | None:
    """The network whose tensor names and shapes these are; None if it is none of these.

    Raises:
        ModelError: damaged, or the names are right but the shapes are not.
    """
    return recognised(file.state, file.path.name, (_sci, _aod, _iat, _adaint, _sinet))


def _loaded(module: nn.Module, name: str, field: int) -> LoadedModule:
    """Small networks that divide and take powers: they work in full precision only."""
    traits = NetworkTraits(half=False, bfloat16=False, receptive_field=field)
    return LoadedModule(module, name, traits)


def _sci(state: State, name: str) -> LoadedModule | None:
    first = state.get("enhance.in_conv.0.weight")
    if first is None or "enhance.blocks.0.1.running_var" not in state or first.ndim != 4:
        return None
    # The published file also holds what only training needs.
    inside = ("enhance.in_conv.", "enhance.blocks.", "enhance.out_conv.")
    used = {key: tensor for key, tensor in state.items() if key.startswith(inside)}
    module = assembled(lambda: SCI(len(first)), used, name)
    return _loaded(module, "SCI", SCI.receptive_field)


def _aod(state: State, name: str) -> LoadedModule | None:
    if {key.partition(".")[0] for key in state} != {f"e_conv{n}" for n in range(1, 6)}:
        return None
    return _loaded(assembled(AODNet, state, name), "AOD-Net", AODNet.receptive_field)


def _iat(state: State, name: str) -> LoadedModule | None:
    if "local_net.mul_blocks.0.norm1.color" not in state or "global_net.color_base" not in state:
        return None
    return _loaded(assembled(IAT, state, name), "IAT", IAT.receptive_field)


def _adaint(state: State, name: str) -> LoadedModule | None:
    steps = state.get("adaint.intervals_generator.bias")
    weights = state.get("lut_generator.weights_generator.bias")
    if steps is None or weights is None:
        return None
    entries = len(steps) // 3 + 1 if steps.ndim else 0
    if not 2 <= entries <= MOST_ENTRIES:
        return None
    module = assembled(lambda: AdaInt(entries, len(weights)), state, name)
    return _loaded(module, "AdaInt 3D LUT", AdaInt.receptive_field)


def _sinet(state: State, name: str) -> LoadedModule | None:
    if "encoder.level2_0.conv.1.dense.0.weight" not in state or "level2_C.conv.weight" not in state:
        return None
    inside = {f"net.{key}": tensor for key, tensor in state.items()}
    module = assembled(lambda: PortraitMatte(SINet(), (SIDE, SIDE)), inside, name)
    return _loaded(module, "SINet", PortraitMatte.receptive_field)
