"""The other half of `otio`: the library's objects, made of a stranger's file, into a project."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from app.base.errors import ProjectError
from app.base.time import Span
from app.project import reading
from app.project.fields import Field, parsed
from app.project.ids import new_id
from app.project.model import Clip, EffectSpec, Marker, MediaItem, Project, Track

if TYPE_CHECKING:
    from app.base.time import Time

OWN = "reelwright"
PATTERN = re.compile(r"(.*?)%0?(\d*)d(.*)", re.DOTALL)
AGREED = Fraction(1, 1000)
"""Seconds by which an exact time and that of the library may differ to be the same."""
LONGEST = Fraction(10**7)
"""Seconds; no timeline lasts four months."""
COLOURS = {"BLUE": 0, "ORANGE": 1, "YELLOW": 1, "PINK": 2, "RED": 2, "GREEN": 3, "PURPLE": 4}
COLOURS |= {"MAGENTA": 4, "CYAN": 5}
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Part:
    """What a timeline file gives.

    Attributes:
        project: Media without facts (look at them before anything is rendered), tracks, markers.
            All ids are new.
        notes: What was left out, as sentences.
    """

    project: Project
    notes: tuple[str, ...] = ()


def part_of(root: Any, otio: Any, folder: Path) -> Part:
    """The first timeline in what the library read.

    Args:
        root: What the library made of the file.
        otio: The library.
        folder: Relative names of files start there.

    Raises:
        ProjectError: there is no timeline, or far too much of something.
    """
    timelines = [root, *root] if isinstance(root, otio.schema.SerializableCollection) else [root]
    timeline = next((each for each in timelines if isinstance(each, otio.schema.Timeline)), None)
    if timeline is None:
        raise ProjectError("The file holds no timeline; export one from the other program.")
    return _Reader(otio, folder).part(timeline)


class _Reader:
    def __init__(self, otio: Any, folder: Path) -> None:
        self._schema = otio.schema
        self._folder = folder
        self._media: dict[Path, MediaItem] = {}
        self._count = 0
        self._lost: dict[str, int] = {}

    def part(self, timeline: Any) -> Part:
        rows = list(timeline.tracks)
        if len(rows) > reading.MOST_TRACKS:
            raise ProjectError(f"The timeline has more than {reading.MOST_TRACKS:,} tracks.")
        tracks = [track for row in rows if (track := self._track(row))]
        markers = list(timeline.tracks.markers)[: reading.MOST_MARKERS]
        name = _text(_own(timeline).get("name", timeline.name))
        project = Project(
            tuple(self._media.values()),
            tuple(tracks),
            tuple(sorted(map(self._marker, markers), key=lambda marker: marker.time)),
            name=name,
        )
        return Part(project, tuple(_LOST[what].format(n=n) for what, n in self._lost.items()))

    def _lose(self, what: str) -> None:
        self._lost[what] = self._lost.get(what, 0) + 1

    def _track(self, row: Any) -> Track | None:
        own = _own(row)
        if "sound of" in own:
            return None
        if not isinstance(row, self._schema.Track) or row.kind != "Video":
            self._lose("sound" if getattr(row, "kind", "") == "Audio" else "nested")
            return None
        return Track(
            new_id(),
            _text(row.name) or "V",
            tuple(self._clips(row)),
            hidden=not row.enabled,
            muted=own.get("muted") is True,
            locked=own.get("locked") is True,
        )

    def _clips(self, row: Any) -> list[Clip]:
        found: list[Clip] = []
        at = ZERO
        for child in row:
            if isinstance(child, self._schema.Transition):
                self._lose("transition")
                continue
            length = _agreed(_own(child).get("length"), _seconds(child.duration()))
            clip = self._clip(child, at, length) if length > 0 else None
            if clip is not None:
                found.append(clip)
            at += max(ZERO, length)
            if at > LONGEST:
                raise ProjectError("The timeline is longer than a program can be; it is damaged.")
        return found

    def _clip(self, child: Any, at: Time, length: Time) -> Clip | None:
        if isinstance(child, self._schema.Gap):
            return None
        if not isinstance(child, self._schema.Clip):
            self._lose("nested")
            return None
        self._count += 1
        if self._count > reading.MOST_CLIPS:
            raise ProjectError(f"The timeline has more than {reading.MOST_CLIPS:,} clips.")
        media = self._source(child.media_reference)
        if media is None:
            self._lose("no file")
            return None
        own = _own(child)
        start = max(ZERO, _agreed(own.get("start"), self._start(child)))
        name = _text(child.name)
        if name == media.path.name:
            name = ""
        return Clip(
            new_id(),
            media.id,
            Span(start, start + length),
            at,
            self._effects(child),
            _chain(own.get("alternative")),
            name,
        )

    def _start(self, clip: Any) -> Time:
        """Seconds from the first frame: a file whose own clock starts later is said to begin there.

        Without a part of its own a clip shows the whole file.
        """
        whole = clip.media_reference.available_range
        part = clip.source_range or whole
        begin = _seconds(whole.start_time) if whole is not None else ZERO
        return _seconds(part.start_time) - begin

    def _effects(self, clip: Any) -> tuple[EffectSpec, ...]:
        specs: list[EffectSpec] = []
        for effect in list(clip.effects)[: reading.MOST_EFFECTS]:
            own = _own(effect)
            if "effect" in own:
                found = _chain(own["effect"])
                specs += (replace(spec, enabled=bool(effect.enabled)) for spec in found)
            else:
                speed = isinstance(effect, self._schema.TimeEffect)
                self._lose("speed" if speed else "effect")
        return tuple(specs)

    def _source(self, reference: Any) -> MediaItem | None:
        path = self._path(reference)
        if path is None:
            return None
        own = _own(reference)
        if path not in self._media:
            rate = _exact(own.get("rate"))
            if isinstance(reference, self._schema.ImageSequenceReference) and rate is None:
                rate = _rate(reference.rate)
            fingerprint = _text(own.get("fingerprint"))[:1000]
            self._media[path] = MediaItem(path, new_id(), fingerprint, rate or None)
        return self._media[path]

    def _path(self, reference: Any) -> Path | None:
        if isinstance(reference, self._schema.ImageSequenceReference):
            digits = reference.frame_zero_padding
            number = f"%0{digits}d" if 0 < digits < 20 else "%d"
            name = f"{reference.name_prefix}{number}{reference.name_suffix}"
            folder = _path_of(reference.target_url_base)
            found = None if folder is None else folder / name
        elif isinstance(reference, self._schema.ExternalReference):
            found = _path_of(reference.target_url)
        else:
            found = None
        if found is None or not str(found).isprintable():
            return None
        return self._folder / found

    def _marker(self, marker: Any) -> Marker:
        own = _own(marker)
        time = _agreed(own.get("time"), _seconds(marker.marked_range.start_time))
        colour = own.get("colour")
        if not isinstance(colour, int) or isinstance(colour, bool) or not 0 <= colour < 1000:
            colour = COLOURS.get(str(marker.color).upper(), 0)
        return Marker(new_id(), max(ZERO, min(time, LONGEST)), _text(marker.name), colour)


_LOST = {
    "sound": "Sound tracks are left out ({n}): sound comes with the picture of each clip.",
    "nested": "Nested timelines and stacks are left out ({n}).",
    "transition": "Transitions became cuts ({n}).",
    "no file": "Clips without a file are left out ({n}).",
    "speed": "Changes of speed are left out ({n}).",
    "effect": "Effects of other programs are left out ({n}).",
}


def _own(thing: Any) -> dict[str, Any]:
    """Our metadata of an object, as plain values."""
    metadata = getattr(thing, "metadata", None)
    own = metadata.get(OWN) if isinstance(metadata, Mapping) else None
    found = _plain(own, 16) if isinstance(own, Mapping) else {}
    return found if isinstance(found, dict) else {}


def _plain(value: Any, depth: int) -> Any:
    if depth and isinstance(value, Mapping):
        return {str(name): _plain(each, depth - 1) for name, each in value.items()}
    if depth and isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(each, depth - 1) for each in value]
    return value if isinstance(value, str | bool | int | float) else None


def _chain(text: Any) -> tuple[EffectSpec, ...]:
    try:
        return reading.chain(parsed(_text(text, 10**7).encode()))
    except ProjectError:
        return ()


def _text(value: Any, longest: int = 1000) -> str:
    return value[:longest] if isinstance(value, str) else ""


def _exact(value: Any) -> Time | None:
    try:
        return Field(value).fraction(ZERO)
    except ProjectError:
        return None


def _agreed(exact: Any, counted: Time) -> Time:
    """The exact time if it says the same as the counted one."""
    time = _exact(exact)
    return time if time is not None and abs(time - counted) < AGREED else counted


def _seconds(time: Any) -> Time:
    """Seconds of a `RationalTime`: whole frames of a usual rate become exact again."""
    value, rate = float(time.value), _rate(time.rate)
    if rate is None or not math.isfinite(value):
        raise ProjectError("The timeline holds a time that is no number; it is damaged.")
    nearest = round(value)
    frames = Fraction(nearest) if abs(value - nearest) < 1e-6 else Fraction(value)
    return (frames / rate).limit_denominator(10**9)


def _rate(value: float) -> Fraction | None:
    """Frames per second: 23.976 and its kind mean 24000/1001."""
    if not math.isfinite(value) or not 0.001 < value < 1e6:
        return None
    for rate in (Fraction(round(value)), Fraction(round(value * 1.001) * 1000, 1001)):
        if abs(float(rate) - value) < 1e-3 and rate > 0:
            return rate
    return Fraction(value).limit_denominator(100_000)


def _path_of(url: str) -> Path | None:
    """The file that a URL or a plain name means; None for other machines and protocols."""
    if not url:
        return None
    if url.startswith("file:"):
        parts = urlsplit(url)
        return Path(url2pathname(parts.path)) if parts.netloc in ("", "localhost") else None
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:", url):
        return None
    return Path(unquote(url) if "%20" in url else url)
