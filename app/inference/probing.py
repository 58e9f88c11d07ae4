"""What an unknown network does, found out by showing it a test picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import torch
import torch.nn.functional as F

from app.base.errors import ModelError
from app.inference.detector_file import is_detector
from app.inference.loaders.loading import load_module
from app.inference.segmenting.files import pair_of

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from app.inference.loaders.loaded import LoadedModule

SIDE = 64
SAME_SIZE = ("restore", "denoise", "deblock", "lowlight", "colour", "dehaze", "matte")
"""Tasks of networks that keep the size, the one assumed first."""

FAITHFUL = 0.1
"""Mean difference to the test picture, of 1 for white, up to which it counts as shown again."""

CLEARLY = 3.0
"""How many times closer one range must come for the other to be wrong."""

ROUNDING = 5e-4
"""Differences below it say nothing."""

NOTHING = 1e-6
"""Differences below it are of arithmetic alone."""

LARGE = 8.0
"""A network that answers a picture in [0, 1] with more than this has white at 255."""

White = Literal[1, 255]


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of a network of pictures, and what is assumed.

    Attributes:
        scale: Output size over input size.
        colour: Whether it takes three channels, or one.
        multiple: What sides are padded to multiples of.
        white: The value of white inside it.
        sure: Whether `white` was found out; otherwise it is the usual one.
        tasks: What it may be for, the likeliest first.
    """

    scale: int
    colour: bool
    multiple: int
    white: White
    sure: bool
    tasks: tuple[str, ...]


def tasks_for(scale: int) -> tuple[str, ...]:
    """What a network of pictures may be for, the likeliest first."""
    return ("upscale",) if scale > 1 else SAME_SIZE


def check_task(task: str, scale: int, name: str) -> None:
    """Refuse a task that does not fit a network.

    Raises:
        ModelError: it does not; names those that do.
    """
    tasks = tasks_for(scale)
    if task not in tasks:
        does = f"enlarges ×{scale}" if scale > 1 else "keeps the size"
        raise ModelError(f"{name} {does}, so it is not for {task}; choose {' or '.join(tasks)}.")


def what_is(path: Path) -> Finding | None:
    """Try an ONNX network of pictures; None for files that say by themselves what they are.

    Raises:
        ModelError: it cannot be used; says why.
    """
    if path.suffix.lower() != ".onnx" or pair_of(path) is not None or is_detector(path):
        return None
    return found(load_module(path))


def found(loaded: LoadedModule) -> Finding:
    """What a loaded network of unknown range does."""
    scale = loaded.traits.scale
    white, sure = _white(loaded)
    return Finding(scale, loaded.channels == 3, loaded.multiple, white, sure, tasks_for(scale))


def _white(loaded: LoadedModule) -> tuple[White, bool]:
    """The value of white, and whether that is sure.

    Networks that enlarge or clean show the picture again, but only in the range they were made
    for; others at least answer in it. One that gives back exactly what it got in 0 to 255 has
    only run out of its own range there.
    """
    side = -(-max(SIDE, loaded.minimum) // loaded.multiple) * loaded.multiple
    picture = _picture(side, loaded.channels)
    with torch.inference_mode():
        one, full = loaded.module(picture), loaded.module(255 * picture) / 255
    errors = [_difference(made, picture) for made in (one, full)]
    nearer, farther = sorted(errors)
    idle = errors[1] < NOTHING <= errors[0]
    if not idle and nearer <= FAITHFUL and CLEARLY * (nearer + ROUNDING) < farther:
        return (1 if errors[0] == nearer else 255), True
    if float(one.abs().amax()) > LARGE:
        return 255, True
    return 1, False


def _difference(made: Tensor, picture: Tensor) -> float:
    small = F.interpolate(made, picture.shape[-2:], mode="area")
    return float((small - picture).abs().mean().nan_to_num(torch.inf))


def _picture(side: int, channels: int) -> Tensor:
    """Smooth hills of all colours, `(1, channels, side, side)` in [0, 1]."""
    across = torch.linspace(0, 2 * torch.pi, side)
    phases = torch.arange(channels)[:, None, None]
    hills = torch.sin(across + phases) * torch.cos(1.5 * across[:, None] - phases)
    return (0.5 + 0.45 * hills)[None]
