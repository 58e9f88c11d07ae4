"""Putting untrusted tensors into a module of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.base.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from torch import Tensor, nn

    from app.inference.loaders.loaded import LoadedModule
    from app.inference.loaders.weights_file import State

VANISHED = 1e-18
"""Weights below it add nothing to sums, and their products fall below what fp32 holds whole."""


def assembled(build: Callable[[], nn.Module], state: State, name: str) -> nn.Module:
    """The module of `build` holding the tensors of `state` as fp32, ready for inference.

    The module is first made without memory, so that shapes a file lies about cost nothing.

    Raises:
        ModelError: the tensors do not fit.
    """
    try:
        with torch.device("meta"):
            module = build()
        floats = {key: _normal(tensor.float().contiguous()) for key, tensor in state.items()}
        module.load_state_dict(floats, strict=True, assign=True)
    except (RuntimeError, ValueError, TypeError, OverflowError) as error:
        detail = str(error).strip().splitlines()[-1].strip()[:160]
        raise ModelError(
            f"{name} looks like a network we know but its tensors do not fit ({detail}); "
            "get it again from its source."
        ) from error
    return module.eval().requires_grad_(requires_grad=False)


def recognised(
    state: State | None, name: str, kinds: Iterable[Callable[[State, str], LoadedModule | None]]
) -> LoadedModule | None:
    """What the first of `kinds` that knows these tensors makes of them; None if none does.

    Args:
        state: The tensors; None where the file holds something else.
        name: The file's, for messages.
        kinds: Each gives None for “not mine”.

    Raises:
        ModelError: the names are right but the shapes are not.
    """
    if state is None:
        return None
    return next((found for kind in kinds if (found := kind(state, name)) is not None), None)


def _normal(values: Tensor) -> Tensor:
    """Weights that decayed to nothing as 0: some processors take a hundred times as long."""
    return torch.where(values.abs() < VANISHED, torch.zeros((), dtype=values.dtype), values)
