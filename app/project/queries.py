"""Questions to a project. All are pure, and cost at most one pass over what they look at."""

from __future__ import annotations

from bisect import bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.model import Excerpt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Project, Track


def find_media(project: Project, media_id: str) -> MediaItem | None:
    """The source of an id."""
    return next((item for item in project.media if item.id == media_id), None)


def find_clip(project: Project, clip_id: str) -> Clip | None:
    """The clip of an id."""
    return next((clip for _, clip in clips(project) if clip.id == clip_id), None)


def track_of(project: Project, clip_id: str) -> Track | None:
    """The track that holds a clip."""
    return next((track for track, clip in clips(project) if clip.id == clip_id), None)


def clips(project: Project) -> Iterator[tuple[Track, Clip]]:
    """Every clip with its track, bottom track first, in order of time."""
    return ((track, clip) for track in project.tracks for clip in track.clips)


def clip_at(track: Track, time: Time) -> Clip | None:
    """The clip of one track at a moment, by binary search."""
    place = bisect_right(track.clips, time, key=lambda clip: clip.at) - 1
    if place < 0 or time >= track.clips[place].end:
        return None
    return track.clips[place]


def visible_clip(project: Project, time: Time) -> Clip | None:
    """The clip whose picture is seen at a moment: that of the topmost track that is shown."""
    found = (clip_at(track, time) for track in reversed(project.tracks) if not track.hidden)
    return next((clip for clip in found if clip is not None), None)


def length(project: Project) -> Time:
    """Where the last clip ends."""
    return max(
        (track.clips[-1].end for track in project.tracks if track.clips), default=Fraction(0)
    )


LAYER_EFFECTS = frozenset({"anonymise", "cut-out", "remove-object"})
"""Effects that look at what is said about the source; others do not change when that does."""


def excerpt_of(project: Project, clip: Clip, *, alternative: bool = False) -> Excerpt:
    """What rendering a clip means: its part of its source, with its chain (or the B chain).

    Raises:
        ValueError: the clip is not of this project.
    """
    media = find_media(project, clip.media_id)
    if media is None:
        raise ValueError(f"clip {clip.id} has no media")
    chain = clip.alternative if alternative else clip.effects
    looks = any(spec.enabled and spec.name in LAYER_EFFECTS for spec in chain)
    layer = dict(project.layers).get(clip.media_id) if looks else None
    return Excerpt(media, clip.source.start, clip.source.end, chain, layer)


def source_time(clip: Clip, time: Time) -> Time:
    """Seconds from the source's first frame that a clip shows at a moment of the timeline."""
    return clip.source.start + time - clip.at


def find_track(project: Project, track_id: str) -> Track | None:
    """The track of an id."""
    return next((track for track in project.tracks if track.id == track_id), None)


def track_end(track: Track) -> Time:
    """Where the last clip of one track ends."""
    return track.clips[-1].end if track.clips else Fraction(0)
