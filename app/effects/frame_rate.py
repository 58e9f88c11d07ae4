"""Put the frames on an even grid of times by repeating and dropping."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import EffectError, UsageError
from app.base.frame import Frame
from app.base.parameter import Parameter
from app.base.rate import parse_rate
from app.effects.effect import EffectKind
from app.effects.streams import closing_upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from app.base.parameter import Setting
    from app.base.time import Time
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

ROUNDED = Fraction(1, 1000)
"""Seconds by which files round frame times: Matroska and FLV count milliseconds."""

COARSE = Fraction(1, 8)
"""Ticks above this part of a slot are frame times themselves (1/25 s), not rounded ones."""


@dataclass(frozen=True, slots=True)
class FrameRate:
    """Shows in each slot of an even grid what is on the screen when the slot begins.

    A frame may come late by what its file rounds times to and still be shown, so that a steady
    clip does not stutter. The grid starts at the clip's start, whichever part is rendered.
    """

    rate: Fraction

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Constant rate, counted in frames."""
        return replace(source, rate=self.rate, time_base=1 / self.rate)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames at origin + k / rate, each 1 / rate long; repeated ones share their tensor."""
        start = context.origin + self.lateness(source)
        unseen: Frame[Tensor] | None = None
        empty = True
        with closing_upstream(frames):
            for frame, end in _with_ends(frames):
                context.cancel.check()
                slots = range(
                    *(math.ceil((time - start) * self.rate) for time in (frame.time, end))
                )
                for slot in slots:
                    yield self._placed(frame.pixels, slot, context)
                empty = empty and not slots
                unseen = frame
            if empty and unseen is not None:
                # However short, a clip has a picture.
                slot = math.floor((unseen.time - context.origin) * self.rate)
                yield self._placed(unseen.pixels, slot, context)

    def _placed(self, pixels: Tensor, slot: int, context: EffectContext) -> Frame[Tensor]:
        return Frame(pixels, context.origin + slot / self.rate, 1 / self.rate)

    def lateness(self, source: VideoFormat) -> Fraction:
        """Seconds after a slot's beginning until which a frame still counts as there."""
        coarsest = COARSE / self.rate
        ticks = [tick for tick in (ROUNDED, source.time_base) if tick <= coarsest]
        return max(ticks, default=coarsest)


def _with_ends(frames: Frames) -> Iterator[tuple[Frame[Tensor], Time]]:
    """Each frame with the time until which it is shown: the next one's, where there is one."""
    held: Frame[Tensor] | None = None
    for frame in frames:
        if held is not None:
            yield held, frame.time
        held = frame
    if held is not None:
        yield held, held.time + held.duration


def _make(settings: dict[str, Setting]) -> FrameRate:
    try:
        return FrameRate(parse_rate(str(settings["rate"])))
    except UsageError as error:
        raise EffectError(str(error)) from None


FRAME_RATE = EffectKind(
    name="frame-rate",
    title="Frame rate",
    summary="Gives the video an even frame rate by repeating and dropping frames.",
    parameters=(
        Parameter(
            "rate", "Rate", "text", "30", unit="frames/s",
            help="Frames per second, exact: 25, 23.976 or 30000/1001.",
        ),
    ),
    make=_make,
    window=(1, 1),
)  # fmt: skip
