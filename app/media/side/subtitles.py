"""Text subtitles turned from one format into another."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
from av.subtitles.stream import SubtitleStream
from av.subtitles.subtitle import AssSubtitle, SubtitleSet

from app.media.side.copy import Stamp
from app.media.side.rules import MOV_FAMILY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.time import Time
    from app.media.side.copy import Timed
    from app.media.side.source import SideSource
    from app.media.side.window import Window

TICK = Fraction(1, 90_000)
"""Of converted subtitles: whole ticks per millisecond, and 13 hours fit an mp4 sample's length."""

_UNSAID_LENGTH = Fraction(5)
"""Seconds an event is shown that does not say how long."""

_ASS_FIELDS = 8
"""Fields before the text in FFmpeg's ASS events: ReadOrder, Layer, Style, Name, margins, Effect."""


@dataclass(frozen=True, slots=True)
class Event:
    """One text on screen: `[start, end)` in output time, in FFmpeg's ASS line."""

    start: Time
    end: Time
    line: bytes


def add_converter(
    output: av.container.OutputContainer, source: SubtitleStream, coder: str
) -> SubtitleStream:
    """A subtitle stream with an encoder that knows the source's styles."""
    source.codec_context.open(strict=False)
    stream = output.add_stream(coder)
    assert isinstance(stream, SubtitleStream)
    # FFmpeg reads the header as a C string, PyAV does not end it.
    header = source.codec_context.subtitle_header or b""
    stream.codec_context.subtitle_header = header.rstrip(b"\0") + b"\0"
    stream.codec_context.time_base = TICK
    stream.time_base = TICK
    return stream


def converted_subtitles(
    source: SideSource, output: SubtitleStream, window: Window, container: str
) -> Iterator[Timed]:
    """The events seen in the window, encoded anew; an event that cannot be is noted."""
    events = _events(source, window)
    if container in MOV_FAMILY:
        events = disjoint(events)
    stamp = Stamp(output, TICK, together=True)
    for event in events:
        subtitle = SubtitleSet.create(event.line, 0, round((event.end - event.start) * 1000))
        try:
            packet = output.codec_context.encode_subtitle(subtitle)
        except av.FFmpegError:
            source.notes.append("A subtitle that is too long or damaged was left out.")
            continue
        packet.is_keyframe = True
        yield stamp(packet, event.start, event.end - event.start)


def _events(source: SideSource, window: Window) -> Iterator[Event]:
    """Decoded events, clipped to the window."""
    assert isinstance(source.stream, SubtitleStream)
    tick = source.stream.time_base or Fraction(1, 1000)
    for packet in source.packets():
        if packet.pts is None or not packet.size:
            continue
        if window.is_past(packet.pts * tick):
            return
        try:
            decoded = source.stream.codec_context.decode2(packet)
        except av.FFmpegError:
            source.notes.append("A damaged subtitle was left out.")
            continue
        start = packet.pts * tick
        clipped = window.clip(
            start, start + (packet.duration or 0) * tick or start + _UNSAID_LENGTH
        )
        for rect in decoded or ():
            if clipped and isinstance(rect, AssSubtitle) and rect.dialogue.strip():
                yield Event(*clipped, rect.ass)


def disjoint(events: Iterator[Event]) -> Iterator[Event]:
    """Events of which no two are shown at once, as mp4 needs it, with the same words on screen.

    Where events overlap, one with both texts is made for the time they share. `events` come in
    order of their starts.
    """
    shown: list[Event] = []
    now = Fraction(0)
    for event in events:
        yield from _until(event.start, now, shown)
        shown = [other for other in shown if other.end > event.start] + [event]
        now = event.start
    yield from _until(None, now, shown)


def _until(end: Time | None, now: Time, shown: list[Event]) -> Iterator[Event]:
    """What is on screen from `now` to `end`, in pieces during which it does not change."""
    while shown and (end is None or now < end):
        change = min(event.end for event in shown)
        change = change if end is None else min(change, end)
        if change > now:
            yield Event(now, change, _together([event.line for event in shown]))
        now = max(now, change)
        shown = [event for event in shown if event.end > now]


def _together(lines: list[bytes]) -> bytes:
    """One line with the texts of several, one below the other."""
    texts = [line.split(b",", _ASS_FIELDS)[-1] for line in lines[1:]]
    return b"\\N".join([lines[0], *texts])
