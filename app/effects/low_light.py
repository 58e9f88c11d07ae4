"""Brighten pictures taken in the dark by a network, as steadily as they were taken."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.parameter import value_at
from app.effects.effect import EffectKind
from app.effects.linked import linked
from app.effects.models import run
from app.effects.paths import Map, smoothing
from app.effects.resampling import resample
from app.effects.retouch import Retouch, retouching
from app.effects.streams import beside_alpha, closing_upstream
from app.inference.nets.reel_lowlight import linear

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.inference.network import Network
    from app.media.video_format import VideoFormat

REACH = 12
"""Frames on each side over which brightening is evened."""

_LOOK = 384
"""Longer side of the copies on which it is seen how much a network brightens a frame."""

_BLOCKS = 9, 16
"""Rows and columns of parts that are compared."""

_BLACK, _FULL = 5e-4, 0.9
"""Light of a part before and after, beyond which it tells nothing of the gain."""

_JUMP = math.log(1.5)
"""A change of light from one frame to the next beyond it is a cut, or a lamp that was lit."""

_GAMMA = 2.2
"""R'G'B' is about such a root of light."""


@dataclass(frozen=True, slots=True)
class LowLight:
    """Brightens each frame as the network does it, but as much as its neighbours on the whole.

    A network sees each frame by itself: something bright that comes into view, or noise, changes
    the light of all the rest. How its gain changes between frames, at the same places and as most
    of them have it, is brought onto a smooth path; what the scene itself does stays.

    Attributes:
        retouch: The network and its share.
    """

    retouch: Retouch

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged; raises EffectError for a model that does something else."""
        return self.retouch.output_format(source)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Brighter frames; the given ones where the strength is 0. Holds `REACH` of them."""
        with closing_upstream(frames), context.pool.borrow(self.retouch.model) as network:
            if self.retouch.strength == 0:
                yield from frames
                return
            for each in linked(frames, REACH, lambda x: _brightening(network, x), _change):
                context.cancel.check()
                time = each.frame.time - context.origin
                share = float(value_at(self.retouch.strength, time)) / 100
                held = smoothing(each.before, each.after, REACH).scale.real ** (1 / _GAMMA)
                better = run(network, [each.frame.pixels])
                better = beside_alpha(better, partial(torch.mul, other=held))
                yield each.frame.with_pixels(torch.lerp(each.frame.pixels, better, share))


def _brightening(network: Network, pixels: Tensor) -> Tensor:
    """Logarithms of what light is multiplied by, `(blocks,)`; NaN where there is hardly any."""
    height, width = pixels.shape[-2:]
    shrink = min(1.0, _LOOK / max(height, width))
    tall, wide = max(1, round(height * shrink)), max(1, round(width * shrink))
    small = resample(pixels[:3], wide, tall, "area").clamp(0, 1)
    before, after = (
        F.adaptive_avg_pool2d(linear(x.float()), _BLOCKS).mean(0).flatten()
        for x in (small, run(network, [small]))
    )
    told = (before > _BLACK) & (after < _FULL)
    return torch.where(told, (after / before.clamp(min=_BLACK)).clamp(min=_BLACK).log(), torch.nan)


def _change(before: Tensor, after: Tensor) -> Map:
    """What most places are multiplied by more than in the frame before: things may move."""
    change = float((after - before).nanmedian())
    return Map(math.exp(change) if abs(change) < _JUMP else 1.0)


def _make(settings: dict[str, Setting]) -> LowLight:
    made = _RETOUCHING.make(settings)
    assert isinstance(made, Retouch)
    return LowLight(made)


_RETOUCHING = retouching(
    name="low-light",
    title="Low light",
    summary="Brightens pictures taken in the dark by a network that estimates the light.",
    model="reel-lowlight",
    task="lowlight",
    strength_help="Share of the brightened picture; less keeps the mood of the night.",
)

LOW_LIGHT = EffectKind(
    name=_RETOUCHING.name,
    title=_RETOUCHING.title,
    summary=_RETOUCHING.summary,
    parameters=_RETOUCHING.parameters,
    make=_make,
    window=(REACH, REACH),
)
