"""SubRip subtitles: one numbered cue for each segment, its label as the text.

Tags as players know them (`<i>`, `<font …>`, `{\\an8}`) are no part of a label; the text of a
foreign file is given back as it was, as long as its segment keeps its label.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from app.annotations.formats.cue_times import TIMING, clock_text, frames_of
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.layer_steps import (
    COLOURS,
    CUTS,
    LABEL_DETAILS,
    TAGS,
    extras_but,
    one_line,
    plain_names,
)
from app.annotations.formats.needs import need_media, need_times
from app.annotations.formats.segment_list import SegmentList
from app.annotations.formats.segment_steps import (
    BARE_SEGMENTS,
    IN_MILLISECONDS,
    IN_ORDER,
    NUMBERED,
    OBJECTS,
    TIMED,
    USED,
    WITHIN,
    own_words,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import Line, read_text, write_text
from app.annotations.model import NONE, Segment
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}|\{/?[BbIiUuSs]\}")


def plain_text(text: str) -> str:
    """The text of a cue as one line without tags."""
    line = one_line(text.replace("-->", "→"), "label")
    while _TAG.search(line):
        line = _TAG.sub("", line)
    return line if line == text else plain_text(line)


def _own(part: Segment) -> dict[str, object]:
    """What is written of a segment beyond label and times: nothing that would break the file."""
    found = part.extra.get("srt")
    own = found if isinstance(found, dict) else {}
    text, place = own.get("text"), own.get("place")
    fitting: dict[str, object] = {}
    if isinstance(text, str) and "-->" not in text and plain_text(text) == part.label:
        lines = [line.strip() for line in re.split(r"\r\n|\r|\n", text)]
        fitting = {"text": text} if text == "\n".join(filter(None, lines)) else {}
    if isinstance(place, str) and "-->" not in place and place == one_line(place, ""):
        fitting["place"] = place
    return fitting


class SrtFormat(SteppedFormat):
    """SubRip."""

    name = "srt"
    title = "SubRip subtitles"
    suffix = ".srt"
    steps = (
        *(OBJECTS, CUTS, TAGS, TIMED, WITHIN, IN_MILLISECONDS, IN_ORDER, NUMBERED),
        *(*BARE_SEGMENTS, extras_but("srt"), COLOURS, LABEL_DETAILS),
        *(*USED, plain_names(plain_text), own_words("srt", _own)),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a cue for each segment, in UTF-8."""
        write_text(path, "\n".join(_cues(layer)))

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the cues as segments of that clip."""
        found = SegmentList()
        media = need_media(media, path)
        clock = FrameClock(media)
        for timing, text in _blocks(path):
            match = TIMING.fullmatch(timing.text)
            if match is None:  # found by this very pattern
                continue
            label = plain_text(text)
            own = {"text": text} if text != label else {}
            if place := match[9].strip():
                own["place"] = place
            need_times(media, path)
            start, stop = frames_of(match, timing, clock)
            part = Segment(0, label, start, stop, extra={"srt": own})
            fitting = _own(part)
            found.add(replace(part, extra={"srt": fitting} if fitting else NONE))
        return found.layer_of(media, found.numbered())


def _cues(layer: AnnotationLayer) -> Iterator[str]:
    clock = FrameClock(layer.media)
    for part in layer.segments:
        start, stop = (clock_text(clock.units(n), ",") for n in (part.start, part.stop))
        own = part.extra.get("srt", {})
        place, text = own.get("place", ""), own.get("text", part.label)
        yield f"{part.id}\n{start} --> {stop}{place and ' ' + place}\n{text}\n"


def _blocks(path: Path) -> Iterator[tuple[Line, str]]:
    """The timing line of each cue and its text; blank lines within a text are left out."""
    lines = re.split(r"\r\n|\r|\n", read_text(path))
    places = [place for place, text in enumerate(lines) if TIMING.fullmatch(text)]
    first = places[0] if places else len(lines)
    for number, text in enumerate(lines[:first], 1):
        is_index = number == first and text.strip().isdecimal()
        if text.strip() and not is_index:
            Line(text, path.name, number).refuse("is no cue: a number and two times are expected")
    for place, following in pairwise([*places, len(lines) + 1]):
        rows = lines[place + 1 : following]
        if following <= len(lines) and rows and rows[-1].strip().isdecimal():
            rows = rows[:-1]
        text = "\n".join(row.strip() for row in rows if row.strip())
        yield Line(lines[place].strip(), path.name, place + 1), text
