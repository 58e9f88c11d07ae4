"""State dicts of networks that enlarge a sequence of frames, written by us from their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inference.loaders.assembling import assembled, recognised
from app.inference.loaders.loaded import LoadedModule
from app.inference.nets.animesr import AnimeSR
from app.inference.nets.basicvsr import BasicVSR
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from app.inference.loaders.weights_file import State, WeightsFile

BASICVSR_CONTEXT = (4, 4)
"""Frames looked at before and after those that are enlarged: see
`resources/docs/decisions/recurrent-upscaling.md`."""

ANIMESR_CONTEXT = (4, 1)
"""Its state needs four frames to settle; of what follows it looks at one."""

MOST_BLOCKS = 200
"""Residual blocks in a row; more would be a giant."""


def load(file: WeightsFile) -> LoadedModule | None:
    """The network whose tensor names and shapes these are; None if it is none of these.

    Raises:
        ModelError: damaged, or the names are right but the shapes are not.
    """
    return recognised(file.state, file.path.name, (_basicvsr, _animesr))


def _basicvsr(state: State, name: str) -> LoadedModule | None:
    fused = state.get("fusion.weight")
    blocks = _count(state, "backward_trunk.main.2.")
    own = "spynet.basic_module.0.basic_module.0.weight" in state and "conv_last.weight" in state
    # IconVSR has all of this too, and more: it fuses key frames into what is carried along.
    if fused is None or fused.ndim != 4 or not own or "backward_fusion.weight" in state:
        return None
    module = assembled(lambda: BasicVSR(len(fused), blocks, *BASICVSR_CONTEXT), state, name)
    past, future = BASICVSR_CONTEXT
    return LoadedModule(module, "BasicVSR", NetworkTraits(4, past, future, sequence=True))


def _animesr(state: State, name: str) -> LoadedModule | None:
    first = state.get("recurrent_cell.conv_s1_first.0.weight")
    if first is None or first.ndim != 4:
        return None
    whole, half, quarter = (_count(state, f"recurrent_cell.body_s{s}_first.") for s in (1, 2, 4))
    if not whole >= half >= quarter:
        return None
    channels, (past, future) = len(first), ANIMESR_CONTEXT
    module = assembled(lambda: AnimeSR(channels, (whole, half, quarter), past, future), state, name)
    traits = NetworkTraits(4, past, future, sequence=True)
    return LoadedModule(module, "AnimeSR", traits, multiple=4, grid=4)


def _count(state: State, prefix: str) -> int:
    """How many different numbers follow a prefix."""
    rest = (key.removeprefix(prefix) for key in state if key.startswith(prefix))
    return min(MOST_BLOCKS, len({each.partition(".")[0] for each in rest}))
