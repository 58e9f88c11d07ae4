"""Redraw the picture in the style of a painting, with a pencil or in halftone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import torch

from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.network_calls import NetworkCall, answered
from app.effects.streams import beside_alpha, closing_upstream
from app.effects.style_drawn import halftone, halftone_radius, pencil, pencil_radius
from app.inference.transfer_codes import luma_weights

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from torch import Tensor

    from app.base.frame import Frame
    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

MODEL = "reel-style"

PAINTED = (
    "starry-night", "great-wave", "composition-7", "the-scream", "udnie", "woman-with-a-hat",
)  # fmt: skip
"""What the network has learnt, in the order of its styles."""

DRAWN = {"pencil": pencil, "halftone": halftone}
RADII = {"pencil": pencil_radius, "halftone": halftone_radius}

Weights = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Style:
    """Redraws each picture by itself and blends the result in.

    What a pixel becomes depends on its surroundings alone, never on the whole frame: a video does
    not flicker with what comes into it, and a part of a frame looks as it does in the whole.

    Attributes:
        style: One of `PAINTED` or `DRAWN`.
        strength: Percent of the redrawn picture in the result.
        keep_colours: Whether only lightness is redrawn: Y' of the result, Cb and Cr of the source.
        size: Of a drawn style's pattern, in samples.
    """

    style: str
    strength: Setting
    keep_colours: bool
    size: int

    @property
    def model(self) -> str:
        """The network that paints; "" where arithmetic draws."""
        return MODEL if self.style in PAINTED else ""

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Redrawn frames; the given ones where the strength is 0."""
        weights = luma_weights(source.colour.resolved(source.width, source.height).matrix)
        with closing_upstream(frames):
            if not self.model:
                yield from self._all_drawn(frames, weights, context)
                return
            with context.pool.borrow(self.model) as network:
                yield from answered(network, self._calls(frames, weights, context), context)

    def _all_drawn(self, frames: Frames, weights: Weights, context: EffectContext) -> Frames:
        for frame, share in self._shares(frames, context):
            if share == 0:
                yield frame
                continue
            drawn = beside_alpha(frame.pixels, lambda rgb: self._drawn(rgb, weights))
            yield frame.with_pixels(self._blended(frame.pixels, weights, share, drawn))

    def _shares(
        self, frames: Frames, context: EffectContext
    ) -> Iterator[tuple[Frame[Tensor], float]]:
        for frame in frames:
            context.cancel.check()
            yield frame, float(value_at(self.strength, frame.time - context.origin)) / 100

    def _calls(
        self, frames: Frames, weights: Weights, context: EffectContext
    ) -> Generator[NetworkCall, None, None]:
        number = float(PAINTED.index(self.style))
        for frame, share in self._shares(frames, context):
            blended = partial(self._blended, frame.pixels, weights, share)
            yield NetworkCall(frame, [frame.pixels] if share else [], number, blended)

    def _blended(self, pixels: Tensor, weights: Weights, share: float, drawn: Tensor) -> Tensor:
        if self.keep_colours:
            drawn = with_colours_of(pixels, drawn, weights)
        return drawn if share == 1 else torch.lerp(pixels, drawn, share)

    def _drawn(self, rgb: Tensor, weights: Weights) -> Tensor:
        plane = luma(rgb.clamp(0, 1), weights)
        return DRAWN[self.style](plane, self.size).expand(3, -1, -1).contiguous()


def luma(rgb: Tensor, weights: Weights) -> Tensor:
    """Y' of `(3, H, W)`: `(H, W)`."""
    red, green, blue = rgb
    plane: Tensor = weights[0] * red + weights[1] * green + weights[2] * blue
    return plane


def with_colours_of(source: Tensor, drawn: Tensor, weights: Weights) -> Tensor:
    """`drawn` with Cb and Cr of `source`, clipped; both `(3|4, H, W)`, alpha as drawn.

    Equal colour differences mean that R', G' and B' all go up or down as Y' does.
    """
    colours = source[:3].clamp(0, 1)
    rise = luma(drawn[:3], weights) - luma(colours, weights)
    return torch.cat([(colours + rise).clamp(0, 1), drawn[3:]])


def _make(settings: dict[str, Setting]) -> Style:
    return Style(
        str(settings["style"]),
        settings["strength"],
        bool(settings["keep-colours"]),
        int(str(settings["size"])),
    )


STYLE = EffectKind(
    name="style",
    title="Style",
    summary="Redraws the picture as a painting by a small network, or in pencil or halftone.",
    parameters=(
        Parameter(
            "style", "Style", "choice", PAINTED[0], choices=(*PAINTED, *DRAWN),
            help="A painting whose strokes and colours the picture takes on, or a way of drawing.",
        ),
        Parameter(
            "strength", "Strength", "number", 100.0, 0, 100, "%", animated=True,
            help="Share of the redrawn picture.",
        ),
        Parameter(
            "keep-colours", "Keep colours", "switch", False,
            help="Only light and dark are redrawn; the colours stay those of the clip.",
        ),
        Parameter(
            "size", "Pattern size", "whole", 8, 4, 32, "px", main=False,
            where=("style", tuple(DRAWN)),
            help="Distance of the pencil's hatching lines and of the halftone's rows of dots.",
        ),
    ),
    make=_make,
)  # fmt: skip
