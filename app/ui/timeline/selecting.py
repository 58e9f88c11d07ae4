"""Which clips go together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.project.queries import clips

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.base.time import Time
    from app.project.model import Clip, Project


def followers(project: Project, ids: Collection[str]) -> frozenset[str]:
    """The clips of `ids`, and all that come later on the same tracks."""
    found: set[str] = set()
    for track in project.tracks:
        first = next((n for n, clip in enumerate(track.clips) if clip.id in ids), None)
        if first is not None:
            found.update(clip.id for clip in track.clips[first:])
    return frozenset(found)


def between(project: Project, one: str, other: str) -> frozenset[str]:
    """All clips that start between two clips, on their tracks and those between."""
    where = {clip.id: (n, clip) for n, track in enumerate(project.tracks) for clip in track.clips}
    if one not in where or other not in where:
        return frozenset({other} & where.keys())
    tracks = sorted((where[one][0], where[other][0]))
    times = sorted((where[one][1].at, where[other][1].at))
    return frozenset(
        clip.id
        for number, clip in where.values()
        if tracks[0] <= number <= tracks[1] and times[0] <= clip.at <= times[1]
    )


def neighbour(project: Project, clip_id: str, step: int) -> Clip | None:
    """The next (1) or previous (-1) clip on the same track."""
    for track in project.tracks:
        for number, clip in enumerate(track.clips):
            if clip.id == clip_id:
                place = number + step
                return track.clips[place] if 0 <= place < len(track.clips) else None
    return None


def across(project: Project, clip_id: str, step: int) -> Clip | None:
    """The clip nearest in time on the next track above (1) or below (-1) that has clips."""
    found = [(n, c) for n, t in enumerate(project.tracks) for c in t.clips if c.id == clip_id]
    if not found:
        return None
    number, clip = found[0]
    tracks = project.tracks[number + 1 :] if step > 0 else project.tracks[:number][::-1]
    track = next((track for track in tracks if track.clips), None)
    return min(track.clips, key=lambda other: abs(other.at - clip.at)) if track else None


def first_at(project: Project, time: Time) -> Clip | None:
    """The clip at a time, topmost track first; else the first clip of all."""
    under = [clip for _, clip in clips(project) if clip.at <= time < clip.end]
    return under[-1] if under else next((clip for _, clip in clips(project)), None)
