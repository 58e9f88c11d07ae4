"""The last step of a clip in a sequence: scaled to fit, on black, in the sequence's colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.base.colour import same_light
from app.effects.effect import EffectKind
from app.effects.light import converted
from app.effects.resize import resized
from app.effects.streams import each_frame
from app.render.plan import Step
from app.render.sequence.fitting import placement

if TYPE_CHECKING:
    from torch import Tensor

    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat
    from app.render.sequence.fitting import Placement


@dataclass(frozen=True, slots=True)
class Conform:
    """Makes frames of any format into those of `frame`; rate and times are left alone."""

    frame: VideoFormat

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """The sequence's."""
        return self.frame

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Fitted frames."""
        where = placement(source, self.frame)
        return each_frame(frames, context, lambda pixels, _: self._fitted(pixels, where, source))

    def _fitted(self, pixels: Tensor, where: Placement, source: VideoFormat) -> Tensor:
        if len(pixels) == 4 and not self.frame.layout.alpha:
            pixels = pixels[:3] * pixels[3:]
        pixels = resized(pixels, where.width, where.height)
        if not same_light(source.colour, self.frame.colour):
            light = converted(pixels[:3], source.colour, self.frame.colour)
            pixels = torch.cat([light, pixels[3:]])
        return _on_black(pixels, where, self.frame)


def _on_black(pixels: Tensor, where: Placement, frame: VideoFormat) -> Tensor:
    if (where.width, where.height) == frame.size:
        return pixels
    canvas = pixels.new_zeros((len(pixels), frame.height, frame.width))
    canvas[3:] = 1
    rows = slice(where.y, where.y + where.height)
    canvas[:, rows, where.x : where.x + where.width] = pixels
    return canvas


def conform_step(before: VideoFormat, frame: VideoFormat) -> Step:
    """The step that makes `frame` of `before`."""
    conform = Conform(frame)
    kind = EffectKind("conform", "Fit", "Fits a clip into a sequence.", (), lambda _: conform)
    return Step(kind, conform, before, frame)
