"""On which times pictures stand: where the playhead may rest and cuts may fall."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.queries import clips, find_media, length, source_time, visible_clip

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Project

FrameSpan = tuple[Fraction, Fraction]
"""Start and end of one frame, in seconds of its source."""

FrameLookup = Callable[[str, Fraction], FrameSpan | None]
"""The frame of a source (by media id) at a source time; None while it is not known. For sources
of uneven rate, whose frames no formula gives."""

USUAL_RATE = Fraction(25)


def timeline_rate(project: Project) -> Fraction:
    """Frames per second that the ruler counts: those of the first clip, else the first source."""
    for _, clip in clips(project):
        media = find_media(project, clip.media_id)
        if media is not None and media.facts is not None:
            return media.facts.rate
    return next((item.facts.rate for item in project.media if item.facts), USUAL_RATE)


def frame_span(project: Project, time: Time, lookup: FrameLookup | None = None) -> FrameSpan:
    """Start and end, on the timeline, of the frame shown at `time`.

    The frames are those of the clip that is seen; where none is, those of `timeline_rate`. A clip
    cut in the middle of a frame shows a part of it, and only that part is given.
    """
    clip = visible_clip(project, time)
    media = find_media(project, clip.media_id) if clip else None
    if clip is None or media is None or media.facts is None:
        return _even(time, timeline_rate(project))
    start, end = _in_source(media, source_time(clip, time), lookup)
    shift = clip.at - clip.source.start
    return max(start + shift, clip.at), min(end + shift, clip.end)


def snap_to_frame(project: Project, time: Time, lookup: FrameLookup | None = None) -> Time:
    """The start of the frame shown at `time`; the end of everything is a place to stand on, too."""
    end = length(project)
    if end and time >= end:
        return end
    return max(Fraction(0), frame_span(project, max(Fraction(0), time), lookup)[0])


def nearest_frame(project: Project, time: Time, lookup: FrameLookup | None = None) -> Time:
    """The frame boundary nearest to `time`: for edges and drags."""
    start, end = frame_span(project, max(Fraction(0), time), lookup)
    return max(Fraction(0), start if time - start <= end - time else end)


def nearest_source_frame(media: MediaItem, time: Time, lookup: FrameLookup | None = None) -> Time:
    """The frame boundary of a source nearest to a source time."""
    if media.facts is None:
        return time
    start, end = _in_source(media, time, lookup)
    return start if time - start <= end - time else end


def last_frame(project: Project, lookup: FrameLookup | None = None) -> Time:
    """The start of the last picture of all."""
    end = length(project)
    if not end:
        return end
    return frame_span(project, end - Fraction(1, 1_000_000), lookup)[0]


def step(project: Project, time: Time, frames: int, lookup: FrameLookup | None = None) -> Time:
    """The start of the frame so many frames on (or back)."""
    for _ in range(abs(frames)):
        start, end = frame_span(project, time, lookup)
        before = start - Fraction(1, 1_000_000)
        time = end if frames > 0 else frame_span(project, max(before, Fraction(0)), lookup)[0]
    return max(Fraction(0), time)


def name_of(clip: Clip, media: MediaItem | None) -> str:
    """What a clip is called: its own name, else that of its file."""
    return clip.name or (media.path.name if media else clip.id)


def _in_source(media: MediaItem, time: Time, lookup: FrameLookup | None) -> FrameSpan:
    assert media.facts is not None
    found = lookup(media.id, time) if lookup and media.facts.vfr else None
    return found or _even(time, media.facts.rate)


def _even(time: Time, rate: Fraction) -> FrameSpan:
    frame = (time * rate).numerator // (time * rate).denominator
    return frame / rate, (frame + 1) / rate
