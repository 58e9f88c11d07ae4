"""What a timeline shows and when: stretches of one clip each, with gaps between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from app.project.queries import clips, find_media, visible_clip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Project


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the timeline, `[start, end)`, in which one clip is seen; times in seconds."""

    start: Time
    end: Time
    clip: Clip


def stretches(project: Project, start: Time, end: Time) -> tuple[Stretch, ...]:
    """What is seen between two moments, in order; gaps are left out."""
    found: list[Stretch] = []
    seen = with_pictures(project)
    moments = _cuts(seen, start, end)
    for begin, stop in pairwise(moments):
        clip = visible_clip(seen, begin)
        if clip is None:
            continue
        if found and found[-1].clip is clip and found[-1].end == begin:
            found[-1] = replace(found[-1], end=stop)
        else:
            found.append(Stretch(begin, stop, clip))
    return tuple(found)


def _cuts(project: Project, start: Time, end: Time) -> list[Time]:
    """Moments at which something may change, `start` and `end` among them."""
    edges = {edge for _, clip in clips(project) for edge in (clip.at, clip.end)}
    return sorted({start, end, *(edge for edge in edges if start < edge < end)})


def with_pictures(project: Project) -> Project:
    """The project without hidden tracks and without clips that have no picture (music)."""
    silent = {item.id for item in project.media if item.facts and not item.facts.frames}
    tracks = (
        replace(track, clips=tuple(clip for clip in track.clips if clip.media_id not in silent))
        for track in project.tracks
        if not track.hidden
    )
    return replace(project, tracks=tuple(tracks))


def heard(project: Project, start: Time, end: Time) -> Iterator[Clip]:
    """Clips whose sound may be heard between two moments, track by track."""
    for track, clip in clips(project):
        if not track.muted and clip.at < end and clip.end > start and _may_sound(project, clip):
            yield clip


def _may_sound(project: Project, clip: Clip) -> bool:
    item = find_media(project, clip.media_id)
    return item is not None and (item.facts is None or item.facts.sound)


def used_media(project: Project, start: Time, end: Time) -> tuple[MediaItem, ...]:
    """Every source that is seen or heard between two moments, once, in order of the bin."""
    used = {stretch.clip.media_id for stretch in stretches(project, start, end)}
    used |= {clip.media_id for clip in heard(project, start, end)}
    return tuple(item for item in project.media if item.id in used)
