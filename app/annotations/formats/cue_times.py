"""Clock times of subtitles: hours, minutes, seconds and milliseconds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.annotations.formats.frame_clock import FrameClock
    from app.annotations.formats.text_file import Line

_TIME = r"(?:(\d{1,12}):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})"
TIMING = re.compile(rf"\s*{_TIME}\s*-->\s*{_TIME}(.*)", re.ASCII)
"""Two times and what stands behind them."""


def clock_text(milliseconds: int, point: str) -> str:
    """`HH:MM:SS.mmm`, with more digits for the hours where they are needed."""
    seconds, rest = divmod(milliseconds, 1000)
    minutes, hours = seconds // 60 % 60, seconds // 3600
    return f"{hours:02}:{minutes:02}:{seconds % 60:02}{point}{rest:03}"


def frames_of(found: re.Match[str], line: Line, clock: FrameClock) -> tuple[int, int]:
    """The frames a timing line speaks of.

    Raises:
        AnnotationError: it ends before it starts, or starts after the clip.
    """
    groups = found.groups()
    start, stop = _milliseconds(groups[0:4], line), _milliseconds(groups[4:8], line)
    if stop < start:
        line.refuse("ends before it starts")
    if not clock.count or (
        start > clock.units(clock.count - 1) and start >= clock.units(clock.count)
    ):
        line.refuse("starts after the end of the clip")
    return clock.span(start, stop)


def _milliseconds(words: tuple[str | None, ...], line: Line) -> int:
    hours, minutes, seconds = (int(word or 0) for word in words[:3])
    if minutes > 59 or seconds > 59:
        line.refuse("has more than 59 minutes or seconds")
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((words[3] or "").ljust(3, "0"))
