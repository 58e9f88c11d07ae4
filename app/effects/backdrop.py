"""What is put behind people or things that are kept: nothing, a blur or one colour."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.resampling import resample

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.media.video_format import VideoFormat

Colour = tuple[float, float, float]

SMALLEST = 8
"""Samples along the shorter side of the picture that is enlarged again to make a blur."""

FAINT = 1e-3
"""What even a sample of what is kept counts for, where nothing else is near."""


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The background of a matte.

    Attributes:
        kind: "blur", "colour" or "transparent".
        blur: Radius of the blur in percent of the picture's height.
        colour: R'G'B' in [0, 1].
    """

    kind: str
    blur: Setting
    colour: Colour

    @classmethod
    def of(cls, settings: dict[str, Setting]) -> Backdrop:
        """From the values of `PARAMETERS`; EffectError where the colour is none."""
        colour = parse_colour(str(settings["colour"]))
        return cls(str(settings["background"]), settings["blur"], colour)

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """With alpha, where the background is to be transparent."""
        if self.kind != "transparent":
            return source
        return replace(source, layout=replace(source.layout, alpha=True))

    def placed(self, pixels: Tensor, matte: Tensor, time: Time) -> Tensor:
        """What the matte keeps before the background.

        Args:
            pixels: `(3|4, H, W)`.
            matte: `(1, H, W)`: 1 is kept, 0 is background.
            time: Since the clip's start, for a blur that changes.
        """
        rgb, alpha = pixels[:3], pixels[3:]
        if self.kind == "transparent":
            return torch.cat([rgb, matte * alpha if len(alpha) else matte])
        if self.kind == "colour":
            behind = rgb.new_tensor(self.colour)[:, None, None].expand_as(rgb)
        else:
            behind = blurred(rgb, 1 - matte, float(value_at(self.blur, time)) / 100)
        return torch.cat([torch.lerp(behind, rgb, matte), alpha])


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


PARAMETERS = (
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
)  # fmt: skip
