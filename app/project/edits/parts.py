"""A project brought into another: a timeline from a file, say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.project import placing
from app.project.edits.media import add_media
from app.project.ids import new_id
from app.project.rebuilding import with_clips

if TYPE_CHECKING:
    from app.project.model import Edit, MediaItem, Project, Track


def add_part(part: Project) -> Edit:
    """Put the media of a project into the bin and its tracks on top, with its markers.

    A source whose file is in the bin already is not added twice.
    """

    def edit(project: Project) -> Project:
        if not (part.media or part.tracks or part.markers):
            return project
        there = {item.path: item for item in project.media}
        same = {i.id: there[i.path].id for i in part.media if i.path in there}
        after = add_media(item for item in part.media if item.id not in same)(project)
        known = {item.id: item for item in after.media}
        tracks = (_fitted(_pointed_at(track, same), known) for track in part.tracks)
        markers = sorted((*after.markers, *part.markers), key=lambda marker: marker.time)
        return replace(after, tracks=(*after.tracks, *tracks), markers=tuple(markers))

    return edit


def fresh(part: Project) -> Project:
    """The same with new ids for everything, so that it can be added a second time."""
    media = {item.id: new_id() for item in part.media}
    return replace(
        part,
        media=tuple(replace(item, id=media[item.id]) for item in part.media),
        tracks=tuple(_renamed(_pointed_at(track, media)) for track in part.tracks),
        markers=tuple(replace(marker, id=new_id()) for marker in part.markers),
        layers=tuple((media[name], layer) for name, layer in part.layers),
    )


def _fitted(track: Track, media: dict[str, MediaItem]) -> Track:
    """Without what reaches over the end of a file: more may be known of it here."""
    pairs = ((clip, placing.fitting(clip.source, media[clip.media_id])) for clip in track.clips)
    return with_clips(
        track,
        (c if part is c.source else replace(c, source=part) for c, part in pairs if part),
    )


def _pointed_at(track: Track, media: dict[str, str]) -> Track:
    return with_clips(
        track,
        (
            replace(clip, media_id=media[clip.media_id]) if clip.media_id in media else clip
            for clip in track.clips
        ),
    )


def _renamed(track: Track) -> Track:
    clips = tuple(replace(clip, id=new_id()) for clip in track.clips)
    return replace(track, id=new_id(), clips=clips)
