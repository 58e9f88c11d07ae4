"""State dicts of networks we wrote ourselves from their papers: no other package is needed."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from app.inference.loaders.assembling import assembled, recognised
from app.inference.loaders.loaded import LoadedModule
from app.inference.nets.compact import Compact
from app.inference.nets.cunet import FIELDS, CUNet
from app.inference.nets.dncnn import DnCNN
from app.inference.nets.rife import RIFE
from app.inference.nets.rlfn import RLFN
from app.inference.nets.rrdb import RRDB
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from app.inference.loaders.weights_file import State, WeightsFile

CUNET_SCALES: dict[tuple[int, ...], int] = {
    (3, 64, 3, 3): 1,
    (64, 3, 4, 4): 2,
    (64, 3, 5, 5): 3,
    (64, 64, 4, 4): 4,
}
"""By the shape of the layer that enlarges."""


def load(file: WeightsFile) -> LoadedModule | None:
    """The network whose tensor names and shapes these are; None if it is none of ours.

    Raises:
        ModelError: damaged, or the names are right but the shapes are not.
    """
    return from_state(file.state, file.path.name)


def from_state(state: State | None, name: str) -> LoadedModule | None:
    """The same for tensors already read; `name` is the file's, for messages."""
    return recognised(state, name, (_rlfn, _compact, _dncnn, _rrdb, _cunet, _rife))


def _shape(state: State, key: str) -> tuple[int, ...]:
    return tuple(state[key].shape) if key in state else ()


def _is_convolution(shape: tuple[int, ...]) -> bool:
    return len(shape) == 4


def _shuffle_scale(channels: int) -> int | None:
    """The scale a pixel shuffle to 3 channels makes of so many; None if it does not come out."""
    scale = math.isqrt(channels // 3)
    return scale if 1 <= scale <= 8 and scale * scale * 3 == channels else None


def _count(state: State, pattern: str) -> int:
    """How many different numbers stand where `pattern` has its group."""
    return len({match[1] for key in state if (match := re.match(pattern, key))})


def _rlfn(state: State, name: str) -> LoadedModule | None:
    first = _shape(state, "conv_1.weight")
    thin = _shape(state, "block_1.esa.conv_f.weight")
    last = _shape(state, "upsampler.0.weight")
    if not (_is_convolution(first) and _is_convolution(thin) and _is_convolution(last)):
        return None
    scale = _shuffle_scale(last[0])
    if first[1] != 3 or scale is None or _count(state, r"block_(\d+)\.c1_r\.") != RLFN.blocks:
        return None
    module = assembled(lambda: RLFN(scale, first[0], thin[0]), state, name)
    # Values up to 255 inside: fp16 keeps 11 significant bits and its range is never near.
    traits = NetworkTraits(scale=scale, receptive_field=RLFN.receptive_field)
    return LoadedModule(module, "RLFN", traits, peak=255.0, minimum=RLFN.minimum, grid=RLFN.grid)


def _compact(state: State, name: str) -> LoadedModule | None:
    first = _shape(state, "body.0.weight")
    slopes = _shape(state, "body.1.weight")
    layers = _count(state, r"body\.(\d+)\.weight$")
    last = _shape(state, f"body.{layers - 1}.weight")
    if not (_is_convolution(first) and _is_convolution(last) and len(slopes) == 1):
        return None
    scale = _shuffle_scale(last[0])
    if first[1] != 3 or scale is None or layers % 2 == 0:
        return None
    convolutions = (layers - 3) // 2
    module = assembled(lambda: Compact(scale, first[0], convolutions), state, name)
    traits = NetworkTraits(scale=scale, receptive_field=convolutions + 2)
    return LoadedModule(module, "Compact", traits)


def _dncnn(state: State, name: str) -> LoadedModule | None:
    first = _shape(state, "model.0.weight")
    layers = _count(state, r"model\.(\d+)\.weight$")
    last = _shape(state, f"model.{2 * layers - 2}.weight")
    # Fewer layers under the same names are IRCNN, whose convolutions are dilated.
    if layers < 15 or len(state) != 2 * layers or not _is_convolution(last):
        return None
    if not _is_convolution(first) or first[1] not in (1, 3) or last[0] != first[1]:
        return None
    module = assembled(lambda: DnCNN(first[1], first[0], layers), state, name)
    return LoadedModule(module, "DnCNN", NetworkTraits(receptive_field=layers), channels=first[1])


def _rrdb(state: State, name: str) -> LoadedModule | None:
    first = _shape(state, "conv_first.weight")
    growth = _shape(state, "body.0.rdb1.conv1.weight")
    if not (_is_convolution(first) and _is_convolution(growth) and "conv_hr.weight" in state):
        return None
    scale = {3: 4, 12: 2, 48: 1}.get(first[1])
    blocks = _count(state, r"body\.(\d+)\.rdb1\.conv1\.weight$")
    if scale is None:
        return None
    module = assembled(lambda: RRDB(scale, first[0], growth[0], blocks), state, name)
    traits = NetworkTraits(scale=scale, receptive_field=RRDB.receptive_field)
    return LoadedModule(module, "RRDB", traits, multiple=4 // scale, grid=4 // scale)


def _cunet(state: State, name: str) -> LoadedModule | None:
    scale = CUNET_SCALES.get(_shape(state, "first.bottom.weight"))
    if scale is None or "second.level.inside.0.excitation.squeeze.weight" not in state:
        return None
    module = assembled(lambda: CUNet(scale), state, name)
    traits = NetworkTraits(scale=scale, receptive_field=FIELDS[scale])
    return LoadedModule(module, "CUNet", traits, grid=CUNet.grid)


def _rife(state: State, name: str) -> LoadedModule | None:
    blocks = range(len(RIFE.widths))
    firsts = [_shape(state, f"block{number}.conv0.1.0.weight") for number in blocks]
    told = _shape(state, "block0.conv0.0.0.weight")[1:2] == (RIFE.channels,)
    # Earlier forms are not told the moment, later ones look at more than the frames.
    if not told or not all(map(_is_convolution, firsts)) or "block0.lastconv.weight" not in state:
        return None
    # The published file also holds what only training needs.
    used = {key: tensor for key, tensor in state.items() if re.match(r"block\d\.", key)}
    module = assembled(lambda: RIFE(tuple(shape[0] for shape in firsts)), used, name)
    traits = NetworkTraits(
        future=1, noise_map=True, between=True, receptive_field=RIFE.receptive_field
    )
    return LoadedModule(module, "RIFE", traits)
