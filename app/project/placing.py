"""Where clips find room: nothing on a track ever overlaps.

Clips that are moved or put down never eat into others: they go to the nearest room there is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.base.time import Span, Time
    from app.project.model import Clip, MediaItem

ROUNDS = 16
"""How often a group of clips is pushed on before it is put behind everything else."""

SHORTEST = Fraction(1, 1000)
"""Seconds that a clip keeps when trimmed, where the length of a frame is not known."""

Group = tuple["Sequence[Clip]", "Sequence[Clip]"]
"""Clips on the move, and those that stay on the track they go to; both in order of time."""


def fitting(source: Span, media: MediaItem) -> Span | None:
    """The part of a source that exists, bounded; None if there is nothing of it."""
    start = max(Fraction(0), source.start)
    end = source.end
    if media.facts is not None:
        end = media.facts.duration if end is None else min(end, media.facts.duration)
    if end is None or end <= start:
        return None
    if (start, end) == (source.start, source.end):
        return source
    return replace(source, start=start, end=end)


def shortest(media: MediaItem | None) -> Time:
    """How short a clip may get: one frame."""
    if media is None or media.facts is None or media.facts.rate <= 0:
        return SHORTEST
    return 1 / media.facts.rate


def later_room(groups: Sequence[Group], by: Time) -> Time:
    """The smallest shift not below `by` with which no clip on the move meets one that stays."""
    for _ in range(ROUNDS):
        further = max((_push_on(clip, stay, by) for clip, stay in _moves(groups)), default=by)
        if further == by:
            return by
        by = further
    return max(stay[-1].end - moved[0].at for moved, stay in groups if moved and stay)


def earlier_room(groups: Sequence[Group], by: Time) -> Time | None:
    """The largest shift not above `by` that leaves room to all and starts nothing below 0."""
    lowest = max((-moved[0].at for moved, _ in groups if moved), default=by)
    for _ in range(ROUNDS):
        if by < lowest:
            return None
        further = min((_push_back(clip, stay, by) for clip, stay in _moves(groups)), default=by)
        if further == by:
            return by
        by = further
    return None


def nearest_room(groups: Sequence[Group], by: Time) -> Time:
    """The shift nearest to `by` that is possible."""
    by = max([by, *(-moved[0].at for moved, _ in groups if moved)])
    later = later_room(groups, by)
    if later == by:
        return by
    earlier = earlier_room(groups, by)
    return later if earlier is None or later - by < by - earlier else earlier


def layers(clips: Sequence[Clip]) -> list[list[Clip]]:
    """Clips dealt out to as few tracks as they need not to overlap; in order of time."""
    found: list[list[Clip]] = []
    for clip in sorted(clips, key=lambda clip: clip.at):
        layer = next((layer for layer in found if layer[-1].end <= clip.at), None)
        if layer is None:
            found.append([clip])
        else:
            layer.append(clip)
    return found


def _moves(groups: Sequence[Group]) -> Iterator[tuple[Clip, Sequence[Clip]]]:
    return ((clip, stay) for moved, stay in groups if stay for clip in moved)


def _push_on(clip: Clip, stay: Sequence[Clip], by: Time) -> Time:
    """The shift that takes one clip behind what is in its way, if anything is."""
    blocker = _last_before(stay, clip.end + by)
    if blocker is None or blocker.end <= clip.at + by:
        return by
    return blocker.end - clip.at


def _push_back(clip: Clip, stay: Sequence[Clip], by: Time) -> Time:
    blocker = _first_ending_after(stay, clip.at + by)
    if blocker is None or blocker.at >= clip.end + by:
        return by
    return blocker.at - clip.end


def _last_before(stay: Sequence[Clip], time: Time) -> Clip | None:
    """The last clip that starts before `time`."""
    place = bisect_left(stay, time, key=lambda clip: clip.at) - 1
    return stay[place] if place >= 0 else None


def _first_ending_after(stay: Sequence[Clip], time: Time) -> Clip | None:
    place = bisect_right(stay, time, key=lambda clip: clip.end)
    return stay[place] if place < len(stay) else None
