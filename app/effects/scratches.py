"""Clean old film: dust, hairs and blotches of single frames, and scratches that run down many.

What is under a spot comes from both neighbours, laid over the frame by their motion; at the ends
of a shot from the one there is.

Measured figures are in `resources/docs/decisions/film-repair.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import torch
import torch.nn.functional as F

from app.base.parameter import Parameter, value_at
from app.effects.dirt import dirt, flying, hats, outside, spots_of
from app.effects.effect import EffectKind
from app.effects.line_scratches import lines_in, scratches_of, sideways, without_lines
from app.effects.linked import linked
from app.effects.noise_estimate import noise_level
from app.effects.opencv import opencv
from app.effects.optical_flow import at_moved, flow_between, gray_codes
from app.effects.streams import beside_alpha, closing_upstream

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.dirt import Spots
    from app.effects.effect import EffectContext, Frames
    from app.effects.line_scratches import Line
    from app.effects.linked import Linked
    from app.effects.optical_flow import Flow
    from app.media.video_format import VideoFormat

STERNEST, KEENEST = 0.2, 0.03
"""Differences, white being 1, that count as dirt at the lowest and the highest sensitivity."""

_NOISE = 4.0
"""Deviations of the noise that a spot must stand out by."""

_ALONE = 2.5
"""How much more a spot must stand out where there is one neighbour only."""

_LINES = 0.3
"""Of what a spot must stand out by, what a line must: it is the mean of many samples."""

_STEADY = 15
"""Side of the squares over which motion that is not trusted is taken from around it."""

_AROUND = 10
"""Samples around a spot in which its fill is matched to the frame."""


class _Look(NamedTuple):
    """What is compared of a picture."""

    codes: NDArray[np.uint8]
    factor: int
    lines: list[Line]


class _Pair(NamedTuple):
    """What lies between two frames."""

    flow: Flow | None
    earlier: list[Line]
    later: list[Line]


class _Side(NamedTuple):
    """A neighbour `(C, H, W)` and the motion: to it, and from it to the frame."""

    pixels: Tensor
    there: Tensor
    trust_there: Tensor
    back: Tensor
    trust_back: Tensor
    factor: int


@dataclass(frozen=True, slots=True)
class Scratches:
    """Fills spots that only one frame has, and takes off lines that stand still before the scene.

    Attributes:
        sensitivity: Percent; more finds fainter dirt, and sooner takes something else for it.
        dust: Whether spots go.
        lines: Whether upright lines go.
        size: Of the largest spot, as a share of the picture's height.
    """

    sensitivity: Setting
    dust: bool
    lines: bool
    size: float

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Cleaned frames; elsewhere the samples as they were.

        Raises:
            EffectError: OpenCV is not installed.
        """
        with closing_upstream(frames):
            opencv()  # its absence is told before a frame is read
            for each in linked(frames, 1, self._look, _pair, keep=1):
                context.cancel.check()
                keen = float(value_at(self.sensitivity, each.frame.time - context.origin)) / 100
                least = STERNEST * (KEENEST / STERNEST) ** keen
                yield each.frame.with_pixels(self._cleaned(each, least))

    def _look(self, pixels: Tensor) -> _Look:
        return _Look(*gray_codes(pixels), lines_in(pixels) if self.lines else [])

    def _cleaned(self, each: Linked[_Pair], least: float) -> Tensor:
        pixels = each.frame.pixels
        sides = _sides(each)
        if not sides:
            return pixels
        threshold = max(least, _NOISE * noise_level(pixels) / 255)
        if self.dust:
            longest = max(2, round(self.size * pixels.shape[-2]))
            pixels = _without_dust(pixels, sides, threshold, longest)
        lines = [line for line in _lines(each) if line.strength > _LINES * least]
        return beside_alpha(pixels, lambda rgb: without_lines(rgb, lines)) if lines else pixels


def _pair(earlier: _Look, later: _Look) -> _Pair:
    flow = flow_between(earlier.codes, later.codes, earlier.factor)
    return _Pair(flow, earlier.lines, later.lines)


def _sides(each: Linked[_Pair]) -> list[_Side]:
    """The neighbours whose motion is known."""
    sides = []
    for steps, frames in ((each.before, each.earlier), (each.after, each.later)):
        flow = steps[0].link.flow if steps else None
        if flow is not None:
            there = flow.there, flow.trust_there
            back = flow.back, flow.trust_back
            ways = (*back, *there) if steps is each.before else (*there, *back)
            sides.append(_Side(frames[0].pixels.pixels(), *ways, flow.factor))
    return sides


def _lines(each: Linked[_Pair]) -> list[Line]:
    """Those of a frame that are scratches."""
    width = each.frame.pixels.shape[-1]
    own: list[Line] = []
    sides = []
    if each.before:
        flow, others, own = each.before[0].link
        motion = None if flow is None else sideways(flow, back=True, width=width)
        sides.append((others, motion))
    if each.after:
        flow, own, others = each.after[0].link
        motion = None if flow is None else sideways(flow, back=False, width=width)
        sides.append((others, motion))
    return scratches_of(own, sides, width)


def _without_dust(pixels: Tensor, sides: list[_Side], threshold: float, longest: int) -> Tensor:
    """The picture without spots that no neighbour has."""
    ways = [_way(side.there, side.trust_there, side.factor, pixels) for side in sides]
    laid = [_laid(side.pixels, way) for side, way in zip(sides, ways, strict=True)]
    gray, *others = (_gray(each) for each in (pixels, *laid))
    miss = outside(gray, others, 1) * _inside(ways[0]) * _inside(ways[-1])
    if len(sides) == 1:
        # One witness may lack what moves into sight; dirt also stands out from what is around it.
        threshold *= _ALONE
        hat = hats(gray, longest)
        miss = miss.sign() * torch.minimum(miss.abs(), (miss.sign() * hat).clamp(min=0))
    spots, kept = dirt(
        _plane(gray), [_plane(each) for each in others], _plane(miss), threshold, longest
    )
    if len(sides) == 2 and kept.any():
        # How a neighbour differs from the frame tells whether the same thing is there elsewhere.
        seen = [_standing_out(gray, side, threshold) for side in sides]
        kept &= ~flying(spots, kept, _plane(gray), *seen)
    if not kept.any():
        return pixels
    bits = torch.from_numpy(spots.only(kept)).to(pixels.device)
    fill = torch.stack(laid).mean(dim=0)
    return beside_alpha(pixels, lambda rgb: _filled(rgb, fill[:3], bits))


def _standing_out(gray: Tensor, side: _Side, threshold: float) -> tuple[Spots, NDArray[np.float32]]:
    """What a neighbour has and the frame has not, and the neighbour's gray."""
    own = _gray(side.pixels)
    frame = _laid(gray[None], _way(side.back, side.trust_back, side.factor, own))[0]
    return spots_of(_plane(outside(own, [frame], 1)), threshold, max(own.shape))[0], _plane(own)


def _gray(pixels: Tensor) -> Tensor:
    return pixels[:3].float().mean(dim=0)


def _plane(each: Tensor) -> NDArray[np.float32]:
    plane: NDArray[np.float32] = each.cpu().numpy()
    return plane


def _way(motion: Tensor, trust: Tensor, factor: int, like: Tensor) -> Tensor:
    """`(2, H, W)`: the motion at a picture's size, in its samples.

    Where motions do not come back, at dirt above all, those around them are followed.
    """
    weight = trust[None].square()
    sums = torch.cat([motion * weight, weight])[None]
    mean = F.avg_pool2d(sums, _STEADY, 1, _STEADY // 2)[0]
    steady = torch.lerp(mean[:2] / mean[2:], motion, trust[None])[None].to(like.device)
    if factor > 1:
        steady = F.interpolate(steady, scale_factor=factor, mode="bilinear")
    height, width = like.shape[-2:]
    return factor * steady[0, :, :height, :width]


def _laid(picture: Tensor, way: Tensor) -> Tensor:
    """`(C, H, W)`: a neighbour at the places of the frame."""
    return at_moved(picture.float(), way, "bicubic")


def _inside(way: Tensor) -> Tensor:
    """`(H, W)`: whether a way ends in the picture."""
    height, width = way.shape[-2:]
    x = torch.arange(width, device=way.device) + way[0]
    y = torch.arange(height, device=way.device)[:, None] + way[1]
    inside: Tensor = (x > -1) & (x < width) & (y > -1) & (y < height)
    return inside


def _filled(rgb: Tensor, fill: Tensor, bits: Tensor) -> Tensor:
    """`(3, H, W)` with the fill in spots and over their soft edges, as bright as around them."""
    grow = max(1, round(rgb.shape[-2] / 400)) + 1
    hole = F.max_pool2d(bits[None].to(fill), 2 * grow + 1, 1, grow)
    known = 1 - hole
    misses = torch.cat([(rgb.float() - fill) * known, known])[None]
    mean = F.avg_pool2d(misses, 2 * _AROUND + 1, 1, _AROUND)[0]
    offset = mean[:3] / mean[3:].clamp(min=1e-4)
    soft = F.avg_pool2d(hole, 3, 1, 1)
    return torch.lerp(rgb.float(), fill + offset, soft).to(rgb.dtype)


def _make(settings: dict[str, Setting]) -> Scratches:
    size = float(str(settings["size"])) / 100
    return Scratches(settings["sensitivity"], bool(settings["dust"]), bool(settings["lines"]), size)


SCRATCHES = EffectKind(
    name="scratches",
    title="Scratches and dust",
    summary="Takes dust, hairs and upright scratches off old film, by what neighbours show.",
    parameters=(
        Parameter(
            "sensitivity", "Sensitivity", "number", 50.0, 0, 100, "%", animated=True,
            help="More finds fainter dirt, and sooner takes small quick things for it.",
        ),
        Parameter("dust", "Dust", "switch", True, help="Spots and hairs that one frame has."),
        Parameter(
            "lines", "Scratches", "switch", True,
            help="Thin upright lines that stay where they are while the scene moves.",
        ),
        Parameter(
            "size", "Largest spot", "number", 4.0, 0.5, 20, "% of the height",
            help="What is longer or wider is left alone.",
        ),
    ),
    make=_make,
    window=(1, 1),
)  # fmt: skip
