"""Frame by frame along the timeline, across clips and gaps, exact whatever the rates."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.queries import clips, length
from app.render.preview.place import place_at, timeline_time

if TYPE_CHECKING:
    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.project.model import MediaItem, Project

IndexOf = Callable[["MediaItem"], "FrameIndex"]

GAP_FRAME = Fraction(1, 25)
"""Seconds of a step where there is no picture that could have a rate."""

_BEFORE = Fraction(1, 1_000_000)
"""A moment before a frame begins: far less than any frame is long."""


def stepped(project: Project, time: Time, frames: int, index_of: IndexOf) -> Time:
    """Where the frame `frames` further begins, backwards if negative.

    The first step back out of the middle of a frame leads to the frame before it, as the step
    forward leads to the one after it. Never before 0 nor beyond the last frame.
    """
    for _ in range(abs(frames)):
        time = _next(project, time, index_of) if frames > 0 else _previous(project, time, index_of)
    return time


def frame_start(project: Project, time: Time, index_of: IndexOf) -> Time:
    """Where the frame on screen begins; in a gap, where its step does."""
    place = place_at(project, time)
    edge = max((e for e in _edges(project) if e <= time), default=Fraction(0))
    if place is None:
        return edge + (time - edge) // GAP_FRAME * GAP_FRAME
    index = index_of(place.media)
    number = index.number_at(place.media_time(index))
    start = timeline_time(place.clip, index, index.time_of(number))
    return max(start, _seen_since(project, time, start))


def last_frame(project: Project, index_of: IndexOf) -> Time:
    """Where the last frame of the timeline begins; 0 without any."""
    end = length(project)
    return frame_start(project, end - _BEFORE, index_of) if end > 0 else Fraction(0)


def _next(project: Project, time: Time, index_of: IndexOf) -> Time:
    place = place_at(project, time)
    edges = sorted(edge for edge in _edges(project) if edge > time)
    if place is None:
        begins = time + GAP_FRAME
    else:
        index = index_of(place.media)
        number = index.number_at(place.media_time(index)) + 1
        begins = place.clip.end
        if number < len(index):
            begins = min(begins, timeline_time(place.clip, index, index.time_of(number)))
    for edge in edges:
        if edge >= begins:
            break
        if not _same(project, time, edge):
            begins = edge
            break
    return begins if begins < length(project) else frame_start(project, time, index_of)


def _previous(project: Project, time: Time, index_of: IndexOf) -> Time:
    start = frame_start(project, time, index_of)
    if start <= 0:
        return Fraction(0)
    return max(Fraction(0), frame_start(project, start - _BEFORE, index_of))


def _seen_since(project: Project, time: Time, start: Time) -> Time:
    """The moment in [start, time] from which on the same clip is seen as at `time`."""
    for edge in sorted((e for e in _edges(project) if start < e <= time), reverse=True):
        if not _same(project, time, edge - _BEFORE):
            return edge
    return start


def _same(project: Project, a: Time, b: Time) -> bool:
    one, other = place_at(project, a), place_at(project, b)
    if one is None or other is None:
        return one is other
    return one.clip is other.clip


def _edges(project: Project) -> set[Time]:
    return {edge for _, clip in clips(project) for edge in (clip.at, clip.end)}
