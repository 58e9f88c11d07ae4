"""The recipes: which network, for which task, and how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.inference.nets import (
    reel_denoise,
    reel_denoise_temporal,
    reel_lowlight,
    reel_style,
    reel_upscale,
    reel_upscale_fast,
    reel_upscale_real,
)
from models.training.low_light import LowLight
from models.training.overparameterise import widen
from models.training.real_upscaling import RealUpscaling
from models.training.style import PAINTINGS, Styling
from models.training.tasks import (
    Deblocking,
    Denoising,
    TemporalDenoising,
    Upscaling,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import torch
    from torch import nn

    from models.training.tasks import Task

BUILDERS: dict[str, Callable[[dict[str, object]], nn.Module]] = {
    "reel_upscale": reel_upscale.build,
    "reel_upscale_fast": reel_upscale_fast.build,
    "reel_upscale_real": reel_upscale_real.build,
    "reel_denoise": reel_denoise.build,
    "reel_denoise_temporal": reel_denoise_temporal.build,
    "reel_lowlight": reel_lowlight.build,
    "reel_style": reel_style.build,
}


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one network is made.

    Attributes:
        name: Of the weights file.
        architecture: Module of `app.inference.nets`.
        task: Key of `TASKS`.
        config: Of the architecture.
        batch, crop: Samples per step and their side in input pixels.
        rate: Peak learning rate of AdamW.
        wide: Train with `overparameterise`.
        start, end: When it runs, as shares of the whole training time. Processes on one GPU get
            equal time slices, so what ends early or starts late leaves more to the others.
        warm: Recipe whose latest weights it starts from, where their shapes fit.
        parts: The same for parts of the network, by their names.
        squared_from: Share of its own time after which the loss turns from absolute to squared
            error, the one that PSNR measures; 1 for never.
        coded: Also train on what encoders left of the photographs, out of `coded.pack`.
        films: Also train on films of the photographs, out of `footage.pack`.
        half: Whether bfloat16 may be used on a processor too. Small upscalers learn less from
            each step then, and more slowly on the whole.
    """

    name: str
    architecture: str
    task: str
    config: dict[str, object] = field(default_factory=dict)
    batch: int = 32
    crop: int = 64
    rate: float = 1.2e-3
    wide: bool = False
    start: float = 0.0
    end: float = 1.0
    warm: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    squared_from: float = 0.8
    coded: bool = False
    films: bool = False
    half: bool = True

    def begins_with(self) -> dict[str, str]:
        """The recipes whose weights the network or its parts begin with; "" is the whole."""
        return ({"": self.warm} if self.warm else {}) | self.parts


TASKS: dict[str, Callable[[torch.device], Task]] = {
    "upscale-x2": lambda device: Upscaling(2, device),
    "upscale-x3": lambda device: Upscaling(3, device),
    "upscale-x4": lambda device: Upscaling(4, device),
    "upscale-x2-real": lambda device: RealUpscaling(2, device),
    "denoise": Denoising,
    "denoise-temporal": TemporalDenoising,
    "deblock": Deblocking,
    "lowlight": LowLight,
    "style": Styling,
    "style-three": lambda device: Styling(device, paintings=PAINTINGS[:3]),
    "style-unsteady": lambda device: Styling(device, steady=0.0),
}

RECIPES = (
    # The first four are small enough to be trained within an hour or so on one processor core.
    Recipe(
        "reel-upscale-x2",
        "reel_upscale",
        "upscale-x2",
        {"scale": 2, "channels": 32, "blocks": 2},
        batch=16,
        crop=32,
        rate=1e-3,
        half=False,
    ),
    Recipe(
        "reel-denoise",
        "reel_denoise",
        "denoise",
        {"width": 32, "deep": 48, "outer": 1, "inner": 1},
        batch=16,
        crop=64,
    ),
    Recipe(
        "reel-upscale-x4-small",
        "reel_upscale",
        "upscale-x4",
        {"scale": 4, "channels": 32, "blocks": 3},
        batch=16,
        crop=32,
        rate=1e-3,
        half=False,
    ),
    Recipe(
        "reel-upscale-x2-tiny",
        "reel_upscale_fast",
        "upscale-x2",
        {"scale": 2},
        batch=16,
        crop=40,
        rate=1e-3,
        wide=True,
        half=False,
    ),
    Recipe(
        "reel-style-three",
        "reel_style",
        "style-three",
        {"styles": 3},
        batch=4,
        crop=96,
        rate=2e-3,
        squared_from=1.0,
    ),
    Recipe(  # new paintings begin as the mean of those that are known
        "reel-style",
        "reel_style",
        "style",
        {"styles": len(PAINTINGS)},
        batch=4,
        crop=96,
        rate=1.5e-3,
        warm="reel-style-three",
        squared_from=1.0,
    ),
    Recipe(  # goes on without the temporal term, only to measure what that is good for
        "reel-style-unsteady",
        "reel_style",
        "style-unsteady",
        {"styles": len(PAINTINGS)},
        batch=4,
        crop=96,
        rate=5e-4,
        warm="reel-style",
        squared_from=1.0,
    ),
    Recipe(
        "reel-lowlight",
        "reel_lowlight",
        "lowlight",
        batch=16,
        crop=96,
        rate=2e-3,
        squared_from=0.6,
        half=False,
    ),
    Recipe("reel-upscale-x2-good", "reel_upscale", "upscale-x2", {"scale": 2}),
    Recipe("reel-upscale-x4", "reel_upscale", "upscale-x4", {"scale": 4}, batch=48, crop=48),
    Recipe("reel-denoise-good", "reel_denoise", "denoise", batch=48, crop=96, end=0.85),
    # The spatial one gets used to what averaging along the motion leaves.
    Recipe(
        "reel-denoise-temporal",
        "reel_denoise_temporal",
        "denoise-temporal",
        {"width": 32, "deep": 48, "outer": 1, "inner": 1},
        batch=8,
        crop=96,
        rate=3e-4,
        start=0.5,
        warm="reel-denoise",
    ),
    Recipe(
        "reel-denoise-temporal-good",
        "reel_denoise_temporal",
        "denoise-temporal",
        crop=96,
        rate=3e-4,
        start=0.85,
        warm="reel-denoise-good",
    ),
    Recipe(
        "reel-upscale-x2-fast",
        "reel_upscale_fast",
        "upscale-x2",
        {"scale": 2},
        batch=64,
        rate=1.5e-3,
        wide=True,
        end=0.45,
    ),
    # Relatives of the first ones: an hour on one core as well.
    Recipe(
        "reel-upscale-x2-real",
        "reel_upscale_real",
        "upscale-x2-real",
        {"scale": 2, "channels": 32, "blocks": 2, "width": 32, "deep": 48, "outer": 1, "inner": 1},
        batch=12,
        crop=48,
        rate=4e-4,
        parts={"clean": "reel-deblock", "enlarge": "reel-upscale-x2"},
        squared_from=1.0,
        films=True,
    ),
    Recipe(
        "reel-upscale-x3",
        "reel_upscale",
        "upscale-x3",
        {"scale": 3, "channels": 32, "blocks": 2},
        batch=16,
        crop=32,
        rate=1e-3,
        warm="reel-upscale-x2",
        half=False,
    ),
    Recipe(
        "reel-deblock",
        "reel_denoise",
        "deblock",
        {"width": 32, "deep": 48, "outer": 1, "inner": 1},
        batch=16,
        crop=72,
        rate=6e-4,
        warm="reel-denoise",
        coded=True,
    ),
    Recipe(
        "reel-upscale-x2-real-good",
        "reel_upscale",
        "upscale-x2-real",
        {"scale": 2},
        rate=5e-4,
        start=0.4,
        warm="reel-upscale-x2-good",
        squared_from=1.0,
        films=True,
    ),
    Recipe(
        "reel-deblock-good",
        "reel_denoise",
        "deblock",
        batch=48,
        crop=88,
        rate=6e-4,
        start=0.45,
        warm="reel-denoise-good",
        coded=True,
    ),
    Recipe(
        "reel-upscale-x3-good",
        "reel_upscale",
        "upscale-x3",
        {"scale": 3},
        crop=56,
        rate=5e-4,
        start=0.5,
        warm="reel-upscale-x2-good",
    ),
)


def recipe_named(name: str) -> Recipe:
    """The recipe of that name; KeyError if there is none."""
    return {recipe.name: recipe for recipe in RECIPES}[name]


def build(recipe: Recipe) -> nn.Module:
    """The recipe's network in its training form, with fresh weights."""
    net = BUILDERS[recipe.architecture](recipe.config)
    if recipe.wide:
        widen(net)
    return net
