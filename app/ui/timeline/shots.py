"""Cuts found in the media, seen through the clips that show it."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Project


@dataclass(frozen=True, slots=True)
class Shot:
    """A stretch of the timeline without a cut.

    Attributes:
        number: Counts from 1.
        start, end: On the timeline.
        coming: Whether its first cut comes from a job that still runs.
    """

    number: int
    start: Time
    end: Time
    coming: bool = False


def cuts_of(clip: Clip, media: MediaItem | None) -> list[Time]:
    """Timeline times at which a new shot begins inside a clip; its own edges are not among them."""
    if media is None or not media.cuts or clip.source.end is None:
        return []
    first = bisect_right(media.cuts, clip.source.start)
    last = bisect_left(media.cuts, clip.source.end)
    return [clip.at + cut - clip.source.start for cut in media.cuts[first:last]]


def shots_of(project: Project) -> tuple[Shot, ...]:
    """The shots of the lowest shown track that has clips: the one a programme is built on."""
    media = {item.id: item for item in project.media}
    track = next((t for t in project.tracks if t.clips and not t.hidden), None)
    shots: list[Shot] = []
    for clip in track.clips if track else ():
        edges = [clip.at, *cuts_of(clip, media.get(clip.media_id)), clip.end]
        for start, end in itertools.pairwise(edges):
            shots.append(Shot(len(shots) + 1, start, end))
    return tuple(shots)


def cut_times(project: Project) -> list[Time]:
    """Every place where the picture changes, on any shown track, rising: for N and P."""
    media = {item.id: item for item in project.media}
    found: set[Time] = set()
    for track in project.tracks:
        for clip in () if track.hidden else track.clips:
            found.update((clip.at, clip.end, *cuts_of(clip, media.get(clip.media_id))))
    return sorted(found, key=float)
