"""The common case: what is asked for is one clip, which is exported by itself, exactly."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import ProjectError
from app.media.opening import SEQUENCE_RATE
from app.media.probe import frame_index_of
from app.project.model import EffectSpec, Excerpt, Track
from app.project.queries import excerpt_of, find_clip, find_media, source_time
from app.render.enhance import EnhanceRequest
from app.render.plan import plan
from app.render.render_request import part_of
from app.render.sequence.composition import heard, stretches
from app.render.sequence.sources import Sources

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Clip, Project
    from app.render.render_request import RenderRequest


def as_one_clip(request: RenderRequest) -> EnhanceRequest | None:
    """The export of a single source that does what is asked; None where there is none.

    Frames keep their own times then, and sound and all else is copied. That takes a part of the
    timeline which shows one clip from its beginning to its end, with no other sound over it.

    Raises:
        ProjectError: there is no such clip, or the timeline is empty.
        MediaError: the source cannot be read.
    """
    project = request.project
    if request.what == "clip":
        clip = asked_clip(request)
        start, end = clip.at, clip.end
    else:
        start, end = part_of(request)
        only = _only_clip(project, start, end)
        if only is None:
            return None
        clip = only
    excerpt = _excerpt(project, clip, start, end)
    effects = None if excerpt is None else _resized(request, excerpt)
    if excerpt is None or effects is None:
        return None
    return EnhanceRequest(
        replace(excerpt, effects=effects),
        request.output,
        request.codec,
        request.quality,
        request.options,
        request.device,
        request.precision,
        request.overwrite,
        request.when_cancelled,
        excerpt.media.rate,
        request.sound,
    )


def asked_clip(request: RenderRequest) -> Clip:
    """The clip of the request.

    Raises:
        ProjectError: the project has no such clip.
    """
    clip = find_clip(request.project, request.clip_id)
    if clip is None:
        raise ProjectError("The clip is no longer in the project; choose another.")
    return clip


def isolated(project: Project, clip: Clip) -> Project:
    """A timeline that holds nothing but this clip."""
    track = Track(id="only", name="", clips=(replace(clip, at=Fraction(0)),))
    return replace(project, tracks=(track,), selected_range=None, markers=())


def _only_clip(project: Project, start: Time, end: Time) -> Clip | None:
    seen = stretches(project, start, end)
    if len(seen) != 1 or (seen[0].start, seen[0].end) != (start, end):
        return None
    clip = seen[0].clip
    audible = {other.id for other in heard(project, start, end)}
    item = find_media(project, clip.media_id)
    silent = item is None or (item.facts is not None and not item.facts.sound)
    return clip if audible == (set() if silent else {clip.id}) else None


def _excerpt(project: Project, clip: Clip, start: Time, end: Time) -> Excerpt | None:
    """The part of the source; None when the clip is longer than its source (a held still)."""
    excerpt = excerpt_of(project, clip)
    first, stop = source_time(clip, start), source_time(clip, end)
    duration = _duration(excerpt)
    if stop > duration:
        return None
    if first == 0 and stop == duration:
        return replace(excerpt, start=None, end=None)
    return replace(excerpt, start=first, end=stop)


def _duration(excerpt: Excerpt) -> Time:
    media = excerpt.media
    if media.facts is not None:
        return media.facts.duration
    index = frame_index_of(media.path, media.rate or SEQUENCE_RATE)
    return index.end - index.start


def _resized(request: RenderRequest, excerpt: Excerpt) -> tuple[EffectSpec, ...] | None:
    """The chain that gives the size asked for; None where it takes bars or another rate."""
    if request.size is None and request.rate is None:
        return excerpt.effects
    with Sources(request.project, request.device, CancelToken()) as sources:
        reader = sources.reader(excerpt.media.id)
        result = plan(excerpt, reader.info, reader.index).output
    if request.rate not in (None, result.rate):
        return None
    width, height = request.size or result.size
    if (width, height) == result.size and result.sample_aspect_ratio == 1:
        return excerpt.effects
    shape = result.sample_aspect_ratio * result.width / result.height
    if abs(shape * height / width - 1) * min(width, height) > 1:
        return None
    size = (("width", float(width)), ("height", float(height)))
    return (*excerpt.effects, EffectSpec("resize", size))
