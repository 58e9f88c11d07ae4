"""Moments as people read and type them: SMPTE timecode, frame numbers, clock time. Pure.

Drop-frame timecode (SMPTE ST 12-1) skips the names of frames, never frames: at 29.97 the numbers
00 and 01 of every minute that is not a multiple of ten, at 59.94 the numbers 00 to 03.

Rates far from a whole number, as the 12.5 of some cameras, have no timecode of their own: there
seconds are those of the clock, and frames are counted from the first one of each second.
"""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import UsageError

if TYPE_CHECKING:
    from app.base.time import Time

_DROP_RATES = (Fraction(30000, 1001), Fraction(60000, 1001), Fraction(120000, 1001))
# Matroska and its like round times to the millisecond: half of one belongs to the frame after.
_ROUNDING = Fraction(1, 2000)

_NEAR = Fraction(1, 500)
"""How far from a whole number a rate may be that is named after it: 23.976 is 1/1000 below 24."""

_CODE = re.compile(r"^(?:(?:(\d+)[:;])?(\d+)[:;])?(\d+)[:;](\d+)$")
_FRAMES = re.compile(r"^(?:f:?\s*(\d+)|(\d+)\s*f)$", re.IGNORECASE)
_CLOCK = re.compile(r"^(?:(?:(\d+):)?(\d+):)?(\d+[.,]\d*)\s*s?$|^(\d+)\s*s$")
_DIGITS = re.compile(r"^\d{1,8}$")


def uses_drop_frame(rate: Fraction) -> bool:
    """Whether timecode of this rate usually drops numbers to keep up with the clock."""
    return rate in _DROP_RATES


def frame_number(time: Time, rate: Fraction) -> int:
    """The 0-based frame that is shown at a moment, at a constant rate (frames per second > 0)."""
    return max(0, (time + min(_ROUNDING, 1 / rate / 4)) * rate // 1)


def frame_time(number: int, rate: Fraction) -> Time:
    """Seconds at which a frame begins, at a constant rate."""
    return Fraction(number) / rate


def frames_to_code(number: int, rate: Fraction, *, drop: bool = False) -> str:
    """`HH:MM:SS:FF`, with `;` before the frames where numbers are dropped; 24 h do not wrap."""
    nominal = frames_per_second(rate)
    drop = drop and uses_drop_frame(rate)
    if drop:
        number = _with_gaps(number, nominal)
    if has_even_seconds(rate):
        seconds, frame = divmod(number, nominal)
    else:
        seconds = number / rate // 1
        frame = number - first_frame_of(seconds, rate)
    digits = max(2, len(str(nominal - 1)))
    return f"{_clock(seconds)}{';' if drop else ':'}{frame:0{digits}}"


def code_to_frames(text: str, rate: Fraction, *, drop: bool = False) -> int:
    """Read `[[HH:]MM:]SS:FF`; the inverse of `frames_to_code`.

    Raises:
        UsageError: it is no timecode of this rate, or a number that drop-frame leaves out.
    """
    match = _CODE.match(text.strip())
    nominal = frames_per_second(rate)
    drop = drop and uses_drop_frame(rate)
    if not match:
        raise UsageError(f"“{text}” is not a timecode; write it like 00:01:30:12.")
    hours, minutes, seconds, frame = (int(part or 0) for part in match.groups())
    second = hours * 3600 + minutes * 60 + seconds
    number, following = second * nominal, (second + 1) * nominal
    if not has_even_seconds(rate):
        number, following = first_frame_of(second, rate), first_frame_of(second + 1, rate)
    if frame >= following - number:
        held = following - number
        raise UsageError(f"“{text}” names frame {frame} of a second that has {held}.")
    number += frame
    if not drop:
        return number
    minute = hours * 60 + minutes + seconds // 60
    if seconds % 60 == 0 and minute % 10 and frame < _dropped(nominal):
        raise UsageError(f"“{text}” does not exist: drop-frame timecode leaves it out.")
    return number - _dropped(nominal) * (minute - minute // 10)


def timecode(time: Time, rate: Fraction | None, *, drop: bool | None = None) -> str:
    """What stands for a moment: timecode, or real time where there is no one rate.

    Args:
        time: Seconds, 0 or more.
        rate: Frames per second; None for a variable rate.
        drop: Whether to drop numbers; None does what is usual for the rate.
    """
    if rate is None:
        return clock_time(time)
    drop = uses_drop_frame(rate) if drop is None else drop
    return frames_to_code(frame_number(time, rate), rate, drop=drop)


def clock_time(time: Time) -> str:
    """`HH:MM:SS.mmm`, cut off rather than rounded so that it never runs ahead."""
    milliseconds = int(max(Fraction(0), time) * 1000)
    return f"{_clock(milliseconds // 1000)}.{milliseconds % 1000:03}"


def parse_time(text: str, rate: Fraction | None, *, drop: bool | None = None) -> Time:
    """Read what a user types to go somewhere.

    Understands timecode (`1:02:03:04`, `2:10`), a frame (`126f`, `f:126`), a clock (`1:02.5`,
    `12.5`, `90 s`), and plain digits as timecode from the right (`406` is 4 s and 6 frames).

    Args:
        text: As typed.
        rate: Frames per second; None for a variable rate, where only clock times have a meaning.
        drop: As for `timecode`.

    Raises:
        UsageError: it is none of these; the sentence says what would be.
    """
    text = text.strip()
    clock = _CLOCK.match(text)
    if clock:
        return _read_clock(clock)
    if rate is None:
        return _read_plain_clock(text)
    frames = _FRAMES.match(text)
    if frames:
        return frame_time(int(frames[1] or frames[2]), rate)
    if _DIGITS.match(text):
        text = _spread(text)
    drop = uses_drop_frame(rate) if drop is None else drop
    return frame_time(code_to_frames(text, rate, drop=drop), rate)


def frames_per_second(rate: Fraction) -> int:
    """How many numbers a second of timecode has: 30 at 29.97, at most 13 at 12.5."""
    return max(1, round(rate) if has_even_seconds(rate) else math.ceil(rate))


def has_even_seconds(rate: Fraction) -> bool:
    """Whether each second of timecode has the same count of frames: 24, 23.976, not 12.5."""
    return abs(rate - round(rate)) <= rate * _NEAR


def first_frame_of(second: int, rate: Fraction) -> int:
    """The first frame that begins in a second of the clock, or after it."""
    return math.ceil(second * rate)


def _dropped(nominal: int) -> int:
    return nominal // 15


def _with_gaps(number: int, nominal: int) -> int:
    """The number that a real frame has once the dropped names are counted too."""
    dropped = _dropped(nominal)
    minute = nominal * 60 - dropped
    ten = minute * 10 + dropped
    tens, rest = divmod(number, ten)
    skipped = tens * 9
    if rest >= nominal * 60:
        skipped += 1 + (rest - nominal * 60) // minute
    return number + skipped * dropped


def _clock(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _read_clock(match: re.Match[str]) -> Time:
    if match[4]:
        return Fraction(match[4])
    seconds = Fraction(match[3].replace(",", ".").rstrip("."))
    return Fraction(match[1] or 0) * 3600 + Fraction(match[2] or 0) * 60 + seconds


def _read_plain_clock(text: str) -> Time:
    parts = text.split(":")
    if not 1 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise UsageError(f"“{text}” is not a time; write it like 1:30.5.")
    total = Fraction(0)
    for part in parts:
        total = total * 60 + int(part)
    return total


def _spread(digits: str) -> str:
    """`40612` as `4:06:12`: pairs from the right, at least seconds and frames."""
    digits = digits.zfill(4) if len(digits) < 4 else digits
    head = len(digits) % 2
    pairs = [digits[:head]] if head else []
    return ":".join(pairs + [digits[at : at + 2] for at in range(head, len(digits), 2)])
