"""Take the shake of the hand out of a picture, following what the camera was meant to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.parameter import Parameter, value_at
from app.effects.camera_motion import camera_motion, gray_of
from app.effects.effect import EffectKind
from app.effects.linked import linked
from app.effects.opencv import opencv
from app.effects.paths import Map, smoothing
from app.effects.streams import beside_alpha, closing_upstream

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

FARTHEST = 30
"""Frames on each side that the smooth path may look at."""

KNEE = 6
"""How sharply a correction stops at its limit; see `_limited`."""

DIMMED = 0.35
"""What is left of the light where the picture will be cut away."""


@dataclass(frozen=True, slots=True)
class Stabilise:
    """Shows each frame where a smooth path of the camera would have it.

    The path is that of most corners between neighbouring frames (a shift, a turn and a zoom),
    smoothed over a bounded window, so that frames do not depend on where a render began. A steady
    pan is followed; cuts begin a new path.

    Attributes:
        strength: Percent of the shake that is taken out.
        reach: Frames on each side that are smoothed over.
        crop: Share of the width and height on each side that corrections may use.
        border: "crop" enlarges the rest to the full size, "edge" keeps the size and repeats the
            samples at the edge, "show" darkens what "crop" would cut away.
    """

    strength: Setting
    reach: int
    crop: float
    border: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Steadier frames; holds `reach` of them.

        Raises:
            EffectError: OpenCV is not installed.
        """
        aspect = float(source.sample_aspect_ratio)
        with closing_upstream(frames):
            opencv()  # its absence is told before a frame is read
            checked = _checked(frames, context)
            for each in linked(
                checked, self.reach, lambda pixels: gray_of(pixels, aspect), camera_motion
            ):
                context.cancel.check()
                share = float(value_at(self.strength, each.frame.time - context.origin)) / 100
                shown = smoothing(each.before, each.after, self.reach).inverse()
                yield each.frame.with_pixels(self._moved(each.frame.pixels, shown, share, aspect))

    def _moved(self, pixels: Tensor, shown: Map, share: float, aspect: float) -> Tensor:
        """The picture with each place showing what is at `shown` of it."""
        height, width = pixels.shape[-2:]
        limited = _limited(shown, share, self.crop, complex(aspect * width, height) / 2)
        zoom = 1 - 2 * self.crop if self.border == "crop" else 1.0
        if limited == Map() and zoom == 1:
            moved = pixels
        else:
            moved = warped(pixels, Map(zoom).then(limited), aspect)
        if self.border != "show":
            return moved
        return beside_alpha(moved, lambda rgb: _dimmed(rgb, self.crop))


def _checked(frames: Frames, context: EffectContext) -> Frames:
    for frame in frames:
        context.cancel.check()
        yield frame


def _limited(shown: Map, share: float, crop: float, corner: complex) -> Map:
    """A part of a map: no corner of the cropped picture leaves the whole one.

    A map moves points by `(scale - 1) * p + shift`, and a part of it by that part of the way. The
    part falls softly, as 1 / (1 + r^k)^(1/k) where the whole way is r times the room, so that the
    picture does not knock against a wall.
    """
    inner = (1 - 2 * crop) * corner
    way = Map(shown.scale - 1, shown.shift)
    moves = [way(point) for point in (inner, -inner, inner.conjugate(), -inner.conjugate())]
    room = 2 * crop * corner
    if not crop:
        return Map()
    needed = share * max(max(abs(m.real) / room.real, abs(m.imag) / room.imag) for m in moves)
    part = share / (1 + needed**KNEE) ** (1 / KNEE)
    return Map(1 + part * way.scale, part * way.shift)


def warped(pixels: Tensor, shown: Map, aspect: float) -> Tensor:
    """The picture with each place showing what is at `shown` of it, bicubic, edges held.

    Args:
        pixels: `(C, H, W)`.
        shown: Of points from the centre, in rows; see `camera_motion`.
        aspect: Width over height of one sample.
    """
    height, width = pixels.shape[-2:]
    columns = aspect * (torch.arange(width, device=pixels.device) + 0.5 - width / 2)
    rows = (torch.arange(height, device=pixels.device) + 0.5 - height / 2)[:, None]
    turn, shift = shown.scale, shown.shift
    x = (turn.real * columns + shift.real) - turn.imag * rows
    y = turn.imag * columns + (turn.real * rows + shift.imag)
    grid = torch.stack([x * (2 / (aspect * width)), y * (2 / height)], dim=-1)[None]
    moved = F.grid_sample(
        pixels[None].float(), grid, mode="bicubic", padding_mode="border", align_corners=False
    )
    return moved[0].to(pixels.dtype)


def _dimmed(rgb: Tensor, crop: float) -> Tensor:
    """The picture, darker where it will be cut away."""
    height, width = rgb.shape[-2:]
    top, left = round(crop * height), round(crop * width)
    dimmed = DIMMED * rgb
    inside = (..., slice(top, height - top), slice(left, width - left))
    dimmed[inside] = rgb[inside]
    return dimmed


def _make(settings: dict[str, Setting]) -> Stabilise:
    return Stabilise(
        settings["strength"],
        int(float(str(settings["smoothness"]))),
        float(str(settings["crop"])) / 100,
        str(settings["border"]),
    )


STABILISE = EffectKind(
    name="stabilise",
    title="Stabilise",
    summary="Takes the shake of the hand out of the picture and follows steady camera moves.",
    parameters=(
        Parameter(
            "strength", "Strength", "number", 100.0, 0, 100, "%", animated=True,
            help="How much of the shake is taken out.",
        ),
        Parameter(
            "smoothness", "Smoothness", "whole", FARTHEST, 3, FARTHEST, "frames",
            help="Frames on each side over which the camera's path is smoothed; fewer follow "
            "quick moves sooner.",
        ),
        Parameter(
            "crop", "Crop limit", "number", 6.0, 0, 25, "%",
            help="The most that each edge may lose; stronger shakes stay partly.",
        ),
        Parameter(
            "border", "Edges", "choice", "crop", choices=("crop", "edge", "show"),
            help="Crop enlarges what stays in the picture; edge keeps the size and repeats the "
            "samples at the edge; show darkens what would be cropped.",
        ),
    ),
    make=_make,
    window=(FARTHEST, FARTHEST),
    moves=True,
)  # fmt: skip
