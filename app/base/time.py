"""Exact time: fractions of seconds, never floats.

`Time` is a `fractions.Fraction` of seconds on the media's own clock (which may start anywhere).
A *position*, what a user types, is either a time from the beginning of the clip or a frame number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from app.base.errors import UsageError

Time = Fraction
"""Seconds, exact."""

_CLOCK = re.compile(r"^(?:(?:(\d+):)?(\d+):)?(\d+(?:\.\d+)?)$")
_FRAME = re.compile(r"^f:(\d+)$")


@dataclass(frozen=True, slots=True)
class FramePosition:
    """A 0-based frame number in presentation order."""

    number: int


Position = Time | FramePosition


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open interval `[start, end)` of media time; `end` None means to the end."""

    start: Time
    end: Time | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end <= self.start:
            raise UsageError(
                f"The range ends at {format_time(self.end)}, which is not after its start "
                f"{format_time(self.start)}; give a later end."
            )

    def __contains__(self, time: Time) -> bool:
        return self.start <= time and (self.end is None or time < self.end)


def parse_position(text: str) -> Position:
    """Read seconds (`12.5`), a clock (`[hh:]mm:ss.mmm`) or a frame (`f:120`).

    Raises:
        UsageError: the text is none of the three.
    """
    frame = _FRAME.match(text.strip())
    if frame:
        return FramePosition(int(frame[1]))
    clock = _CLOCK.match(text.strip())
    if not clock:
        raise UsageError(
            f"“{text}” is not a position; write seconds (12.5), hh:mm:ss.mmm or f:FRAME."
        )
    hours, minutes, seconds = (Fraction(part or 0) for part in clock.groups())
    return hours * 3600 + minutes * 60 + seconds


def format_time(time: Time) -> str:
    """`[-]hh:mm:ss.mmm`, rounded to the nearest millisecond (ties to even)."""
    sign = "-" if time < 0 else ""
    milliseconds = round(abs(time) * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"


def to_ticks(time: Time, time_base: Fraction) -> int:
    """The tick of `time_base` nearest to `time`; exact when `time` lies on one."""
    return round(time / time_base)
