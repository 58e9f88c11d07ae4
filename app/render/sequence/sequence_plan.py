"""What rendering a timeline will do, decided before the first frame."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import EffectError, ProjectError, UsageError
from app.base.time import Span
from app.project.queries import excerpt_of, length
from app.render.plan import SEGMENT_SECONDS, coloured_for, plan
from app.render.sequence.composition import stretches
from app.render.sequence.fitting import same_samples
from app.render.sequence.slots import Slots

if TYPE_CHECKING:
    from app.base.picture import PixelLayout
    from app.base.time import Time
    from app.media.hdr import HdrMetadata
    from app.media.video_format import VideoFormat
    from app.project.model import Clip, Project
    from app.render.plan import RenderPlan
    from app.render.sequence.sources import Sources

_WHOLE = tuple(Fraction(n) for n in (10, 12, 15, 24, 25, 30, 48, 50, 60, 100, 120))
_BROADCAST = tuple(Fraction(n * 1000, 1001) for n in (24, 30, 60, 120))
"""Rates that a clip with uneven times may stand for."""

_NEAR, _VERY_NEAR = Fraction(5, 100), Fraction(2, 10_000)
"""How far the mean may be off: a telephone leaves frames out, a broadcast does not."""


@dataclass(frozen=True, slots=True)
class Shot:
    """Slots of the sequence that show one clip.

    Attributes:
        clip: Which.
        plan: Its chain, ending in the sequence's format.
        slots: Which slots, and how they lie on the source's clock.
        made: Format in which the chain's frames come out, for its rate and tick.
    """

    clip: Clip
    plan: RenderPlan
    slots: Slots
    made: VideoFormat


@dataclass(frozen=True, slots=True)
class SequencePlan:
    """A part of a timeline, taken apart.

    Attributes:
        output: Format of all frames; its rate is constant and its tick one frame.
        first, stop: Slots in all; slot n begins at n / rate on the timeline.
        shots: In order; slots between them are black.
        hdr: Static HDR metadata of the clip that set the format.
    """

    output: VideoFormat
    first: int
    stop: int
    shots: tuple[Shot, ...]
    hdr: HdrMetadata | None = None

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return 1 / self.output.time_base

    @property
    def span(self) -> Span:
        """In timeline time."""
        return Span(self.first / self.rate, self.stop / self.rate)

    @property
    def segments(self) -> tuple[Span, ...]:
        """Spans of timeline time that are encoded independently."""
        slots = max(1, round(SEGMENT_SECONDS * self.rate))
        starts = range(self.first, self.stop, slots)
        return tuple(
            Span(start / self.rate, min(start + slots, self.stop) / self.rate) for start in starts
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know before starting, as sentences."""
        told = (
            f"{shot.plan.excerpt.media.path.name}: {note}"
            for shot in self.shots
            for note in replace(shot.plan, output=shot.made).notes
        )
        return tuple(dict.fromkeys(told))


@dataclass(frozen=True, slots=True)
class SequenceFormat:
    """What the first clip and the user's wishes make of the sequence's format.

    Attributes:
        format: Of the frames, not yet tagged for what they are encoded in.
        hdr: Static HDR metadata.
    """

    format: VideoFormat
    hdr: HdrMetadata | None


def sequence_format(
    project: Project, sources: Sources, size: tuple[int, int] | None, rate: Fraction | None
) -> SequenceFormat:
    """Size, rate and colours: those of the first clip's result, where nobody asks for others.

    The first clip of the whole timeline counts, also for a part of it: every part of a sequence
    comes out as that part of the whole would.

    Args:
        project: The timeline.
        sources: Where its media are opened.
        size: (width, height) in square pixels.
        rate: Frames per second.

    Raises:
        ProjectError: no clip is shown at all.
    """
    shown = [stretch.clip for stretch in stretches(project, Fraction(0), length(project))]
    if not shown:
        raise ProjectError("The timeline shows no clip; add one, or show a hidden track.")
    first = _plan_of(project, shown[0], sources).computed()
    pace = rate or _pace(project, shown, sources)
    format_ = replace(first.output, rate=pace, time_base=1 / pace, scan="progressive")
    if size is not None:
        format_ = replace(format_.resized(*size), sample_aspect_ratio=Fraction(1))
    return SequenceFormat(format_, first.source.hdr)


def _pace(project: Project, shown: list[Clip], sources: Sources) -> Fraction:
    """The rate of the first clip that moves; a still picture has none of its own."""
    moving = (clip for clip in shown if sources.reader(clip.media_id).info.frame_count > 1)
    first = _plan_of(project, next(moving, shown[0]), sources)
    return first.output.rate or _even_rate(first.source.average_rate)


def _even_rate(mean: Fraction) -> Fraction:
    """The usual rate nearest to the mean of an uneven clip, or the mean as a whole number."""
    for usual, near in ((_BROADCAST, _VERY_NEAR), (_WHOLE, _NEAR)):
        nearest = min(usual, key=lambda rate: abs(rate - mean))
        if abs(nearest - mean) <= near * mean:
            return nearest
    return Fraction(min(max(1, round(mean)), 120))


def plan_sequence(
    project: Project,
    start: Time,
    end: Time,
    frame: SequenceFormat,
    layout: PixelLayout,
    sources: Sources,
    *,
    jpeg: bool = False,
) -> SequencePlan:
    """Lay the grid of frames over `[start, end)` of the timeline, and plan every clip in it.

    The grid begins at the timeline's beginning, whichever part is rendered.

    Args:
        project: The timeline.
        start, end: In seconds; `end` comes after `start`.
        frame: From `sequence_format`.
        layout: What the encoder takes.
        sources: Where media are opened.
        jpeg: Whether frames become JPEG pictures.

    Raises:
        AppError: a clip cannot be read, or its chain does not fit it.
    """
    rate = 1 / frame.format.time_base
    output = coloured_for(frame.format, layout, jpeg=jpeg)
    first = math.floor(start * rate)
    stop = max(first + 1, math.ceil(end * rate))
    whole = SequencePlan(output, first, stop, (), frame.hdr)
    plans: dict[str, RenderPlan] = {}
    shots = []
    for stretch in stretches(project, first / rate, stop / rate):
        clip = stretch.clip
        slots = range(math.ceil(stretch.start * rate), math.ceil(stretch.end * rate))
        if not slots:
            continue
        if clip.id not in plans:
            plans[clip.id] = _plan_of(project, clip, sources)
        reader = sources.reader(clip.media_id)
        offset = reader.index.start + clip.source.start - clip.at
        decided = plans[clip.id]
        grid = Slots(slots.start, slots.stop, rate, offset)
        shots.append(Shot(clip, _conformed(decided, output), grid, decided.output))
    return replace(whole, shots=tuple(shots))


def _plan_of(project: Project, clip: Clip, sources: Sources) -> RenderPlan:
    reader = sources.reader(clip.media_id)
    try:
        return plan(excerpt_of(project, clip), reader.info, reader.index)
    except (EffectError, UsageError) as error:
        raise type(error)(f"{clip.name or reader.path.name}: {error}") from error


def _conformed(decided: RenderPlan, output: VideoFormat) -> RenderPlan:
    """The plan with frames of the sequence's format at its end; untouched ones stay untouched."""
    scan = decided.output.scan if decided.output.size == output.size else "progressive"
    into = replace(output, scan=scan)
    if same_samples(decided.output if decided.steps else decided.source.format, output):
        return replace(decided, output=into)
    # Fitting computes on tensors: where nothing needs it, torch is not loaded.
    from app.render.sequence.conform import conform_step

    step = conform_step(decided.output, into)
    return replace(decided, steps=(*decided.steps, step), output=into)
