"""An even grid of times laid over a clip: which frame is on screen when a slot begins."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.picture import Picture
    from app.base.time import Time
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Slots:
    """Slots `[first, stop)` of a timeline, seen from one clip's source.

    Attributes:
        first, stop: Numbers; slot n begins at n / rate on the timeline.
        rate: Slots per second.
        offset: Seconds from timeline time to the source's own clock.
    """

    first: int
    stop: int
    rate: Fraction
    offset: Time

    def moment(self, slot: int) -> Time:
        """When a slot begins, on the source's clock."""
        return slot / self.rate + self.offset

    def between(self, first: int, stop: int) -> Slots:
        """The part of them that lies in `[first, stop)`; may be empty."""
        return Slots(max(first, self.first), min(stop, self.stop), self.rate, self.offset)

    def __bool__(self) -> bool:
        return self.first < self.stop


def lateness(format_: VideoFormat) -> Time:
    """Seconds by which a frame may come late and still be on time: how a file rounds times.

    Only where frames are evenly spaced but the file's tick cannot say so (23.976 fps counted in
    milliseconds); everywhere else times are what they are.
    """
    if format_.rate is None:
        return Fraction(0)
    period = 1 / format_.rate
    exact = (period / format_.time_base).denominator == 1
    return Fraction(0) if exact or format_.time_base * 8 > period else format_.time_base


def placed(
    frames: Iterator[Frame[Picture]], slots: Slots, late: Time
) -> Iterator[Frame[Picture] | None]:
    """For each slot the last frame at or before its beginning, at the slot's timeline time.

    The first frame stands in where it begins after a slot; None where there is no frame at all.
    """
    shown: Frame[Picture] | None = None
    ahead = next(frames, None)
    for slot in range(slots.first, slots.stop):
        moment = slots.moment(slot) + late
        while ahead is not None and ahead.time <= moment:
            shown, ahead = ahead, next(frames, None)
        found = shown or ahead
        yield found and Frame(found.pixels, slot / slots.rate, 1 / slots.rate)
