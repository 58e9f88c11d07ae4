"""Even out brightness that jumps from frame to frame, and leave what changes steadily."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.linked import Step, linked
from app.effects.paths import Map, smoothing
from app.effects.streams import beside_alpha, closing_upstream
from app.inference.transfer_codes import luma_weights

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

FARTHEST = 15
"""Frames on each side that brightness may be evened over."""

_BLOCKS = 18, 32
"""Rows and columns of blocks whose brightness is compared."""

_DARK = 0.03
"""Brightness below which a block tells nothing of gain."""

_FEWEST = 0.05
"""Share of the blocks that must be brighter; otherwise nothing is said to have changed."""

_ALIKE = 0.02
"""How far, as a logarithm, a block may be from the common gain to count fully in it."""

_LARGEST = math.log(4)
"""Two stops of R'G'B': more between two frames is another picture."""


@dataclass(frozen=True, slots=True)
class Deflicker:
    """Multiplies each frame so that its brightness lies on a smooth path.

    A change of exposure is a gain of R'G'B' too (they are a power of light), and black stays
    black. The gain between two frames is the one most parts of the picture share, so that what
    moves does not count; the path is a local regression, so that a fade is not held back.

    Attributes:
        strength: Percent of the flicker that is taken out.
        reach: Frames on each side that are evened over.
        colour: Whether red, green and blue are evened each by itself.
    """

    strength: Setting
    reach: int
    colour: bool

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Evened frames; the given ones where there is nothing to even. Holds `reach` of them."""
        weights = luma_weights(source.colour.resolved(source.width, source.height).matrix)
        mixed = torch.eye(3) if self.colour else torch.tensor([weights])
        with closing_upstream(frames):
            looks = linked(frames, self.reach, lambda pixels: _blocks(pixels, mixed), _gains)
            for each in looks:
                context.cancel.check()
                share = float(value_at(self.strength, each.frame.time - context.origin)) / 100
                gains = [
                    smoothing(_of(each.before, n), _of(each.after, n), self.reach).scale.real
                    for n in range(len(mixed))
                ]
                factors = each.frame.pixels.new_tensor([gain**share for gain in gains])
                yield each.frame.with_pixels(_multiplied(each.frame.pixels, factors))


def _multiplied(pixels: Tensor, factors: Tensor) -> Tensor:
    return beside_alpha(pixels, lambda rgb: rgb * factors[:, None, None])


def _of(steps: Sequence[Step[list[Map]]], channel: int) -> list[Step[Map]]:
    """Steps of one channel."""
    return [Step(step.link[channel], step.seconds) for step in steps]


def _blocks(pixels: Tensor, mixed: Tensor) -> NDArray[np.float64]:
    """`(n, blocks)`: mean brightness."""
    small = F.adaptive_avg_pool2d(pixels[:3].float(), _BLOCKS).flatten(1).cpu()
    return (mixed @ small).double().numpy()


def _gains(before: NDArray[np.float64], after: NDArray[np.float64]) -> list[Map]:
    """For each channel the gain from one frame to the next."""
    return [Map(math.exp(_gain(a, b))) for a, b in zip(before, after, strict=True)]


def _gain(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Logarithm of the gain that most blocks share: the centre of their densest part."""
    told = (before > _DARK) & (after > _DARK)
    if told.mean() < _FEWEST:
        return 0.0
    ratios = np.log(after[told] / before[told])
    gain = float(np.median(ratios))
    for _ in range(5):
        weights = 1 / (1 + ((ratios - gain) / _ALIKE) ** 2) ** 2
        gain = float(weights @ ratios / weights.sum())
    return gain if abs(gain) < _LARGEST else 0.0


def _make(settings: dict[str, Setting]) -> Deflicker:
    return Deflicker(
        settings["strength"], int(float(str(settings["reach"]))), bool(settings["colour"])
    )


DEFLICKER = EffectKind(
    name="deflicker",
    title="Remove flicker",
    summary="Evens out brightness that jumps from frame to frame; fades and exposure stay.",
    parameters=(
        Parameter(
            "strength", "Strength", "number", 100.0, 0, 100, "%", animated=True,
            help="How much of the flicker is taken out.",
        ),
        Parameter(
            "reach", "Reach", "whole", 10, 2, FARTHEST, "frames",
            help="Frames on each side over which brightness is evened; slow flicker needs more.",
        ),
        Parameter(
            "colour", "Colour too", "switch", False,
            help="Evens red, green and blue each by itself, for lights and old film that change "
            "colour.",
        ),
    ),
    make=_make,
    window=(FARTHEST, FARTHEST),
)  # fmt: skip
