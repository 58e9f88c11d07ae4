"""A project from the JSON of a stranger. Nothing is trusted, and no path is opened."""

from __future__ import annotations

import json
import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from app.annotations.formats.json_document import JsonNode
from app.annotations.layer_json import layer_from
from app.base.errors import AnnotationError, ProjectError
from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.project import placing
from app.project.fields import is_number
from app.project.model import Clip, EffectSpec, Marker, MediaFacts, MediaItem, Project, Track
from app.project.writing import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Setting
    from app.project.fields import Field

MOST_MEDIA = 20_000
MOST_TRACKS = 1_000
MOST_CLIPS = 100_000
MOST_MARKERS = 100_000
MOST_EFFECTS = 100
MOST_SETTINGS = 200
MOST_KEYS = 100_000
MOST_CUTS = 1_000_000
LARGEST_SIDE = 1_000_000
MOST_FRAMES = 10**12

ZERO = Fraction(0)


class Reader:
    """Reads one document.

    Args:
        folder: Of the project file: relative paths start there. None takes them as they are.

    Attributes:
        notes: What had to be put right, as sentences.
    """

    def __init__(self, folder: Path | None) -> None:
        self.notes: list[str] = []
        self._folder = folder
        self._ids: set[str] = set()
        self._clips = 0
        self._media: dict[str, MediaItem] = {}

    def project(self, root: Field) -> Project:
        """The whole of it.

        Raises:
            ProjectError: something in it is wrong; names the place.
        """
        media = tuple(self._item(field) for field in root["media"].each(MOST_MEDIA))
        self._media = {item.id: item for item in media}
        tracks = tuple(self._track(field) for field in root["tracks"].each(MOST_TRACKS))
        markers = [self._marker(field) for field in root["markers"].each(MOST_MARKERS)]
        known = {"format", "version", "name", "media", "tracks", "markers", "range", "layers"}
        return Project(
            media,
            tracks,
            tuple(sorted(markers, key=lambda marker: marker.time)),
            _span(root["range"]) if root.has("range") else None,
            root["name"].text(),
            self._layers(root["layers"]),
            root.extras(known),
        )

    def _layers(self, rows: Field) -> tuple[tuple[str, AnnotationLayer], ...]:
        layers: dict[str, AnnotationLayer] = {}
        for row in rows.each(MOST_MEDIA):
            media_id = row["media"].id()
            if media_id not in self._media or media_id in layers:
                row["media"].wrong(f"is “{media_id}”: no source, or one that has a layer already")
            layers[media_id] = _layer(row["layer"])
        return tuple(layers.items())

    def _id(self, field: Field) -> str:
        name = field["id"].id()
        if name in self._ids:
            field["id"].wrong(f"is “{name}”, which another thing is called already")
        self._ids.add(name)
        return name

    def _item(self, field: Field) -> MediaItem:
        known = {"id", "path", "absolute", "fingerprint", "rate", "facts", "cuts", "note"}
        cuts = tuple(cut.fraction(ZERO) for cut in field["cuts"].each(MOST_CUTS))
        return MediaItem(
            _path(field, self._folder),
            self._id(field),
            field["fingerprint"].text(1000),
            _positive(field["rate"]) if field.has("rate") else None,
            _facts(field["facts"]) if field.has("facts") else None,
            tuple(sorted(set(cuts))),
            field["note"].text(),
            field.extras(known),
        )

    def _track(self, field: Field) -> Track:
        fields = [*field["clips"].each(MOST_CLIPS)]
        self._clips += len(fields)
        if self._clips > MOST_CLIPS:
            field["clips"].wrong(f"is more than {MOST_CLIPS:,} clips, counted with those before")
        clips = [(clip, place) for place in fields if (clip := self._clip(place))]
        clips.sort(key=lambda pair: pair[0].at)
        _refuse_overlaps(clips)
        known = {"id", "name", "hidden", "muted", "locked", "clips"}
        return Track(
            self._id(field),
            field["name"].text(),
            tuple(clip for clip, _ in clips),
            field["hidden"].flag(),
            field["muted"].flag(),
            field["locked"].flag(),
            field.extras(known),
        )

    def _clip(self, field: Field) -> Clip | None:
        known = {"id", "media", "at", "source", "name", "effects", "alternative"}
        clip = Clip(
            self._id(field),
            field["media"].id(),
            self._source(field),
            field["at"].fraction(ZERO),
            chain(field["effects"], self._folder),
            chain(field["alternative"], self._folder),
            field["name"].text(),
            field.extras(known),
        )
        return self._fitted(clip, field)

    def _source(self, field: Field) -> Span:
        source = _span(field["source"])
        if source.end is None:
            field["source"].wrong("has no end")
        return source

    def _fitted(self, clip: Clip, field: Field) -> Clip | None:
        """The clip, cut to what its source has."""
        media = self._media.get(clip.media_id)
        if media is None:
            field["media"].wrong(f"is “{clip.media_id}”, which is not among the media")
        source = placing.fitting(clip.source, media)
        if source is clip.source:
            return clip
        name = clip.name or media.path.name
        if source is None:
            self.notes.append(f"The clip “{name}” lies behind the end of its file; it is left out.")
            return None
        self.notes.append(f"The clip “{name}” reached over the end of its file; it is shorter now.")
        return Clip(
            clip.id,
            clip.media_id,
            source,
            clip.at,
            clip.effects,
            clip.alternative,
            clip.name,
            clip.extras,
        )

    def _marker(self, field: Field) -> Marker:
        known = {"id", "time", "text", "colour"}
        return Marker(
            self._id(field),
            field["time"].fraction(ZERO),
            field["text"].text(),
            field["colour"].whole(1000),
            field.extras(known),
        )


def chain(field: Field, folder: Path | None = None) -> tuple[EffectSpec, ...]:
    """Effects; those nobody here knows too. Files they name are looked for from a folder on.

    Raises:
        ProjectError: something in it is wrong; names the place.
    """
    return tuple(_effect(each, folder) for each in field.each(MOST_EFFECTS))


def _effect(field: Field, folder: Path | None) -> EffectSpec:
    settings: list[tuple[str, Setting]] = []
    strange: list[tuple[str, str]] = []
    pairs = field["settings"].items(MOST_SETTINGS) if field.has("settings") else ()
    for name, value in pairs:
        if _known_setting(value):
            settings.append((name, _setting(value, folder)))
        else:
            strange.append((SETTINGS + name, json.dumps(value.value)))
    enabled = field["enabled"].flag() if field.has("enabled") else True
    extras = (*field.extras({"name", "settings", "enabled"}), *strange)
    return EffectSpec(field["name"].id(), tuple(settings), enabled, extras)


def _known_setting(field: Field) -> bool:
    """Whether it is of a kind that this version knows; others are kept as they are."""
    value = field.value
    if isinstance(value, dict):
        return value.keys() in ({"keys"}, {"path"}, {"path", "absolute"})
    return isinstance(value, bool | str | int | float)


def _setting(field: Field, folder: Path | None) -> Setting:
    value = field.value
    if isinstance(value, dict) and "path" in value:
        return str(_path(field, folder))
    if isinstance(value, dict):
        return _keyframes(field["keys"])
    if isinstance(value, str):
        return field.text()
    if not isinstance(value, bool) and not is_number(value):
        field.wrong("is too large a number")
    kept: Setting = value
    return kept


def _keyframes(field: Field) -> Keyframes:
    keys = tuple(
        Keyframe(key["time"].fraction(), key["value"].number(), key["smooth"].flag())
        for key in field.each(MOST_KEYS)
    )
    if not keys or any(a.time >= b.time for a, b in pairwise(keys)):
        field.wrong("needs keys with rising times")
    return Keyframes(keys)


def _layer(field: Field) -> AnnotationLayer:
    try:
        return layer_from(JsonNode(field.value, "The project file", field.place))
    except AnnotationError as error:
        raise ProjectError(f"{error} Correct it there, or open an earlier copy.") from error


def _facts(field: Field) -> MediaFacts:
    return MediaFacts(
        field["duration"].fraction(ZERO),
        field["frames"].whole(MOST_FRAMES),
        _positive(field["rate"]),
        field["vfr"].flag(),
        field["width"].whole(LARGEST_SIDE),
        field["height"].whole(LARGEST_SIDE),
        field["sound"].flag(),
    )


def _positive(field: Field) -> Fraction:
    value = field.fraction()
    return value if value > 0 else field.wrong("must be above 0")


def _span(field: Field) -> Span:
    start = field["start"].fraction(ZERO)
    if not field.has("end"):
        return Span(start)
    end = field["end"].fraction()
    if end <= start:
        field.wrong("ends before it starts")
    return Span(start, end)


def _refuse_overlaps(clips: Iterable[tuple[Clip, Field]]) -> None:
    for (first, _), (second, field) in pairwise(clips):
        if second.at < first.end:
            field.wrong(f"overlaps the clip “{first.id}”")


def _path(field: Field, folder: Path | None) -> Path:
    """Where a file lies; a way out of the folder counts if there is something at its end."""
    path = Path(field["path"].path())
    if folder is None:
        return path
    if not path.is_absolute():
        # Without links being followed: `..` is taken as it was written.
        path = Path(os.path.normpath(folder / path))
    if field.has("absolute"):
        other = Path(field["absolute"].path())
        if other.is_absolute() and not _exists(path):
            return other
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
