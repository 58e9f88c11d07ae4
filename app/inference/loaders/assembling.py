"""Putting untrusted tensors into a module of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.base.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from app.inference.loaders.weights_file import State


def assembled(build: Callable[[], nn.Module], state: State, name: str) -> nn.Module:
    """The module of `build` holding the tensors of `state` as fp32, ready for inference.

    The module is first made without memory, so that shapes a file lies about cost nothing.

    Raises:
        ModelError: the tensors do not fit.
    """
    try:
        with torch.device("meta"):
            module = build()
        floats = {key: tensor.float().contiguous() for key, tensor in state.items()}
        module.load_state_dict(floats, strict=True, assign=True)
    except (RuntimeError, ValueError, TypeError, OverflowError) as error:
        detail = str(error).strip().splitlines()[-1].strip()[:160]
        raise ModelError(
            f"{name} looks like a network we know but its tensors do not fit ({detail}); "
            "get it again from its source."
        ) from error
    return module.eval().requires_grad_(requires_grad=False)
