"""A project as JSON's own types. The format is described in `resources/docs/formats/reel.md`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.annotations.layer_json import plain_layer, plain_track
from app.base.parameter import Keyframes

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from app.annotations.model import Track as AnnotatedTrack
    from app.base.parameter import Setting
    from app.base.time import Span
    from app.project.model import (
        Clip,
        EffectSpec,
        Extras,
        Marker,
        MediaFacts,
        MediaItem,
        Project,
        Track,
    )

FORMAT = "reelwright-project"
VERSION = 1
SETTINGS = "settings."
"""Begins the name of an extra that is a setting of a kind this version does not know."""

Fields = dict[str, Any]


def plain(
    project: Project,
    folder: Path | None = None,
    track: Callable[[AnnotatedTrack], object] = plain_track,
) -> Fields:
    """The document that a file holds.

    Args:
        project: What to write.
        folder: Where the file will lie: paths are written relative to it. None leaves them whole.
        track: Gives what stands for a track of annotations.
    """
    fields = {
        "format": FORMAT,
        "version": VERSION,
        "name": project.name,
        "media": [plain_media(item, folder) for item in project.media],
        "tracks": [plain_row(track, folder) for track in project.tracks],
        "markers": [plain_marker(marker) for marker in project.markers],
        "range": project.selected_range and plain_span(project.selected_range),
        "layers": [
            {"media": media_id, "layer": plain_layer(layer, track)}
            for media_id, layer in project.layers
        ],
    }
    fields = without_defaults(fields, "name", "markers", "range", "layers")
    return _with_extras(fields, project.extras)


def plain_media(item: MediaItem, folder: Path | None = None) -> Fields:
    """One source."""
    fields = {
        "id": item.id,
        **_path(item.path, folder),
        "fingerprint": item.fingerprint,
        "rate": item.rate and _fraction(item.rate),
        "facts": item.facts and _facts(item.facts),
        "cuts": [_fraction(cut) for cut in item.cuts],
        "note": item.note,
    }
    fields = without_defaults(fields, "fingerprint", "rate", "facts", "cuts", "note")
    return _with_extras(fields, item.extras)


def _path(path: Path, folder: Path | None) -> Fields:
    """How to find a file again when project and media move together, or the project alone.

    What lies below the project's folder is written relative to it; for anything else on the same
    drive both the way there and the whole path are kept.
    """
    if folder is None or path.anchor != folder.anchor:
        return {"path": str(path)}
    relative = Path(os.path.relpath(path, folder))
    if relative.parts[:1] != ("..",):
        return {"path": relative.as_posix()}
    return {"path": relative.as_posix(), "absolute": str(path)}


def _facts(facts: MediaFacts) -> Fields:
    return {
        "duration": _fraction(facts.duration),
        "frames": facts.frames,
        "rate": _fraction(facts.rate),
        "vfr": facts.vfr,
        "width": facts.width,
        "height": facts.height,
        "sound": facts.sound,
    }


def plain_row(track: Track, folder: Path | None = None) -> Fields:
    """One track of the timeline."""
    fields = {
        "id": track.id,
        "name": track.name,
        "hidden": track.hidden,
        "muted": track.muted,
        "locked": track.locked,
        "clips": [_clip(clip, folder) for clip in track.clips],
    }
    return _with_extras(without_defaults(fields, "hidden", "muted", "locked"), track.extras)


def _clip(clip: Clip, folder: Path | None) -> Fields:
    fields = {
        "id": clip.id,
        "media": clip.media_id,
        "at": _fraction(clip.at),
        "source": plain_span(clip.source),
        "name": clip.name,
        "effects": chain(clip.effects, folder),
        "alternative": chain(clip.alternative, folder),
    }
    return _with_extras(without_defaults(fields, "name", "effects", "alternative"), clip.extras)


def chain(specs: tuple[EffectSpec, ...], folder: Path | None = None) -> list[Fields]:
    """Effects, first one first; files they name are written as `plain` writes its media."""
    return [_effect(spec, folder) for spec in specs]


def _effect(spec: EffectSpec, folder: Path | None) -> Fields:
    settings: Fields = {name: _setting(value, folder) for name, value in spec.settings}
    own = tuple(pair for pair in spec.extras if not pair[0].startswith(SETTINGS))
    for name, text in spec.extras:
        if name.startswith(SETTINGS):
            settings.setdefault(name.removeprefix(SETTINGS), json.loads(text))
    fields: Fields = {"name": spec.name, "settings": settings}
    if not spec.enabled:
        fields["enabled"] = False
    return _with_extras(without_defaults(fields, "settings"), own)


def _setting(value: Setting, folder: Path | None) -> object:
    if folder is not None and isinstance(value, str) and _names_file(value):
        return _path(Path(value), folder)
    if not isinstance(value, Keyframes):
        return value
    return {"keys": [_key(_fraction(key.time), key.value, key.smooth) for key in value.keys]}


def _names_file(text: str) -> bool:
    """Whether a text is a whole path, written as it would be read again: a LUT, a picture."""
    path = Path(text)
    return path.is_absolute() and text.isprintable() and os.path.normpath(text) == text == str(path)


def _key(time: str, value: float, smooth: bool) -> Fields:
    fields: Fields = {"time": time, "value": value}
    return fields | {"smooth": True} if smooth else fields


def plain_marker(marker: Marker) -> Fields:
    """One remark."""
    fields = {
        "id": marker.id,
        "time": _fraction(marker.time),
        "text": marker.text,
        "colour": marker.colour,
    }
    return _with_extras(without_defaults(fields, "text", "colour"), marker.extras)


def plain_span(span: Span) -> Fields:
    """A part of the timeline, or of a source."""
    fields = {"start": _fraction(span.start)}
    return fields if span.end is None else fields | {"end": _fraction(span.end)}


def _fraction(value: Fraction) -> str:
    return str(value)


def without_defaults(fields: Fields, *names: str) -> Fields:
    """Without those of the named fields that say nothing."""
    return {name: value for name, value in fields.items() if value or name not in names}


def _with_extras(fields: Fields, extras: Extras) -> Fields:
    for name, text in extras:
        fields.setdefault(name, json.loads(text))
    return fields
