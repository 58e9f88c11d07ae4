"""The pipeline of one render: decode, effects and encode overlap on three threads."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.time import Span
from app.render.prefetch import prefetch

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from torch import Tensor

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.media.source import FrameSource
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.stages import Stages

Pictures = "Iterator[Frame[Picture]]"


def rendered(
    plan: RenderPlan,
    source: FrameSource,
    span: Span,
    layout: PixelLayout,
    resources: RenderResources | None,
    cancel: CancelToken,
    stages: Stages,
) -> Generator[Frame[Picture], None, None]:
    """Finished frames of `span` (a run of the plan's segments), in source time.

    The chain starts earlier and ends later by what its effects look at, so frames do not depend
    on where a run begins. Without effects the decoder's samples pass untouched.

    Args:
        plan: What to do.
        source: Open on the plan's source.
        span: Which part.
        layout: What the encoder takes; frames of a chain are computed straight to it.
        resources: Device and networks; None is enough for an empty chain.
        cancel: Checked once per frame.
        stages: Busy time is booked here.
    """
    frames_in = stages.measured("decode", iter(source.frames(_widened(plan, source, span))))
    with contextlib.closing(prefetch(frames_in, stages, name="decode")) as decoded:
        if not needs_computing(plan, layout):
            yield from _checked(decoded, cancel)
            return
        if resources is None:
            raise ValueError("computing frames needs resources")
        given = _checked(decoded, cancel)
        computed = _computed(plan, given, source, span, layout, resources, cancel)
        frames = stages.measured("effects", computed)
        with contextlib.closing(prefetch(frames, stages, name="effects")) as finished:
            yield from (frame for frame in finished if frame.time in span)


def needs_computing(plan: RenderPlan, layout: PixelLayout) -> bool:
    """Whether samples change their meaning; mere depth and chroma the writer converts itself."""
    return bool(plan.steps) or plan.source.format.layout.family != layout.family


def _widened(plan: RenderPlan, source: FrameSource, span: Span, first: int = 0) -> Span | None:
    """`span` with the neighbours that the steps from number `first` on need, inside the clip."""
    index = source.index
    if index is None:
        return None
    past, future = plan.reach(first)
    start = max(index.number_at(plan.span.start), index.number_at(span.start) - past)
    end = span.end
    if end is not None and future:
        stop = index.number_at(end) + future
        end = index.time_of(stop) if stop < len(index) else index.end
        end = min(plan.span.end or index.end, end)
    return Span(index.time_of(start), end)


def _checked(
    frames: Iterator[Frame[Picture]], cancel: CancelToken
) -> Generator[Frame[Picture], None, None]:
    for frame in frames:
        cancel.check()
        yield frame


def _computed(
    plan: RenderPlan,
    decoded: Iterator[Frame[Picture]],
    source: FrameSource,
    span: Span,
    layout: PixelLayout,
    resources: RenderResources,
    cancel: CancelToken,
) -> Generator[Frame[Picture], None, None]:
    """Upload, run every effect, download."""
    import torch

    from app.inference.transfer import download

    context = resources.context(plan.span.start, cancel, plan.excerpt.layer)
    frames: Iterator[Frame[Tensor]] = _uploaded(decoded, resources)
    for number, step in enumerate(plan.steps, 1):
        wanted = _widened(plan, source, span, number)
        frames = step.effect.apply(frames, step.before, replace(context, wanted=wanted))
    colour, combed = plan.output.colour, plan.output.scan != "progressive"
    with torch.inference_mode():
        for frame in frames:
            picture = download(frame.pixels, layout, colour, interlaced=combed)
            yield frame.with_pixels(picture)


def _uploaded(
    decoded: Iterator[Frame[Picture]], resources: RenderResources
) -> Generator[Frame[Tensor], None, None]:
    from app.inference.transfer import upload

    for frame in decoded:
        yield frame.with_pixels(upload(frame.pixels, resources.device))
