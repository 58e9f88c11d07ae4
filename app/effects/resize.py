"""Give the picture another size by a classical filter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.base.parameter import Parameter
from app.effects.effect import EffectKind
from app.effects.resampling import FILTERS, resample
from app.effects.sizes import LARGEST, checked, matching, reshaped
from app.effects.streams import each_frame

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Resize:
    """Resamples every frame; the shape in which the picture is shown stays as it was.

    Attributes:
        width, height: Samples; 0 follows from the other side.
        filter_name: One of `FILTERS`.
    """

    width: int
    height: int
    filter_name: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """The new size, with the samples' shape that keeps the picture's; see `reshaped`."""
        if not self.width and not self.height:
            return source
        width = self.width or matching(source.width, source.height, self.height)
        height = self.height or matching(source.height, source.width, self.width)
        return reshaped(source, *checked(width, height))

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Resampled frames, alpha included; the given ones where the size is the same."""
        width, height = self.output_format(source).size
        return each_frame(
            frames, context, lambda pixels, _: resized(pixels, width, height, self.filter_name)
        )


def resized(pixels: Tensor, width: int, height: int, filter_name: str = "lanczos") -> Tensor:
    """`(3|4, H, W)` in another size; alpha stays within [0, 1], colours may overshoot."""
    result = resample(pixels, width, height, filter_name)
    if result is pixels or len(pixels) == 3:
        return result
    return torch.cat([result[:3], result[3:].clamp(0, 1)])


def _make(settings: dict[str, Setting]) -> Resize:
    width, height = settings["width"], settings["height"]
    assert isinstance(width, int | float)
    assert isinstance(height, int | float)
    return Resize(int(width), int(height), str(settings["filter"]))


RESIZE = EffectKind(
    name="resize",
    title="Resize",
    summary="Gives the picture another size by a classical filter.",
    parameters=(
        Parameter(
            "width", "Width", "whole", 0, 0, LARGEST, "px", "auto",
            help="Auto: follows from the height, keeping the picture's shape.",
        ),
        Parameter(
            "height", "Height", "whole", 0, 0, LARGEST, "px", "auto",
            help="Auto: follows from the width, keeping the picture's shape.",
        ),
        Parameter(
            "filter", "Filter", "choice", "lanczos", choices=FILTERS, main=False,
            help="Lanczos is sharpest, area never rings, nearest keeps hard pixels.",
        ),
    ),
    make=_make,
)  # fmt: skip
