"""What is put behind people or things that are kept: nothing, a blur, a colour or a picture."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.errors import EffectError
from app.base.parameter import Parameter, value_at
from app.effects.foreground import foreground
from app.effects.resampling import resample
from app.effects.still import FITS, check_still, still

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
        kind: "blur", "colour", "picture" or "transparent".
        blur: Radius of the blur in percent of the picture's height.
        colour: R'G'B' in [0, 1].
        picture: A file, or "".
        fit: How the picture is brought to the shape of the frames; see `still.FITS`.
        softness: Radius of the picture's own blur in percent of the height.
    """

    kind: str
    blur: Setting
    colour: Colour
    picture: str
    fit: str
    softness: Setting

    @classmethod
    def of(cls, settings: dict[str, Setting]) -> Backdrop:
        """From the values of `PARAMETERS`; EffectError where the colour is none."""
        return cls(
            str(settings["background"]),
            settings["blur"],
            parse_colour(str(settings["colour"])),
            str(settings["picture"]),
            str(settings["fit"]),
            settings["softness"],
        )

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """With alpha, where the background is to be transparent.

        Raises:
            EffectError: the picture cannot be used.
        """
        if self.kind == "picture":
            if not self.picture:
                raise EffectError("No picture is chosen for the background; choose one.")
            check_still(Path(self.picture))
        if self.kind != "transparent":
            return source
        return replace(source, layout=replace(source.layout, alpha=True))

    def prepared(self, source: VideoFormat) -> Placing:
        """Puts it behind the frames of one render."""
        return Placing(self, source)


class Placing:
    """One background for the frames of one render."""

    def __init__(self, backdrop: Backdrop, source: VideoFormat) -> None:
        self._backdrop, self._source = backdrop, source
        self._still: Tensor | None = None
        self._soft: tuple[float, Tensor] | None = None

    def placed(self, pixels: Tensor, matte: Tensor, time: Time) -> Tensor:
        """What the matte keeps before the background.

        At soft edges the old background is taken out of the colours, unless its own blur follows.

        Args:
            pixels: `(3|4, H, W)`.
            matte: `(1, H, W)`: 1 is kept, 0 is background.
            time: Since the clip's start, for a blur that changes.

        Raises:
            EffectError: the picture is gone, or damaged.
        """
        rgb, alpha = pixels[:3], pixels[3:]
        if self._backdrop.kind == "blur":
            radius = float(value_at(self._backdrop.blur, time)) / 100
            return torch.cat([torch.lerp(blurred(rgb, 1 - matte, radius), rgb, matte), alpha])
        front = foreground(rgb, matte)
        if self._backdrop.kind == "transparent":
            return torch.cat([front, matte * alpha if len(alpha) else matte])
        return torch.cat([torch.lerp(self._behind(rgb, time), front, matte), alpha])

    def _behind(self, rgb: Tensor, time: Time) -> Tensor:
        """`(3, H, W)`: a colour, or the picture as soft as it is to be at a time."""
        if self._backdrop.kind == "colour":
            return rgb.new_tensor(self._backdrop.colour)[:, None, None].expand_as(rgb)
        radius = float(value_at(self._backdrop.softness, time)) / 100
        if self._soft is None or self._soft[0] != radius or self._soft[1].shape != rgb.shape:
            picture = self._picture(rgb)
            self._soft = radius, blurred(picture, torch.ones_like(picture[:1]), radius)
        return self._soft[1]

    def _picture(self, rgb: Tensor) -> Tensor:
        if self._still is None or self._still.shape != rgb.shape:
            height, width = rgb.shape[-2:]
            aspect, colour = self._source.sample_aspect_ratio, self._source.colour
            path, fit = Path(self._backdrop.picture), self._backdrop.fit
            self._still = still(path, fit, width, height, aspect, colour).to(rgb)
        return self._still


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
        choices=("blur", "colour", "picture", "transparent"),
        help="Transparent needs a result that keeps alpha, as ProRes 4444.",
    ),
    Parameter(
        "blur", "Blur", "number", 3.0, 0, 20, "% of the height", animated=True,
        where=("background", ("blur",)),
        help="How soft the background is; for the background blur.",
    ),
    Parameter(
        "colour", "Colour", "text", "#00b140", where=("background", ("colour",)),
        help="As #rrggbb; for the background colour.",
    ),
    Parameter(
        "picture", "Picture file", "file", "", where=("background", ("picture",)),
        help="A PNG, JPEG or other picture; for the background picture.",
    ),
    Parameter(
        "fit", "Fit", "choice", "fill", choices=FITS, main=False,
        where=("background", ("picture",)),
        help="Fill cuts what is too much, fit shows all of it on black, stretch pulls it.",
    ),
    Parameter(
        "softness", "Picture’s blur", "number", 0.0, 0, 20, "% of the height", animated=True,
        main=False, where=("background", ("picture",)),
        help="How far out of focus the picture is, as if it stood far behind.",
    ),
)  # fmt: skip
