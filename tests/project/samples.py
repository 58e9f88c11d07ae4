"""Projects made up for tests, and what must be true of every project."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.project.model import Clip, EffectSpec, Marker, MediaFacts, MediaItem, Project, Track

RATE = Fraction(30000, 1001)
FRAME = 1 / RATE


def seconds(value: str | int) -> Fraction:
    return Fraction(value)


def facts(duration: Fraction = Fraction(100), frames: int = 2997) -> MediaFacts:
    return MediaFacts(duration, frames, RATE, False, 640, 360, True)


def media(media_id: str = "m", duration: Fraction | None = Fraction(100)) -> MediaItem:
    known = facts(duration) if duration is not None else None
    return MediaItem(Path("/films") / f"{media_id}.mp4", media_id, facts=known)


Number = str | int | Fraction


def clip(name: str, at: Number, length: Number, start: Number = 10) -> Clip:
    begin = Fraction(start)
    return Clip(name, "m", Span(begin, begin + Fraction(length)), Fraction(at))


def project(*tracks: Track) -> Project:
    return Project((media(),), tracks)


def row(*clips: Clip, name: str = "t", locked: bool = False) -> Track:
    return Track(name, name.upper(), clips, locked=locked)


def many(count: int = 2000) -> Project:
    """Clips with chains, in pairs that touch, on two tracks."""
    chain = (EffectSpec("denoise", (("sigma", keys()), ("strength", 50.0))),)
    rows = []
    for number in range(2):
        clips = tuple(
            Clip(
                f"c{number}-{n}",
                "m",
                Span(n * FRAME, (n + 12) * FRAME),
                Fraction(n // 2 * 30 + n % 2 * 12) * FRAME,
                chain,
            )
            for n in range(count // 2)
        )
        rows.append(Track(f"t{number}", f"V{number + 1}", clips))
    markers = tuple(Marker(f"k{n}", Fraction(n)) for n in range(100))
    return Project((media("m", Fraction(10000)),), tuple(rows), markers)


def keys(smooth: bool = False) -> Keyframes:
    return Keyframes((Keyframe(Fraction(0), 1.0, smooth), Keyframe(Fraction(4), 9.0, smooth)))


def check(project: Project) -> None:
    """What holds of every project, whatever was done to it."""
    ids = [clip.id for track in project.tracks for clip in track.clips]
    assert len(ids) == len(set(ids))
    assert len({track.id for track in project.tracks}) == len(project.tracks)
    assert len({item.id for item in project.media}) == len(project.media)
    known = {item.id: item for item in project.media}
    for track in project.tracks:
        for one in track.clips:
            assert one.at >= 0
            assert one.source.start >= 0
            assert one.length > 0
            about = known[one.media_id].facts
            assert about is None or one.end - one.at + one.source.start <= about.duration
        assert all(a.end <= b.at for a, b in pairwise(track.clips)), "clips overlap"
    times = [marker.time for marker in project.markers]
    assert times == sorted(times)
    assert all(time >= 0 for time in times)
