"""Edits exchanged with other programs as OpenTimelineIO (`.otio`).

Other programs see tracks, clips, gaps, markers and files. What only we have (effects, exact
times, identities) travels in metadata called `reelwright`, which they keep or drop.
OpenTimelineIO counts in floating point; so exact times travel beside its own, and are believed
where both agree to less than a millisecond: what another program moved, stays moved.
Nothing here may run on the GUI thread.
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.base.errors import MediaError, ProjectError
from app.base.files import write_atomically
from app.media.image_sequence import find_sequence, is_sequence
from app.project import queries, storage
from app.project.fields import parsed
from app.project.otio_reading import OWN, PATTERN, Part, part_of
from app.project.writing import chain

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.time import Time
    from app.project.model import Clip, EffectSpec, Marker, MediaItem, Project, Track

COLOURS = ("BLUE", "ORANGE", "PINK", "GREEN", "PURPLE", "CYAN")
"""Of markers: those of OpenTimelineIO nearest to the label palette, in its order."""
USUAL_RATE = Fraction(25)


def loses(project: Project) -> list[str]:
    """What other programs will not see, as sentences; told before the export."""
    used = {clip.media_id for _, clip in queries.clips(project)}
    checks = {
        "Effects travel along as notes: other programs show the sources without them.": any(
            clip.effects or clip.alternative for _, clip in queries.clips(project)
        ),
        "Media that no clip uses are left out.": any(m.id not in used for m in project.media),
        "Annotations are left out; export them on their own.": bool(project.layers),
        "Notes and found cuts of media are left out.": any(m.note or m.cuts for m in project.media),
        "In and out points are left out.": project.selected_range is not None,
    }
    return [sentence for sentence, true in checks.items() if true]


def write_otio(project: Project, path: Path) -> None:
    """Write the timeline, whole or not at all.

    Raises:
        ProjectError: the disk does not take it, or a setting has no place in the format.
    """
    import opentimelineio as otio

    try:
        text = otio.adapters.write_to_string(_Writer(otio, project).timeline(), "otio_json")
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, text.encode("utf-8", "replace"))
    except OSError as error:
        raise ProjectError(
            f"The timeline could not be written to {path}: {error.strerror or error}; "
            "choose another place."
        ) from error
    except (TypeError, ValueError, OverflowError, otio.exceptions.OTIOError) as error:
        raise ProjectError(f"The timeline cannot be written as OpenTimelineIO: {error}.") from error


def read_otio(path: Path) -> Part:
    """Read a timeline nobody vouches for; no path in it is opened.

    Raises:
        ProjectError: it cannot be read, or is no timeline.
    """
    import opentimelineio as otio

    data = storage.file_bytes(path)
    parsed(data)  # refuses what is nested too deeply for a parser that trusts its input
    try:
        root = otio.adapters.read_from_string(data.decode(), "otio_json")
        return part_of(root, otio, path.absolute().parent)
    except ProjectError:
        raise
    except (
        *(TypeError, ValueError, AttributeError, KeyError, OverflowError, ArithmeticError),
        *(RuntimeError, otio.exceptions.OTIOError),
    ) as error:
        first = str(error).partition("\n")[0]
        raise ProjectError(f"{path.name} cannot be read as OpenTimelineIO: {first}.") from error


class _Writer:
    """Builds the library's objects of one project."""

    def __init__(self, otio: Any, project: Project) -> None:
        self._otio = otio
        self._project = project
        self._media = {item.id: item for item in project.media}
        first = next((clip for _, clip in queries.clips(project)), None)
        self._rate = _rate_of(self._media[first.media_id]) if first else USUAL_RATE

    def timeline(self) -> Any:
        timeline = self._otio.schema.Timeline(self._project.name or "Reelwright")
        timeline.metadata[OWN] = {"version": 1, "name": self._project.name}
        for track in self._project.tracks:
            timeline.tracks.append(self._track(track, "Video"))
        for track in self._project.tracks:
            if self._sounds(track):
                timeline.tracks.append(self._track(track, "Audio"))
        timeline.tracks.markers.extend(map(self._marker, self._project.markers))
        return timeline

    def _sounds(self, track: Track) -> bool:
        facts = (self._media[clip.media_id].facts for clip in track.clips)
        return any(each is not None and each.sound for each in facts)

    def _track(self, track: Track, kind: str) -> Any:
        row = self._otio.schema.Track(track.name, kind=kind)
        sound = kind == "Audio"
        row.enabled = not (track.muted if sound else track.hidden)
        row.metadata[OWN] = {"id": track.id, "locked": track.locked, "muted": track.muted}
        if sound:
            row.metadata[OWN]["sound of"] = track.id
        end = Fraction(0)
        for clip in track.clips:
            silent = sound and not self._audible(clip)
            if clip.at > end:
                row.append(self._gap(clip.at - end))
            row.append(self._gap(clip.length) if silent else self._clip(clip, sound=sound))
            end = clip.end
        return row

    def _audible(self, clip: Clip) -> bool:
        facts = self._media[clip.media_id].facts
        return facts is not None and facts.sound

    def _gap(self, length: Time) -> Any:
        gap = self._otio.schema.Gap(source_range=self._range(Fraction(0), length, self._rate))
        gap.metadata[OWN] = {"length": str(length)}
        return gap

    def _clip(self, clip: Clip, *, sound: bool) -> Any:
        media = self._media[clip.media_id]
        part = self._range(clip.source.start, clip.length, _rate_of(media))
        made = self._otio.schema.Clip(
            clip.name or media.path.name, self._reference(media), source_range=part
        )
        if sound:
            return made
        made.effects.extend(self._effect(spec) for spec in clip.effects)
        made.metadata[OWN] = {
            "id": clip.id,
            "name": clip.name,
            "start": str(clip.source.start),
            "length": str(clip.length),
            "alternative": json.dumps(chain(clip.alternative)),
        }
        return made

    def _effect(self, spec: EffectSpec) -> Any:
        effect = self._otio.schema.Effect(name=spec.name, effect_name=f"{OWN}.{spec.name}")
        effect.enabled = spec.enabled
        # As a text: the library would sort the settings, and knows no large whole numbers.
        effect.metadata[OWN] = {"effect": json.dumps(chain((spec,)))}
        return effect

    def _reference(self, media: MediaItem) -> Any:
        reference = self._sequence(media) if _numbered(media.path) else None
        if reference is None:
            url = media.path.as_uri() if media.path.is_absolute() else media.path.as_posix()
            reference = self._otio.schema.ExternalReference(url)
        duration = _duration(media)
        if duration:
            reference.available_range = self._range(Fraction(0), duration, _rate_of(media))
        reference.metadata[OWN] = {
            "id": media.id,
            "fingerprint": media.fingerprint,
            "rate": None if media.rate is None else str(media.rate),
        }
        return reference

    def _sequence(self, media: MediaItem) -> Any:
        before, digits, after = PATTERN.findall(media.path.name)[0]
        return self._otio.schema.ImageSequenceReference(
            target_url_base=f"{media.path.parent.as_uri()}/",
            name_prefix=before,
            name_suffix=after,
            start_frame=_found(media.path)[0],
            rate=float(_rate_of(media)),
            frame_zero_padding=int(digits or 0),
        )

    def _marker(self, marker: Marker) -> Any:
        made = self._otio.schema.Marker(
            name=marker.text,
            marked_range=self._range(marker.time, Fraction(0), self._rate),
            color=COLOURS[marker.colour % len(COLOURS)],
        )
        made.metadata[OWN] = {
            "id": marker.id,
            "time": str(marker.time),
            "colour": marker.colour,
        }
        return made

    def _range(self, start: Time, length: Time, rate: Fraction) -> Any:
        time = self._otio.opentime.RationalTime
        return self._otio.opentime.TimeRange(
            time(float(start * rate), float(rate)), time(float(length * rate), float(rate))
        )


def _rate_of(media: MediaItem) -> Fraction:
    if media.rate is not None:
        return media.rate
    return media.facts.rate if media.facts is not None else USUAL_RATE


def _numbered(path: Path) -> bool:
    return path.is_absolute() and is_sequence(path) and PATTERN.fullmatch(path.name) is not None


def _duration(media: MediaItem) -> Time:
    """Seconds; 0 while nobody knows."""
    if media.facts is not None:
        return media.facts.duration
    count = _found(media.path)[1] if is_sequence(media.path) else 0
    return count / _rate_of(media)


def _found(pattern: Path) -> tuple[int, int]:
    """The first number of a sequence and how many there are; none if it is not there now."""
    try:
        found = find_sequence(pattern)
    except (MediaError, OSError):
        return 0, 0
    return found.first, found.count
