"""Training states on disk: written whole or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.step import Stepper


def save(path: Path, stepper: Stepper, step: int, elapsed: float) -> None:
    """Write a state beside the old one, then put it in its place."""
    fresh = path.with_suffix(".new")
    torch.save({**stepper.state(), "step": step, "elapsed": elapsed}, fresh)
    fresh.replace(path)


def load(path: Path, stepper: Stepper) -> tuple[int, float]:
    """Restore a state; gives the steps and seconds it had behind it."""
    state: dict[str, Any] = torch.load(path, map_location=stepper.device, weights_only=True)
    stepper.restore(state)
    return int(state["step"]), float(state["elapsed"])
