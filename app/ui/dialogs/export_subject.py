"""What is to be exported: the clips or sources a user means, and what their files are called."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.time import Span
from app.project.ids import new_id
from app.project.model import Clip, MediaItem, Project, Track
from app.project.queries import clips, find_media, visible_clip

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.time import Time
    from app.project.model import EffectSpec

_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
PATTERN = "{name}_{effects}"


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing to export.

    Attributes:
        name: Of its file, without ending.
        project: In which it stands: that of the user, or one made for a source from the bin.
        clip: The clip.
        media: Its source.
        placed: Whether the clip stands on the user's timeline.
    """

    name: str
    project: Project
    clip: Clip
    media: MediaItem
    placed: bool = True

    @property
    def effects(self) -> tuple[EffectSpec, ...]:
        """Those of the chain that run."""
        return tuple(spec for spec in self.clip.effects if spec.enabled)


def subjects(project: Project, selection: frozenset[str], playhead: Time) -> tuple[Subject, ...]:
    """What a user means: the selected clips, else the selected sources, else what is seen.

    Sources from the bin get the chain of the clip under the playhead.
    """
    chosen = [clip for _, clip in clips(project) if clip.id in selection]
    seen = visible_clip(project, playhead) or next((clip for _, clip in clips(project)), None)
    if chosen:
        found = [_placed(project, clip) for clip in chosen]
        return tuple(subject for subject in found if subject is not None)
    items = [item for item in project.media if item.id in selection and item.facts]
    chain = seen.effects if seen is not None else ()
    if items and (seen is None or [item.id for item in items] != [seen.media_id]):
        return tuple(_from_bin(item, chain) for item in items)
    subject = _placed(project, seen) if seen is not None else None
    return () if subject is None else (subject,)


def _placed(project: Project, clip: Clip) -> Subject | None:
    media = find_media(project, clip.media_id)
    return None if media is None else Subject(_stem(media.path), project, clip, media)


def _from_bin(item: MediaItem, chain: tuple[EffectSpec, ...]) -> Subject:
    assert item.facts is not None
    length = item.facts.duration
    clip = Clip(new_id(), item.id, Span(Fraction(0), length), effects=chain)
    project = Project((item,), (Track(new_id(), "Video 1", (clip,)),))
    return Subject(_stem(item.path), project, clip, item, placed=False)


def _stem(path: Path) -> str:
    """Of numbered pictures, without the number."""
    return re.sub(r"[_.-]?%\d*d$", "", path.stem) or "export"


def file_stem(subject: Subject, pattern: str) -> str:
    """A name without ending: `{name}` and `{effects}` are replaced, what no disk takes is not."""
    effects = "-".join(spec.name for spec in subject.effects)
    text = pattern.replace("{name}", subject.name).replace("{effects}", effects or "export")
    return _FORBIDDEN.sub("_", text).strip(" .") or "export"


def numbered(stems: list[str]) -> list[str]:
    """The same names, told apart where several are equal."""
    seen: dict[str, int] = {}
    result = []
    for stem in stems:
        seen[stem] = seen.get(stem, 0) + 1
        result.append(stem if seen[stem] == 1 else f"{stem}-{seen[stem]}")
    return result


def length_of(subject: Subject, what: str) -> Time:
    """Seconds that an export of it would have."""
    project = subject.project
    whole = max((track.clips[-1].end for track in project.tracks if track.clips), default=0)
    if what == "clip":
        return subject.clip.length
    chosen = project.selected_range
    if what == "range" and chosen is not None:
        return max(Fraction(0), (chosen.end or Fraction(whole)) - chosen.start)
    return Fraction(whole)
