"""Tracks: added, renamed, reordered, switched, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.project.ids import new_id
from app.project.model import Track
from app.project.rebuilding import with_tracks

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.project.model import Edit, Project


def add_track(name: str = "", track_id: str | None = None) -> Edit:
    """Put an empty track on top; without a name it is called `V` and its number."""
    track_id = track_id or new_id()

    def edit(project: Project) -> Project:
        track = Track(track_id, name or next_name(project))
        return replace(project, tracks=(*project.tracks, track))

    return edit


def set_flags(
    track_id: str,
    hidden: bool | None = None,
    muted: bool | None = None,
    locked: bool | None = None,
) -> Edit:
    """Switch what is not None."""

    def change(track: Track) -> Track:
        new = (
            track.hidden if hidden is None else hidden,
            track.muted if muted is None else muted,
            track.locked if locked is None else locked,
        )
        if new == (track.hidden, track.muted, track.locked):
            return track
        return replace(track, hidden=new[0], muted=new[1], locked=new[2])

    return _on_track(track_id, change)


def rename_track(track_id: str, name: str) -> Edit:
    """Call a track something else."""
    return _on_track(track_id, lambda track: _renamed(track, name))


def remove_track(track_id: str) -> Edit:
    """Take a track away with all its clips; a locked one stays."""

    def edit(project: Project) -> Project:
        kept = (track for track in project.tracks if track.id != track_id or track.locked)
        return with_tracks(project, kept)

    return edit


def move_track(track_id: str, to: int) -> Edit:
    """Put a track at another place; 0 is the bottom."""

    def edit(project: Project) -> Project:
        others = [track for track in project.tracks if track.id != track_id]
        moved = [track for track in project.tracks if track.id == track_id]
        place = min(max(to, 0), len(others))
        return with_tracks(project, [*others[:place], *moved, *others[place:]])

    return edit


def next_name(project: Project) -> str:
    """`V` and the first number that is free."""
    names = {track.name for track in project.tracks}
    return next(n for n in (f"V{k}" for k in range(1, len(names) + 2)) if n not in names)


def _renamed(track: Track, name: str) -> Track:
    return track if track.locked or track.name == name else replace(track, name=name)


def _on_track(track_id: str, change: Callable[[Track], Track]) -> Edit:
    return lambda project: with_tracks(
        project, (change(track) if track.id == track_id else track for track in project.tracks)
    )
