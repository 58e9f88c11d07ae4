"""WebVTT (https://www.w3.org/TR/webvtt1): one cue for each segment, its number as identifier.

A label's group is the voice of its cues. Settings, identifiers and marked-up text of foreign cues,
and blocks before the cues (NOTE, STYLE, REGION), are given back as they were.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.cue_times import TIMING, clock_text, frames_of
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import (
    COLOURS,
    CUTS,
    ONE_LINE_NAMES,
    TAGS,
    extras_but,
    one_line,
)
from app.annotations.formats.needs import need_media, need_times
from app.annotations.formats.segment_list import SegmentList
from app.annotations.formats.segment_steps import (
    BARE_SEGMENTS,
    DETAILS_BUT_GROUPS,
    IN_MILLISECONDS,
    IN_ORDER,
    OBJECTS,
    ONE_LINE_GROUPS,
    TIMED,
    USED,
    WITHIN,
    own_words,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import read_text, write_text
from app.annotations.formats.webvtt_text import blocks_of, cue_text, label_and_group, number_of
from app.annotations.model import NONE, Segment
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.formats.webvtt_text import Block
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Extra

_ARROW = "-->"


def _is_line(text: object) -> bool:
    return (
        isinstance(text, str) and bool(text) and text == one_line(text, "") and _ARROW not in text
    )


def _own(part: Segment) -> dict[str, object]:
    """What is written of a segment beyond label and times: nothing that would break the file."""
    found = part.extra.get("webvtt")
    own = found if isinstance(found, dict) else {}
    fitting = {key: own[key] for key in ("id", "settings") if _is_line(own.get(key))}
    if number_of(fitting.get("id", "")) is not None:
        del fitting["id"]
    text = own.get("text")
    if isinstance(text, str) and all(map(_is_line, text.split("\n"))):
        fitting |= {"text": text} if label_and_group(text)[0] == part.label else {}
    return fitting


def _with_own_blocks(layer: AnnotationLayer) -> AnnotationLayer:
    own = layer.extra.get("webvtt")
    if own is None or (isinstance(own, dict) and set(own) == {"head"} and _is_head(own["head"])):
        return layer
    return replace(layer, extra=NONE)


def _is_head(rows: object) -> bool:
    """Whether these are the first line and blocks that are no cues."""
    if not isinstance(rows, list) or len(rows) < 1 or not all(isinstance(r, str) for r in rows):
        return False
    blocks = list(blocks_of("\n\n".join(rows), "it"))
    return [block.text for block in blocks] == rows and not any(b.is_cue for b in blocks)


HEAD = Step("What a file said before its cues is damaged and left out.", _with_own_blocks)


class WebVttFormat(SteppedFormat):
    """WebVTT."""

    name = "webvtt"
    title = "WebVTT subtitles"
    suffix = ".vtt"
    steps = (
        *(OBJECTS, CUTS, TAGS, TIMED, WITHIN, IN_MILLISECONDS, IN_ORDER, *BARE_SEGMENTS),
        *(extras_but("webvtt"), COLOURS, DETAILS_BUT_GROUPS, *USED),
        *(ONE_LINE_NAMES, ONE_LINE_GROUPS, own_words("webvtt", _own), HEAD),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a cue for each segment."""
        write_text(path, "\n\n".join(_blocks(layer)) + "\n")

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the cues as segments of that clip."""
        media = need_media(media, path)
        clock, found, head = FrameClock(media), SegmentList(), []
        for block in blocks_of(read_text(path), path.name):
            if block.is_cue:
                need_times(media, path)
                _add(found, block, clock)
            else:
                head.append(block.text)
        extra: Extra = {"webvtt": {"head": head}} if head != ["WEBVTT"] else NONE
        return found.layer_of(media, found.in_order(), extra)


def _add(found: SegmentList, block: Block, clock: FrameClock) -> None:
    match = TIMING.fullmatch(block.timing.text)
    if match is None:
        block.timing.refuse("has “-->” but no two times such as 00:00:01.000")
    start, stop = frames_of(match, block.timing, clock)
    label, group = label_and_group(block.payload)
    own = {"settings": match[9].strip(), "text": block.payload, "id": block.id}
    id_ = number_of(block.id)
    if id_ is not None or not block.id:
        del own["id"]
    part = Segment(id_ or 0, label, start, stop, extra={"webvtt": own})
    known = found.labels.get(label)
    if block.payload == cue_text(label, known.group if known else group):
        del own["text"]
    own_kept = _own(part)
    found.add(replace(part, extra={"webvtt": own_kept} if own_kept else NONE), id_, group)


def _blocks(layer: AnnotationLayer) -> Iterator[str]:
    yield from layer.extra.get("webvtt", {}).get("head", ["WEBVTT"])
    clock = FrameClock(layer.media)
    groups = {label.name: label.group for label in layer.labels}
    for part in layer.segments:
        start, stop = (clock_text(clock.units(n), ".") for n in (part.start, part.stop))
        own = part.extra.get("webvtt", {})
        timing = f"{start} {_ARROW} {stop} {own.get('settings', '')}".rstrip()
        text = own.get("text", cue_text(part.label, groups[part.label]))
        yield f"{own.get('id', part.id)}\n{timing}\n{text}"
