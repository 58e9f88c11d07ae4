"""CMX 3600 edit decision lists: an event for each shot, a marker for each segment.

The out point is exclusive. Source and record times are the same and count from the clip's first
frame, at the clip's rate, which the file does not name: it has to be known to whoever reads it. A
marker (`LOC`) has no length, so a comment `SEGMENT` says from when to when. There are 999 numbers.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from app.annotations.formats import edl_reading
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import (
    COLOURS,
    LABEL_DETAILS,
    ONE_LINE_NAMES,
    TAGS,
    extras_but,
    one_line,
)
from app.annotations.formats.needs import need_media
from app.annotations.formats.segment_steps import (
    BARE_SEGMENTS,
    IN_ORDER,
    NUMBERED,
    OBJECTS,
    TIMED,
    USED,
    WITHIN,
    settled_cuts_in,
    settled_in,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import write_text
from app.annotations.formats.timecode import DAY, timecode_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts

MAX_EVENTS = 999


def _too_long(layer: AnnotationLayer) -> AnnotationLayer:
    if not (layer.segments or layer.cuts) or FrameClock(layer.media).length < DAY:
        return layer
    return replace(layer, segments=(), cuts=())


SHORT = Step(
    "Segments and shots are left out: the clip is longer than a day, which is all "
    "that timecode can count.",
    _too_long,
)


SETTLED_CUTS = settled_cuts_in(
    "Cuts move to frames that the timecode can tell apart.",
    lambda clock: timecode_of(clock).rate,
)
SETTLED = settled_in(
    "Segments move to frames that the timecode can tell apart.",
    lambda clock: timecode_of(clock).rate,
)
NUMBERED_EVENTS = Step(
    f"Shots after the {MAX_EVENTS}th, the last that can be numbered, are joined to it.",
    lambda layer: (
        replace(layer, cuts=layer.cuts[: MAX_EVENTS - 1])
        if len(layer.cuts) >= MAX_EVENTS
        else layer
    ),
)


class EdlFormat(SteppedFormat):
    """CMX 3600."""

    name = "edl"
    title = "CMX 3600 edit decision list"
    suffix = ".edl"
    steps = (
        *(OBJECTS, TAGS, TIMED, WITHIN, SHORT, SETTLED, SETTLED_CUTS, NUMBERED_EVENTS, IN_ORDER),
        *(NUMBERED, *BARE_SEGMENTS, extras_but(), COLOURS, LABEL_DETAILS),
        *(*USED, ONE_LINE_NAMES),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write an event for each shot, all of the clip being one where there are no cuts."""
        write_text(path, "\n".join(_lines(whole, layer)) + "\n")

    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the record times of a list of that clip's shots, and its markers."""
        return edl_reading.layer_of(path, need_media(media, path))


def _lines(original: AnnotationLayer, layer: AnnotationLayer) -> Iterator[str]:
    clock = FrameClock(layer.media)
    code = timecode_of(clock)
    name = one_line(layer.media.file_name, "clip")
    yield f"TITLE: {name}"
    yield f"FCM: {'DROP FRAME' if code.drop else 'NON-DROP FRAME'}"
    if not clock.count or clock.length >= DAY:
        return
    colours = {one_line(label.name, "label"): label.colour for label in original.labels}
    edges = [clock.units(cut, code.rate) for cut in (0, *layer.cuts)]
    edges.append(max(1, clock.units(clock.count, code.rate)))
    spans = [(clock.units(a.start, code.rate), a) for a in layer.segments]
    for number, (start, stop) in enumerate(pairwise(edges), 1):
        times = f"{code.text(start)} {code.text(stop)}"
        yield f"\n{number:03}  AX       V     C        {times} {times}"
        yield f"* FROM CLIP NAME: {name}"
        for place, part in spans:
            if start <= place < stop or (place >= stop == edges[-1]):
                end = code.text(clock.units(part.stop, code.rate))
                colour = edl_reading.marker_colour(colours.get(part.label, ""))
                yield f"* LOC: {code.text(place)} {colour:<7} {part.label}"
                yield f"* SEGMENT: {code.text(place)} {end} {part.label}"
