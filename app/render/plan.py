"""What a render will do, decided before the first frame: a pure value, testable without media."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from app.base.colour import Matrix, Range
from app.base.errors import EffectError, UsageError
from app.base.parameter import complete
from app.base.time import Span

if TYPE_CHECKING:
    from app.base.picture import PixelLayout
    from app.base.time import Time
    from app.effects.effect import Effect, EffectKind
    from app.media.frame_index import FrameIndex
    from app.media.probe import VideoInfo
    from app.media.video_format import VideoFormat
    from app.project.model import Excerpt

SEGMENT_SECONDS = 4
"""Length of a segment: at most this much is lost to a crash, and a keyframe stands every half."""


@dataclass(frozen=True, slots=True)
class Step:
    """One effect of the chain with the formats before and after it."""

    kind: EffectKind
    effect: Effect
    before: VideoFormat
    after: VideoFormat

    @property
    def window(self) -> tuple[int, int]:
        """(past, future) frames that one of its frames depends on."""
        from app.effects.effect import Windowed

        effect = self.effect
        return effect.window(self.before) if isinstance(effect, Windowed) else self.kind.window

    @property
    def together(self) -> int:
        """Frames that are made at once, the first of them taking as long as all."""
        from app.effects.effect import Windowed

        effect = self.effect
        return effect.together(self.before) if isinstance(effect, Windowed) else 1


@dataclass(frozen=True, slots=True)
class RenderPlan:
    """An excerpt, taken apart.

    Attributes:
        excerpt: What was asked for.
        source: The stream that is read.
        span: Exact part of the source's time; its end is the end of the last frame.
        trimmed: Whether that is less than everything.
        steps: Enabled effects in order.
        output: Format of the finished frames.
        segments: Spans of source time, joined without gap, that are encoded independently.
        total: Frames that will come out, as exactly as the chain allows to tell; 0 if unknown.
    """

    excerpt: Excerpt
    source: VideoInfo
    span: Span
    trimmed: bool
    steps: tuple[Step, ...]
    output: VideoFormat
    segments: tuple[Span, ...]
    total: int

    def computed(self) -> RenderPlan:
        """The plan with output tags that say how samples are computed, where they are at all."""
        return replace(self, output=_tagged(self.output, self.source.format))

    @property
    def past(self) -> int:
        """Source frames before its own that an output frame may depend on."""
        return self.reach()[0]

    @property
    def future(self) -> int:
        """Source frames after its own that an output frame may depend on."""
        return self.reach()[1]

    def reach(self, first: int = 0) -> tuple[int, int]:
        """Source frames before and after its own that an output frame may depend on, as far as
        the steps from number `first` on make it."""
        steps = self.steps[first:]
        return (
            sum(self._reach(step, step.window[0]) for step in steps),
            sum(self._reach(step, step.window[1]) for step in steps),
        )

    def _reach(self, step: Step, frames: int) -> int:
        """Neighbours of a step in source frames: where the rate was lowered, they lie farther."""
        rate = step.before.rate
        lowered = self.source.average_rate / rate if rate else Fraction(1)
        return math.ceil(frames * max(Fraction(1), lowered))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know before starting, as sentences."""
        if self.output.scan == "progressive":
            return ()
        return (
            f"The source is interlaced ({self.source.scan}) and stays so, but is marked as "
            "progressive; add --effect deinterlace as the first effect.",
        )

    @property
    def shift(self) -> Time:
        """Seconds added to source times: a trimmed export starts at 0, a whole one stays put."""
        return -self.span.start if self.trimmed else Fraction(0)


def plan(excerpt: Excerpt, source: VideoInfo, index: FrameIndex | None) -> RenderPlan:
    """Decide spans, formats and segments; without an index (a pipe) there is one open segment.

    Raises:
        UsageError: unknown effect or parameter, a range outside the clip.
        EffectError: an effect does not fit what comes before it.
    """
    trimmed = excerpt.start is not None or excerpt.end is not None
    if index is None and trimmed:
        raise UsageError("A pipe cannot be trimmed; leave --from and --to away.")
    span = index.span(excerpt.start, excerpt.end) if index else Span(Fraction(0))
    steps = _steps(excerpt, source.format)
    output = _tagged(steps[-1].after, source.format) if steps else source.format
    return RenderPlan(
        excerpt,
        source,
        span,
        trimmed,
        steps,
        output,
        _segments(index, span, source.average_rate) if index else (span,),
        _total(index, span, source, output) if index else 0,
    )


def _steps(excerpt: Excerpt, format_: VideoFormat) -> tuple[Step, ...]:
    specs = [spec for spec in excerpt.effects if spec.enabled]
    if not specs:
        return ()
    # Effects bring torch along: an empty chain starts without it.
    from app.effects.registry import find_effect

    steps: list[Step] = []
    for spec in specs:
        kind = find_effect(spec.name)
        _check_layer(kind, steps, excerpt)
        effect = kind.make(complete(kind.parameters, dict(spec.settings), kind.title))
        after = effect.output_format(format_)
        steps.append(Step(kind, effect, format_, after))
        format_ = after
    return tuple(steps)


def _check_layer(kind: EffectKind, before: list[Step], excerpt: Excerpt) -> None:
    """Refuse an effect that would not find, or would misplace, what annotations mark."""
    if not kind.uses_layer:
        return
    if excerpt.layer is None:
        raise EffectError(f"{kind.title} needs annotations, and this clip has none yet.")
    mover = next((step.kind for step in before if step.kind.moves), None)
    if mover is not None:
        raise EffectError(f"{kind.title} must come before {mover.title}; move it up.")


def coloured_for(output: VideoFormat, layout: PixelLayout, *, jpeg: bool = False) -> VideoFormat:
    """`output` with tags that are true of samples computed to `layout`.

    R'G'B' has no matrix, and files of it are read as full range; so is JPEG, in BT.601 (JFIF).
    """
    if layout.family != "rgb" and not jpeg:
        return output
    matrix = Matrix.SMPTE170M if jpeg else Matrix.RGB
    return replace(output, colour=replace(output.colour, matrix=matrix, range=Range.FULL))


def _tagged(output: VideoFormat, source: VideoFormat) -> VideoFormat:
    """Output tags that say how the samples were computed.

    An untagged SD picture is read as BT.601; enlarged to HD and still untagged, players would
    take it for BT.709. So the matrix and range that were assumed are written down.
    """
    if source.layout.family == "rgb":
        assumed = replace(output.colour, matrix=Matrix.UNSPECIFIED).resolved(
            output.width, output.height
        )
        return replace(
            output, colour=replace(output.colour, matrix=assumed.matrix, range=Range.LIMITED)
        )
    assumed = source.colour.resolved(source.width, source.height)
    return replace(
        output, colour=replace(output.colour, matrix=assumed.matrix, range=assumed.range)
    )


def _segments(index: FrameIndex, span: Span, rate: Fraction) -> tuple[Span, ...]:
    first = index.number_at(span.start)
    count = _frames_in(index, span)
    length = max(1, round(SEGMENT_SECONDS * rate))
    starts = [index.time_of(first + n) for n in range(0, count, length)]
    ends = [*starts[1:], span.end]
    return tuple(Span(start, end) for start, end in zip(starts, ends, strict=True))


def _frames_in(index: FrameIndex, span: Span) -> int:
    cut = span.end is not None and span.end < index.end
    stop = index.number_at(span.end) if cut and span.end is not None else len(index)
    return stop - index.number_at(span.start)


def _total(index: FrameIndex, span: Span, source: VideoInfo, output: VideoFormat) -> int:
    """Frames out: those in, unless the chain changes the rate."""
    frames = _frames_in(index, span)
    if output.rate is None or output.rate == source.format.rate:
        return frames
    end = span.end if span.end is not None else index.end
    return max(1, ceil((end - span.start) * output.rate))
