"""Cut people out: what is behind them turns transparent, soft or one colour."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.effect import EffectKind
from app.effects.models import card_of, run
from app.effects.resampling import resample
from app.effects.streams import closing_upstream

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.inference.network import Network
    from app.media.video_format import VideoFormat

Colour = tuple[float, float, float]

SMALLEST = 8
"""Samples along the shorter side of the picture that is enlarged again to make a blur."""

FAINT = 1e-3
"""What even a pixel of a person counts for, where nothing else is near."""


@dataclass(frozen=True, slots=True)
class Matte:
    """Keeps people and replaces the background.

    Attributes:
        background: "blur", "colour" or "transparent".
        blur: Radius of the blur in percent of the picture's height.
        colour: R'G'B' in [0, 1].
        edge: How hard the edge is: 0 as the model gives it, 100 without any half-tones.
        model: Identifier of a model for mattes.
    """

    background: str
    blur: Setting
    colour: Colour
    edge: Setting
    model: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """With alpha, where the background is to be transparent.

        Raises:
            EffectError: the model does not make mattes.
        """
        card = card_of(self.model)
        if card.task != "matte" or card.scale != 1 or card.input.past or card.input.future:
            raise EffectError(
                f"Matte cannot use the model {self.model}; choose one for matte with "
                "`reelwright models list`."
            )
        if self.background != "transparent":
            return source
        return replace(source, layout=replace(source.layout, alpha=True))

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames with another background; with alpha where it is transparent."""
        with closing_upstream(frames), context.pool.borrow(self.model) as network:
            for frame in frames:
                context.cancel.check()
                time = frame.time - context.origin
                edge = float(value_at(self.edge, time)) / 100
                matte = hardened(_matte(network, frame.pixels), edge)
                blur = float(value_at(self.blur, time)) / 100
                yield frame.with_pixels(self._placed(frame.pixels, matte, blur))

    def _placed(self, pixels: Tensor, matte: Tensor, blur: float) -> Tensor:
        rgb, alpha = pixels[:3], pixels[3:]
        if self.background == "transparent":
            return torch.cat([rgb, matte * alpha if len(alpha) else matte])
        if self.background == "colour":
            behind = rgb.new_tensor(self.colour)[:, None, None].expand_as(rgb)
        else:
            behind = blurred(rgb, 1 - matte, blur)
        return torch.cat([torch.lerp(behind, rgb, matte), alpha])


def _matte(network: Network, pixels: Tensor) -> Tensor:
    """`(1, H, W)`: 1 where a person is."""
    return run(network, [pixels[:3]])[:1]


def hardened(matte: Tensor, edge: float) -> Tensor:
    """A steeper matte around its middle; `edge` in [0, 1]."""
    if edge == 0:
        return matte
    return ((matte - 0.5) / max(1e-3, 1 - edge) + 0.5).clamp(0, 1)


def blurred(rgb: Tensor, weight: Tensor, radius: float) -> Tensor:
    """A soft copy in which only what has weight counts, so that nobody glows behind themselves.

    Args:
        rgb: `(3, H, W)`.
        weight: `(1, H, W)` in [0, 1].
        radius: Share of the height; 0 gives `rgb`.
    """
    height, width = rgb.shape[-2:]
    reach = round(radius * height)
    if reach < 1:
        return rgb
    weight = weight.clamp(min=FAINT)
    small_height = max(min(SMALLEST, height), height // reach)
    small_width = max(min(SMALLEST, width), width // reach)
    sums = resample(torch.cat([rgb * weight, weight]), small_width, small_height, "area")
    # No kernel that overshoots: it would divide by next to nothing.
    soft = F.avg_pool2d(sums, 3, stride=1, padding=1, count_include_pad=False)
    large = resample(soft, width, height, "bilinear")
    return large[:3] / large[3:].clamp(min=FAINT)


def parse_colour(text: str) -> Colour:
    """`#rrggbb` as R'G'B' in [0, 1].

    Raises:
        EffectError: it is not written so.
    """
    if not re.fullmatch(r"#?[0-9a-fA-F]{6}", text.strip()):
        raise EffectError(f"“{text}” is not a colour; write it as #00b140.")
    digits = text.strip().removeprefix("#")
    red, green, blue = (int(digits[n : n + 2], 16) / 255 for n in (0, 2, 4))
    return red, green, blue


def _make(settings: dict[str, Setting]) -> Matte:
    colour = parse_colour(str(settings["colour"]))
    background = str(settings["background"])
    return Matte(background, settings["blur"], colour, settings["edge"], str(settings["model"]))


MATTE = EffectKind(
    name="matte",
    title="Matte",
    summary="Keeps people and makes the background transparent, soft or one colour.",
    parameters=(
        Parameter(
            "background", "Background", "choice", "blur",
            choices=("blur", "colour", "transparent"),
            help="Transparent needs a result that keeps alpha, as ProRes 4444.",
        ),
        Parameter(
            "blur", "Blur", "number", 3.0, 0, 20, "% of the height", animated=True,
            help="How soft the background is; for the background blur.",
        ),
        Parameter(
            "colour", "Colour", "text", "#00b140",
            help="As #rrggbb; for the background colour.",
        ),
        Parameter(
            "edge", "Edge", "number", 30.0, 0, 100, "%", animated=True,
            help="0 is the soft edge of the model, 100 cuts without half-tones.",
        ),
        Parameter(
            "model", "Model", "text", "sinet",
            help="Which model finds people; see `reelwright models list`.",
        ),
    ),
    make=_make,
)  # fmt: skip
