"""The bin: sources added, looked at, found again, removed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.project import placing
from app.project.ids import new_id
from app.project.rebuilding import change_clips, with_clips, with_tracks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from app.project.model import Clip, Edit, MediaItem, Project, Track


def add_media(items: Iterable[MediaItem]) -> Edit:
    """Put sources into the bin; an item without an id gets one, one that is there is passed by."""
    named = tuple(item if item.id else replace(item, id=new_id()) for item in items)

    def edit(project: Project) -> Project:
        there = {item.id for item in project.media}
        new = {item.id: item for item in named if item.id not in there}
        return replace(project, media=(*project.media, *new.values())) if new else project

    return edit


def remove_media(media_id: str) -> Edit:
    """Take a source away with its clips and annotations; one that a locked track needs stays."""

    def edit(project: Project) -> Project:
        if any(
            clip.media_id == media_id
            for track in project.tracks
            if track.locked
            for clip in track.clips
        ):
            return project
        kept = tuple(item for item in project.media if item.id != media_id)
        if len(kept) == len(project.media):
            return project
        without = with_tracks(project, (_without(track, media_id) for track in project.tracks))
        layers = tuple(pair for pair in project.layers if pair[0] != media_id)
        return replace(without, media=kept, layers=layers)

    return edit


def update_media(media_id: str, **fields: Any) -> Edit:
    """Change fields of a source, not its id.

    Where the new facts say that it is shorter, its clips lose what does not exist, on locked
    tracks too.
    """
    if "id" in fields:
        raise TypeError("an id never changes")
    return _on_media({media_id: lambda item: _updated(item, fields)})


def replace_media(media_id: str, other: MediaItem) -> Edit:
    """Use another file in place of a source: what is known of it changes, id and note stay.

    Clips lose what the other file does not have, see `update_media`. Found cuts are forgotten.
    """

    def edit(project: Project) -> Project:
        item = next((each for each in project.media if each.id == media_id), None)
        if item is None:
            return project
        same_film = other.fingerprint != "" and other.fingerprint == item.fingerprint
        cuts = item.cuts if same_film else ()
        fields = {"rate": other.rate, "facts": other.facts or item.facts, "cuts": cuts}
        known = {"path": other.path, "fingerprint": other.fingerprint}
        return update_media(media_id, **known, **fields)(project)

    return edit


def relink(paths: Mapping[str, Path], fingerprints: Mapping[str, str] | None = None) -> Edit:
    """Let sources be read from elsewhere.

    Args:
        paths: New places by media id.
        fingerprints: Of the files there, where they are known.
    """
    prints = fingerprints or {}

    def moved(item: MediaItem) -> MediaItem:
        new_print = prints.get(item.id, item.fingerprint)
        return _updated(item, {"path": paths[item.id], "fingerprint": new_print})

    return _on_media(dict.fromkeys(paths, moved))


def _updated(item: MediaItem, fields: Mapping[str, Any]) -> MediaItem:
    same = all(getattr(item, name) == value for name, value in fields.items())
    return item if same else replace(item, **fields)


def _on_media(changes: Mapping[str, Callable[[MediaItem], MediaItem]]) -> Edit:
    def edit(project: Project) -> Project:
        media = tuple(
            changes[item.id](item) if item.id in changes else item for item in project.media
        )
        pairs = zip(media, project.media, strict=True)
        new = {item.id: item for item, old in pairs if item is not old}
        if not new:
            return project
        shorter = {item.id: item for item in new.values() if _may_cut(project, item)}
        return _cut_to_facts(replace(project, media=media), shorter)

    return edit


def _may_cut(project: Project, item: MediaItem) -> bool:
    old = next(each for each in project.media if each.id == item.id)
    return item.facts is not None and item.facts is not old.facts


def _cut_to_facts(project: Project, media: Mapping[str, MediaItem]) -> Project:
    if not media:
        return project
    ids = {c.id for track in project.tracks for c in track.clips if c.media_id in media}

    def change(track: Track, number: int) -> Sequence[Clip]:
        clip = track.clips[number]
        source = placing.fitting(clip.source, media[clip.media_id])
        if source is None:
            return ()
        return (clip,) if source is clip.source else (replace(clip, source=source),)

    return change_clips(project, ids, change, force=True)


def _without(track: Track, media_id: str) -> Track:
    return with_clips(track, (clip for clip in track.clips if clip.media_id != media_id))
