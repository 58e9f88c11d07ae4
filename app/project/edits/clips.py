"""Clips on tracks: put down, moved, trimmed, split, taken away.

Times are seconds on the timeline. Clips on locked tracks stay as they are, whatever is asked.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from app.project import keyframe_times, placing, queries
from app.project.edits.tracks import next_name
from app.project.ids import new_id
from app.project.model import Clip, Track
from app.project.rebuilding import change_clips, with_clips, with_sorted_clips, with_tracks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.base.time import Span, Time
    from app.project.model import Edit, Project

MOST_NEW_TRACKS = 100
"""By one paste; more is refused."""


def append_clip(
    track_id: str | None,
    media_id: str,
    source: Span,
    at: Time | None = None,
    clip_id: str | None = None,
) -> Edit:
    """Put a part of a source on a track.

    Args:
        track_id: Where; None takes the lowest unlocked track with room there, or a new one.
        media_id: Of the source.
        source: Cut to what the source has; its end may be open where the duration is known.
        at: Where it starts, or the next room after that; None means behind the last clip.
        clip_id: For callers who want to select it.
    """
    clip = Clip(clip_id or new_id(), media_id, source)
    spare = new_id()

    def edit(project: Project) -> Project:
        placed = _usable(project, clip)
        if placed is None or _taken(project, {clip.id}):
            return project
        track = _target(project, track_id, placed, at, spare)
        if track is None:
            return project
        start = queries.track_end(track) if at is None else max(Fraction(0), at)
        placed = replace(placed, at=start)
        by = placing.later_room([([placed], track.clips)], Fraction(0))
        return _added(project, track, [replace(placed, at=start + by)])

    return edit


def paste(
    clips: Iterable[Clip],
    at: Time,
    track_id: str | None = None,
    new_ids: Sequence[str] | None = None,
) -> Edit:
    """Put down copies of clips, with the same distances between them.

    All are shifted together to the next room. Copies of clips on several tracks go to as many
    tracks, which are made on top if need be.

    Args:
        clips: From this project; those whose source is not in it are left away.
        at: Where the first one starts.
        track_id: Where, the lowest one if there are several; None takes the one they came from.
        new_ids: For callers who want to select them; as many as clips.
    """
    clips = tuple(clips)
    copies = _renamed(clips, new_ids or [new_id() for _ in clips])
    names = frozenset(copy.id for copy in copies)
    spares = tuple(new_id() for _ in range(MOST_NEW_TRACKS))

    def edit(project: Project) -> Project:
        usable = [clip for clip in (_usable(project, copy) for copy in copies) if clip]
        if not usable or _taken(project, names):
            return project
        origins = dict(zip((copy.id for copy in copies), clips, strict=True))
        lowest, rows = _rows(project, usable, origins)
        targets = _targets(project, track_id or lowest, len(rows), spares)
        if targets is None:
            return project
        start = max(Fraction(0), at) - min(clip.at for clip in usable)
        groups = [(row, track.clips) for row, track in zip(rows, targets, strict=True)]
        by = placing.later_room(groups, start)
        for row, track in zip(rows, targets, strict=True):
            project = _added(project, track, [replace(clip, at=clip.at + by) for clip in row])
        return project

    return edit


def move_clips(ids: Iterable[str], by: Time, tracks_by: int = 0) -> Edit:
    """Shift clips in time and to other tracks, keeping their distances.

    Where they would overlap others, or start below 0, they go to the nearest room. They move by
    fewer tracks where there are no more, or a locked one.
    """
    chosen = frozenset(ids)

    def edit(project: Project) -> Project:
        steps = _possible_steps(project, chosen, tracks_by)
        groups = _groups(project, chosen, steps)
        shift = placing.nearest_room(groups, by)
        if not any(moved for moved, _ in groups) or (shift == 0 and steps == 0):
            return project
        return with_tracks(project, map(_joined, project.tracks, groups, [shift] * len(groups)))

    return edit


def trim_start(clip_id: str, to: Time) -> Edit:
    """Let a clip start elsewhere while its pictures stay at their times.

    Stops at the clip before it, the beginning of the source, and one frame before its end.
    """

    def change(project: Project, track: Track, number: int) -> Clip:
        clip = track.clips[number]
        lowest = track.clips[number - 1].end if number else Fraction(0)
        lowest = max(lowest, clip.at - clip.source.start)
        highest = max(clip.at, clip.end - _shortest(project, clip))
        by = min(max(to, lowest), highest) - clip.at
        if not by:
            return clip
        source = replace(clip.source, start=clip.source.start + by)
        return keyframe_times.shifted(replace(clip, at=clip.at + by, source=source), -by)

    return lambda project: change_clips(
        project, {clip_id}, lambda track, n: [change(project, track, n)]
    )


def trim_end(clip_id: str, to: Time) -> Edit:
    """Let a clip end elsewhere.

    Stops at the clip behind it, the end of the source, and one frame after its start.
    """

    def change(project: Project, track: Track, number: int) -> Clip:
        clip = track.clips[number]
        end = max(to, min(clip.end, clip.at + _shortest(project, clip)))
        if number + 1 < len(track.clips):
            end = min(end, track.clips[number + 1].at)
        wanted = replace(clip.source, end=clip.source.start + end - clip.at)
        media = queries.find_media(project, clip.media_id)
        source = placing.fitting(wanted, media) if media else wanted
        return clip if source is None or source == clip.source else replace(clip, source=source)

    return lambda project: change_clips(
        project, {clip_id}, lambda track, n: [change(project, track, n)]
    )


def split_at(ids: Iterable[str], time: Time) -> Edit:
    """Cut clips in two at a moment; those that do not show something before and at it stay whole.

    The first part keeps the id. Both keep the effects, with the same values at the same pictures.
    """
    fresh = {clip_id: new_id() for clip_id in ids}

    def change(track: Track, number: int) -> Sequence[Clip]:
        clip = track.clips[number]
        return _halves(clip, time, fresh[clip.id]) if clip.at < time < clip.end else (clip,)

    return lambda project: change_clips(project, fresh.keys(), change)


def delete_clips(ids: Iterable[str]) -> Edit:
    """Take clips away and leave their room empty."""
    chosen = frozenset(ids)
    return lambda project: change_clips(project, chosen, lambda track, number: ())


def ripple_delete(ids: Iterable[str]) -> Edit:
    """Take clips away and close their gaps: what is behind them on the same track moves up."""
    chosen = frozenset(ids)

    def close(track: Track) -> Track:
        if track.locked or not any(clip.id in chosen for clip in track.clips):
            return track
        zero = Fraction(0)
        gone = accumulate(clip.length if clip.id in chosen else zero for clip in track.clips)
        pairs = zip(track.clips, gone, strict=True)
        return with_clips(
            track,
            (
                replace(clip, at=clip.at - by) if by else clip
                for clip, by in pairs
                if clip.id not in chosen
            ),
        )

    return lambda project: with_tracks(project, map(close, project.tracks))


def rename_clip(clip_id: str, name: str) -> Edit:
    """Call a clip something else; "" gives it the name of its file again."""

    def change(track: Track, number: int) -> Sequence[Clip]:
        clip = track.clips[number]
        return (clip if clip.name == name else replace(clip, name=name),)

    return lambda project: change_clips(project, {clip_id}, change)


def _renamed(clips: Sequence[Clip], ids: Sequence[str]) -> tuple[Clip, ...]:
    return tuple(replace(clip, id=name) for clip, name in zip(clips, ids, strict=True))


def _halves(clip: Clip, time: Time, second_id: str) -> tuple[Clip, Clip]:
    cut = time - clip.at
    middle = clip.source.start + cut
    first = replace(clip, source=replace(clip.source, end=middle))
    second = replace(clip, id=second_id, at=time, source=replace(clip.source, start=middle))
    return keyframe_times.before(first, cut), keyframe_times.after(second, cut)


def _taken(project: Project, ids: Collection[str]) -> bool:
    return any(clip.id in ids for _, clip in queries.clips(project))


def _shortest(project: Project, clip: Clip) -> Time:
    return placing.shortest(queries.find_media(project, clip.media_id))


def _usable(project: Project, clip: Clip) -> Clip | None:
    """The clip with a part that its source really has."""
    media = queries.find_media(project, clip.media_id)
    source = placing.fitting(clip.source, media) if media else None
    return None if source is None else replace(clip, source=source)


def _target(
    project: Project, track_id: str | None, clip: Clip, at: Time | None, spare: str
) -> Track | None:
    if track_id is not None:
        track = queries.find_track(project, track_id)
        return None if track is None or track.locked else track
    placed = replace(clip, at=max(Fraction(0), at or Fraction(0)))
    for track in project.tracks:
        if not track.locked and (at is None or _has_room(track, placed)):
            return track
    return Track(spare, next_name(project))


def _has_room(track: Track, clip: Clip) -> bool:
    return not placing.later_room([([clip], track.clips)], Fraction(0))


def _added(project: Project, track: Track, clips: Iterable[Clip]) -> Project:
    """The project with clips put on one of its tracks, or on a new one on top."""
    tracks = project.tracks
    if all(other.id != track.id for other in tracks):
        tracks = (*tracks, track)
    full = with_sorted_clips(track, (*track.clips, *clips))
    return with_tracks(project, (full if other.id == full.id else other for other in tracks))


def _rows(
    project: Project, copies: Sequence[Clip], origins: Mapping[str, Clip]
) -> tuple[str | None, list[list[Clip]]]:
    """The lowest track that clips were copied from, and the copies track by track.

    Where an original is gone meanwhile, copies that overlap each other go to different tracks.
    """
    places = {clip.id: n for n, t in enumerate(project.tracks) for clip in t.clips}
    found = [places.get(origins[copy.id].id) for copy in copies]
    known = [number for number in found if number is not None]
    if len(known) < len(found):
        return None, placing.layers(copies)
    rows: list[list[Clip]] = [[] for _ in range(max(known) - min(known) + 1)]
    for copy, number in sorted(zip(copies, known, strict=True), key=lambda pair: pair[0].at):
        rows[number - min(known)].append(copy)
    lowest = project.tracks[min(known)]
    # The originals may have been moved about since they were copied.
    overlap = any(a.end > b.at for row in rows for a, b in pairwise(row))
    return None if lowest.locked else lowest.id, placing.layers(copies) if overlap else rows


def _targets(
    project: Project, track_id: str | None, count: int, spares: Sequence[str]
) -> list[Track] | None:
    """A track and the unlocked ones above it, with new ones on top if they do not suffice."""
    tracks = list(project.tracks)
    if track_id is not None:
        first = next((n for n, track in enumerate(tracks) if track.id == track_id), None)
        if first is None or tracks[first].locked:
            return None
        tracks = tracks[first:]
    found = [track for track in tracks if not track.locked][:count]
    if count - len(found) > len(spares):
        return None
    for spare in spares[: count - len(found)]:
        new = Track(spare, next_name(project))
        project = replace(project, tracks=(*project.tracks, new))
        found.append(new)
    return found


def _possible_steps(project: Project, chosen: Collection[str], wanted: int) -> int:
    """The step nearest to `wanted`, towards 0, that takes every clip to an unlocked track."""
    held = [
        number
        for number, track in enumerate(project.tracks)
        if not track.locked and any(clip.id in chosen for clip in track.clips)
    ]
    if not held:
        return 0
    wanted = min(max(wanted, -held[0]), len(project.tracks) - 1 - held[-1])
    towards = -1 if wanted > 0 else 1
    while wanted and any(project.tracks[number + wanted].locked for number in held):
        wanted += towards
    return wanted


def _groups(project: Project, chosen: Collection[str], steps: int) -> list[placing.Group]:
    """For each track: what comes to it, and what stays on it."""
    groups: list[placing.Group] = []
    for number, track in enumerate(project.tracks):
        origin = number - steps
        source = project.tracks[origin] if 0 <= origin < len(project.tracks) else None
        moved: Sequence[Clip] = ()
        if source is not None and not source.locked:
            moved = tuple(clip for clip in source.clips if clip.id in chosen)
        stay = track.clips
        if not track.locked:
            stay = tuple(clip for clip in track.clips if clip.id not in chosen)
        groups.append((moved, stay))
    return groups


def _joined(track: Track, group: placing.Group, shift: Time) -> Track:
    moved, stay = group
    if not moved:
        return with_clips(track, stay)
    return with_sorted_clips(track, (*stay, *(replace(c, at=c.at + shift) for c in moved)))
