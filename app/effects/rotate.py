"""Turn the picture by quarters and mirror it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch

from app.base.parameter import Parameter
from app.effects.effect import EffectKind
from app.effects.streams import each_frame

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


FLIPS = {"none": (), "horizontal": (2,), "vertical": (1,)}
"""Axes of `(C, H, W)` that each flip reverses."""


@dataclass(frozen=True, slots=True)
class Rotate:
    """Turns clockwise by `quarters` times 90 degrees, then mirrors. Samples are moved, not mixed.

    Attributes:
        quarters: 0 to 3.
        flip: One of `FLIPS`: horizontal exchanges left and right.
    """

    quarters: int
    flip: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Quarter turns exchange the sides, of the picture and of its samples."""
        if self.quarters % 2 == 0:
            return source
        turned = source.resized(source.height, source.width)
        return replace(turned, sample_aspect_ratio=1 / source.sample_aspect_ratio)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Turned frames; the given ones where nothing is asked."""
        return each_frame(frames, context, lambda pixels, _: self._turned(pixels))

    def _turned(self, pixels: Tensor) -> Tensor:
        turned = torch.rot90(pixels, -self.quarters, (1, 2)) if self.quarters else pixels
        axes = FLIPS[self.flip]
        return (turned.flip(axes) if axes else turned).contiguous()


def _make(settings: dict[str, Setting]) -> Rotate:
    return Rotate(int(str(settings["angle"])) // 90, str(settings["flip"]))


ROTATE = EffectKind(
    name="rotate",
    title="Rotate",
    summary="Turns the picture by quarters and mirrors it.",
    parameters=(
        Parameter(
            "angle", "Angle", "choice", "0", unit="degrees", choices=("0", "90", "180", "270"),
            help="Clockwise.",
        ),
        Parameter(
            "flip", "Flip", "choice", "none", choices=tuple(FLIPS),
            help="After turning: horizontal exchanges left and right, vertical top and bottom.",
        ),
    ),
    make=_make,
    moves=True,
)  # fmt: skip
