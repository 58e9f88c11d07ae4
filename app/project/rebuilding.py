"""Making a project that differs in one place and shares everything else with the old one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from app.project.model import Clip, Project, Track


def with_tracks(project: Project, tracks: Iterable[Track]) -> Project:
    """The project with these tracks; the very same one if they are the ones it has."""
    tracks = tuple(tracks)
    if len(tracks) == len(project.tracks) and all(map(_same, tracks, project.tracks)):
        return project
    return replace(project, tracks=tracks)


def with_clips(track: Track, clips: Iterable[Clip]) -> Track:
    """The track with these clips, given in order of time; the very same one if nothing differs."""
    clips = tuple(clips)
    if len(clips) == len(track.clips) and all(map(_same, clips, track.clips)):
        return track
    return replace(track, clips=clips)


def _same(one: object, other: object) -> bool:
    return one is other


def with_sorted_clips(track: Track, clips: Iterable[Clip]) -> Track:
    """The same for clips in any order; they must not overlap."""
    return with_clips(track, sorted(clips, key=lambda clip: clip.at))


def change_clips(
    project: Project,
    ids: Collection[str],
    change: Callable[[Track, int], Iterable[Clip]],
    *,
    force: bool = False,
) -> Project:
    """Replace clips by what becomes of each.

    Args:
        project: Where.
        ids: Of the clips.
        change: Gives what stands in place of clip number n of a track, in order of time: one
            clip, several, or none. The result must keep to the room of the old clip.
        force: Change clips on locked tracks too.
    """
    return with_tracks(project, (_changed(t, ids, change, force) for t in project.tracks))


def _changed(
    track: Track,
    ids: Collection[str],
    change: Callable[[Track, int], Iterable[Clip]],
    force: bool,
) -> Track:
    if track.locked and not force:
        return track
    hits = [number for number, clip in enumerate(track.clips) if clip.id in ids]
    clips = list(track.clips)
    for number in reversed(hits):
        clips[number : number + 1] = change(track, number)
    return with_clips(track, clips) if hits else track
