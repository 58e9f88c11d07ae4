"""SMPTE timecode: frames counted as hours, minutes, seconds and frames (SMPTE ST 12-1).

At 30000/1001 and 60000/1001 frames per second two (four) numbers are dropped at the start of each
minute but every tenth, so that the count keeps up with the clock. No frame is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.annotations.formats.frame_clock import FrameClock

_FASTEST = 60
_RATES = tuple(map(Fraction, (24, 25, 30, 48, 50, 60))) + tuple(
    Fraction(1000 * rate, 1001) for rate in (24, 30, 48, 60)
)
_CODE = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;.,])(\d{2})", re.ASCII)
DAY = 24 * 3600
"""Seconds a timecode can count."""


@dataclass(frozen=True, slots=True)
class Timecode:
    """A way to count.

    Attributes:
        rate: Frames per second, at most 60.
        drop: Whether numbers are dropped.
    """

    rate: Fraction
    drop: bool

    @property
    def _second(self) -> int:
        """Frames that the count gives a second."""
        return -(-self.rate.numerator // self.rate.denominator)

    @property
    def _dropped(self) -> int:
        """Numbers dropped in a minute."""
        return self._second // 15 if self.drop else 0

    def text(self, frame: int) -> str:
        """`HH:MM:SS:FF`, with a semicolon where numbers are dropped."""
        second, dropped = self._second, self._dropped
        tens, rest = divmod(frame, 600 * second - 9 * dropped)
        minutes = max(0, rest - dropped) // (60 * second - dropped)
        number = frame + dropped * (9 * tens + minutes)
        seconds, frames = divmod(number, second)
        point = ";" if self.drop else ":"
        hours = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        return f"{hours}{point}{frames:02}"

    def frame(self, text: str) -> int | None:
        """The frame of a timecode; None where it is none."""
        found = _CODE.fullmatch(text)
        if found is None:
            return None
        hours, minutes, seconds, frames = (int(found[place]) for place in (1, 2, 3, 5))
        if minutes > 59 or seconds > 59 or frames >= self._second:
            return None
        minute = 60 * hours + minutes
        number = (60 * minute + seconds) * self._second + frames
        return number - self._dropped * (minute - minute // 10)


def usual(rate: Fraction) -> Timecode:
    """How frames of that rate are usually counted."""
    return Timecode(rate, rate.denominator == 1001 and rate.numerator % 30000 == 0)


def timecode_of(clock: FrameClock) -> Timecode:
    """The timecode of a clip: of its frames, of every second, third … one where they are many."""
    average = clock.count / clock.length if clock.length else Fraction(25)
    parts = max(1, -(-average // (_FASTEST + 1)))
    return usual(min(_RATES, key=lambda rate: abs(rate - average / parts)))
