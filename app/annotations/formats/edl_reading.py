"""CMX 3600 edit decision lists as layers, every line doubted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.layer_steps import one_line
from app.annotations.formats.needs import need_times
from app.annotations.formats.segment_list import SegmentList
from app.annotations.formats.text_file import lines_of
from app.annotations.formats.timecode import Timecode, timecode_of
from app.annotations.model import Segment

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.text_file import Line
    from app.annotations.layer import AnnotationLayer, MediaFacts

MARKER_COLOURS = {
    "RED": (255, 0, 0),
    "GREEN": (0, 255, 0),
    "BLUE": (0, 0, 255),
    "CYAN": (0, 255, 255),
    "MAGENTA": (255, 0, 255),
    "YELLOW": (255, 255, 0),
    "BLACK": (0, 0, 0),
    "WHITE": (255, 255, 255),
}
"""Those that markers can have."""

_CODE = r"\d+:\d+:\d+[:;.,]\d+"
_EVENT = re.compile(
    rf"(\d+)\s+(\S+)\s+(\S+)\s+(.*?)\s*({_CODE})\s+({_CODE})\s+({_CODE})\s+({_CODE})", re.ASCII
)
_SOUND = re.compile(r"A\d*|AA|NONE", re.IGNORECASE)
_MARKER = re.compile(rf"\*\s*LOC:\s*({_CODE})\s+([A-Za-z]+)\b\s*(.*)")
_SEGMENT = re.compile(rf"\*\s*SEGMENT:\s*({_CODE})\s+({_CODE})\s+(.+)")
_HEADS = (
    *("TITLE:", "FCM:", "SPLIT:", "M2", "EFFECTS", "AUD", "FINAL", "BLK", "GPI", ">>>", "FFMPEG"),
)
_LONGEST = 500
"""Characters of an event, which has some 80."""


def marker_colour(colour: str) -> str:
    """The marker's colour nearest to `#rrggbb`; red for none."""
    if not colour:
        return "RED"
    wanted = bytes.fromhex(colour[1:])

    def distance(name: str) -> int:
        return sum((a - b) ** 2 for a, b in zip(MARKER_COLOURS[name], wanted, strict=True))

    return min(MARKER_COLOURS, key=distance)


@dataclass(slots=True)
class _List:
    """What the lines of a list said so far, in units of its timecode."""

    code: Timecode
    edges: list[tuple[int, Line]] = field(default_factory=list)
    spans: list[tuple[int, int, str, Line]] = field(default_factory=list)
    markers: list[tuple[int, str, Line]] = field(default_factory=list)
    first: int | None = None

    def frame(self, text: str, line: Line) -> int:
        """The frame of a timecode."""
        found = self.code.frame(text)
        if found is None:
            rate = float(self.code.rate)
            line.refuse(f"has the time {text[:20]}, which does not exist at {rate:g} per second")
        return found

    def take(self, line: Line) -> None:
        """Take in a line."""
        if len(line.text) < _LONGEST and (found := _EVENT.fullmatch(line.text)):
            self._event(found, line)
        elif found := _SEGMENT.fullmatch(line.text):
            start, stop = self.frame(found[1], line), self.frame(found[2], line)
            self.spans.append((start, stop, one_line(found[3], "label"), line))
        elif found := _MARKER.fullmatch(line.text):
            self.markers.append((self.frame(found[1], line), one_line(found[3], "marker"), line))
        elif line.text.upper().startswith("FCM:"):
            drop = "NON" not in line.text.upper() and self.code.rate.denominator == 1001
            self.code = Timecode(self.code.rate, drop and self.code.rate.numerator % 30000 == 0)
        elif not line.text.startswith(("*", "|")) and not line.text.upper().startswith(_HEADS):
            line.refuse("is no line of an edit decision list")

    def _event(self, found: re.Match[str], line: Line) -> None:
        start, stop = self.frame(found[7], line), self.frame(found[8], line)
        if stop < start:
            line.refuse("ends before it starts")
        self.first = start if self.first is None else self.first
        if stop > start and not _SOUND.fullmatch(found[3]):
            self.edges += [(start, line), (stop, line)]


def layer_of(path: Path, media: MediaFacts) -> AnnotationLayer:
    """The shots and markers of a list.

    Raises:
        AnnotationError: a line that is none, or a time beyond the clip.
    """
    clock = FrameClock(media)
    said = _List(timecode_of(clock))
    for line in lines_of(path):
        said.take(line)
    found = SegmentList()
    if not (said.edges or said.spans or said.markers):
        return found.layer_of(media, ())
    need_times(media, path)
    rate = said.code.rate
    end = max(1, clock.units(clock.count, rate))
    offset = _offset(said, end)
    placed = {(start - offset, label) for start, _, label, _ in said.spans}
    loose = [m for m in said.markers if (m[0] - offset, m[1]) not in placed]
    for start, stop, label, line in [*said.spans, *((at, at, name, li) for at, name, li in loose)]:
        if not 0 <= start - offset <= end or stop < start:
            line.refuse("has a time outside the clip, or an end before its start")
        first, last = clock.span(start - offset, stop - offset, rate)
        found.add(Segment(0, label, first, last))
    for edge, line in said.edges:
        if not 0 <= edge - offset <= end:
            line.refuse("has a time outside the clip")
    cuts = clock.cuts((edge - offset for edge, _ in said.edges), rate)
    return found.layer_of(media, found.numbered(), cuts=cuts)


def _offset(said: _List, end: int) -> int:
    """What the count starts from: programmes usually start at one hour, or at ten."""
    latest = max((edge for edge, _ in said.edges), default=0)
    if latest <= end or said.first is None:
        return 0
    start = said.code.frame(f"{said.code.text(said.first)[:2]}:00:00:00")
    return start or 0
