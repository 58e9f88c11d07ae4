"""Take something out of the picture: a logo at a fixed place, or what annotations mark."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.base.parameter import Parameter
from app.effects.background import Neighbour, filled, ways
from app.effects.camera_motion import camera_motion, gray_of
from app.effects.effect import EffectKind
from app.effects.linked import linked
from app.effects.marked import Marked, tracks_parameter
from app.effects.opencv import opencv
from app.effects.streams import closing_upstream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.effect import EffectContext, Frames
    from app.effects.linked import Linked
    from app.effects.paths import Map
    from app.media.video_format import VideoFormat

FARTHEST = 20
"""Frames on each side in which the background may be looked for."""


class Region(Protocol):
    """Where something is to vanish."""

    def prepared(self, context: EffectContext) -> Callable[[Time, int, int], NDArray[np.bool_]]:
        """Makes `(H, W)` of a time, a width and a height: true where something is to vanish.

        Raises:
            EffectError: what is named is not there.
        """
        ...


@dataclass(frozen=True, slots=True)
class Rectangle:
    """Always the same part of the picture, in shares of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def prepared(self, context: EffectContext) -> Callable[[Time, int, int], NDArray[np.bool_]]:
        """The samples whose centres it covers."""

        def hole(time: Time, width: int, height: int) -> NDArray[np.bool_]:
            found = np.zeros((height, width), bool)
            x0, x1 = (round(width * x) for x in (self.left, self.left + self.width))
            y0, y1 = (round(height * y) for y in (self.top, self.top + self.height))
            found[y0:y1, x0:x1] = True
            return found

        return hole


@dataclass(frozen=True, slots=True)
class Remove:
    """Shows what is behind something, from frames in which it can be seen; else paints it in.

    Attributes:
        region: Where something is to vanish.
        reach: Frames on each side in which the background is looked for.
        margin: How much further the region reaches, as a share of the picture's height.
        feather: Soft edge within the margin, as a share of the picture's height.
    """

    region: Region
    reach: int
    margin: float
    feather: float

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Unchanged."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames without it; the given samples elsewhere. Holds twice `reach` frames.

        Raises:
            EffectError: OpenCV is not installed, or what is named is not there.
        """
        aspect = float(source.sample_aspect_ratio)
        with closing_upstream(frames):
            opencv()  # its absence is told before a frame is read
            holes: _Holes | None = None
            looks = linked(
                frames,
                self.reach,
                lambda pixels: gray_of(pixels, aspect),
                camera_motion,
                keep=self.reach,
            )
            for each in looks:
                context.cancel.check()
                holes = holes or _Holes(self, self.region.prepared(context))
                yield each.frame.with_pixels(self._without(each, holes, aspect))

    def _without(self, each: Linked[Map], holes: _Holes, aspect: float) -> Tensor:
        pixels = each.frame.pixels
        hole = holes.at(each.frame.time, pixels)
        if not hole.any():
            return pixels
        return filled(
            pixels, hole, _neighbours(each, holes), aspect, self.feather * pixels.shape[-2]
        )


def _neighbours(each: Linked[Map], holes: _Holes) -> Iterator[Neighbour]:
    """The nearest first."""
    for steps, way in ways(each.before, each.after):
        frame = each.later[steps - 1] if steps > 0 else each.earlier[-steps - 1]
        yield Neighbour(frame.pixels, holes.at(frame.time, frame.pixels.codes), way)


class _Holes:
    """The holes of the frames at hand, each made once."""

    def __init__(self, effect: Remove, hole: Callable[[Time, int, int], NDArray[np.bool_]]) -> None:
        self._effect, self._hole = effect, hole
        self._made: OrderedDict[Time, NDArray[np.bool_]] = OrderedDict()

    def at(self, time: Time, pixels: Tensor) -> NDArray[np.bool_]:
        """`(H, W)` of a frame, with its margin."""
        if time not in self._made:
            height, width = pixels.shape[-2:]
            hole = self._hole(time, width, height)
            self._made[time] = _grown(hole, math.ceil(self._effect.margin * height))
            if len(self._made) > 2 * self._effect.reach + 2:
                self._made.popitem(last=False)
        return self._made[time]


def _grown(hole: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    if not by or not hole.any():
        return hole
    cv2 = opencv()
    round_ = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * by + 1, 2 * by + 1))
    return np.asarray(cv2.dilate(hole.astype(np.uint8), round_), bool)


def _removing(region: Region, settings: dict[str, Setting]) -> Remove:
    margin = float(str(settings["margin"])) / 100
    return Remove(region, int(float(str(settings["reach"]))), margin, margin / 2)


def _rectangle(settings: dict[str, Setting]) -> Remove:
    sides = (float(str(settings[name])) / 100 for name in ("left", "top", "width", "height"))
    return _removing(Rectangle(*sides), settings)


def _marked(settings: dict[str, Setting]) -> Remove:
    return _removing(Marked.of(settings, "Remove object"), settings)


_SHARED = (
    Parameter(
        "reach", "Reach", "whole", 12, 0, FARTHEST, "frames",
        help="Frames on each side in which the background is looked for; 0 paints it in.",
    ),
    Parameter(
        "margin", "Margin", "number", 0.6, 0, 10, "% of the height",
        help="How much further it reaches, half of it as a soft edge.",
    ),
)  # fmt: skip

REMOVE_AREA = EffectKind(
    name="remove-area",
    title="Remove logo",
    summary="Fills a fixed part of the picture from frames that show what is behind it.",
    parameters=(
        Parameter("left", "Left", "number", 80.0, 0, 100, "%", help="Where it begins."),
        Parameter("top", "Top", "number", 5.0, 0, 100, "%", help="Where it begins."),
        Parameter("width", "Width", "number", 15.0, 0, 100, "%", help="How wide it is."),
        Parameter("height", "Height", "number", 12.0, 0, 100, "%", help="How high it is."),
        *_SHARED,
    ),
    make=_rectangle,
    window=(FARTHEST, FARTHEST),
)  # fmt: skip

REMOVE_OBJECT = EffectKind(
    name="remove-object",
    title="Remove object",
    summary="Takes out what annotations mark and shows what is behind it.",
    parameters=(
        tracks_parameter("What to remove"),
        *_SHARED,
    ),
    make=_marked,
    window=(FARTHEST, FARTHEST),
    uses_layer=True,
)  # fmt: skip
