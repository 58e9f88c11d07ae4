"""The sound of a part of a timeline: which clips are heard, from where, in what shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.media.side.mix_plan import MixPlan, SoundFacts, SoundPart, joined_parts, sound_of
from app.project.queries import find_media
from app.render.sequence.composition import heard

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Time
    from app.project.model import Clip, Project
    from app.render.sequence.sources import Sources


def plan_mix(
    project: Project, start: Time, end: Time, coder: str, sources: Sources
) -> MixPlan | None:
    """What is heard between two moments of the timeline; None where nothing is.

    Raises:
        MediaError: a source cannot be opened.
    """
    known: dict[Path, SoundFacts | None] = {}
    tracks: dict[str, list[SoundPart]] = {}
    owners = {clip.id: track.id for track in project.tracks for clip in track.clips}
    for clip in heard(project, start, end):
        path = _path_of(project, clip)
        if path not in known:
            known[path] = sound_of(path) if path.is_file() else None
        facts = known[path]
        if facts is not None:
            part = _part(clip, path, facts.stream, (start, end), _zero(project, clip, sources))
            tracks.setdefault(owners[clip.id], []).append(part)
    if not tracks:
        return None
    present = [facts for facts in known.values() if facts]
    parts = tuple(joined_parts(row) for row in tracks.values())
    return MixPlan(parts, coder, _channels(present), _others(known))


def _path_of(project: Project, clip: Clip) -> Path:
    item = find_media(project, clip.media_id)
    assert item is not None, "`heard` gives clips with media only"
    return item.path


def _zero(project: Project, clip: Clip, sources: Sources) -> Time:
    """Where a clip's source begins on its file's clock: at its first picture, where it has any."""
    item = find_media(project, clip.media_id)
    if item is not None and item.facts is not None and not item.facts.frames:
        return clip.source.start * 0
    return sources.reader(clip.media_id).index.start


def _part(clip: Clip, path: Path, stream: int, ends: tuple[Time, Time], zero: Time) -> SoundPart:
    """In the output's time, which begins where the rendered part does."""
    start, end = ends
    shift: Fraction = clip.at - clip.source.start - zero - start
    return SoundPart(path, stream, max(clip.at, start) - start, min(clip.end, end) - start, shift)


def _channels(facts: list[SoundFacts]) -> int:
    """That of all sources where they agree, else stereo."""
    counts = {min(each.channels, 8) for each in facts}
    return counts.pop() if len(counts) == 1 else 2


def _others(known: dict[Path, SoundFacts | None]) -> tuple[str, ...]:
    return tuple(
        f"{path.name}: one audio track is mixed; the other {facts.others} are left out."
        if facts.others > 1
        else f"{path.name}: one audio track is mixed; the other one is left out."
        for path, facts in known.items()
        if facts and facts.others
    )
