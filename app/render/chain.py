"""The pipeline of one render: decode, effects and encode overlap on three threads."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.base.time import Span
from app.render.prefetch import prefetch

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from torch import Tensor

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.effects.effect import EffectContext
    from app.inference.overlap import Transfer
    from app.media.source import FrameSource
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.stages import Stages

_ON_THE_WAY = 6
"""Pictures being copied in each direction: as many as queues and threads hold, and one more."""


def rendered(
    plan: RenderPlan,
    source: FrameSource,
    span: Span,
    layout: PixelLayout,
    resources: RenderResources | None,
    cancel: CancelToken,
    stages: Stages,
    *,
    batches: bool = False,
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
        batches: Whether frames may wait for each other, where that makes all of them quicker.
    """
    frames_in = stages.measured("decode", iter(source.frames(_widened(plan, source, span))))
    if not needs_computing(plan, layout):
        with contextlib.closing(prefetch(frames_in, stages, name="decode")) as decoded:
            yield from _checked(decoded, cancel)
        return
    if resources is None:
        raise ValueError("computing frames needs resources")
    with contextlib.closing(resources.transfer(depth=_ON_THE_WAY)) as transfer:
        sent = _sent(frames_in, transfer, stages)
        with contextlib.closing(prefetch(sent, stages, name="decode")) as decoded:
            given = _checked(decoded, cancel)
            layer = plan.excerpt.layer
            context = resources.context(plan.span.start, cancel, layer, batches=batches)
            computed = _computed(plan, given, source, span, layout, context, transfer)
            frames = stages.measured("effects", computed)
            with (
                contextlib.closing(prefetch(frames, stages, name="effects")) as made,
                contextlib.closing(_arrived(made, transfer, stages)) as finished,
            ):
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


def _sent(
    frames: Generator[Frame[Picture], None, None], transfer: Transfer, stages: Stages
) -> Generator[Frame[Any], None, None]:
    """The copies to the device begun, where they go on while it computes."""
    if not transfer.overlaps:
        return frames
    return stages.measured("upload", _each(transfer.start_upload, frames))


def _computed(
    plan: RenderPlan,
    sent: Iterator[Frame[Any]],
    source: FrameSource,
    span: Span,
    layout: PixelLayout,
    context: EffectContext,
    transfer: Transfer,
) -> Generator[Frame[Any], None, None]:
    """Upload, run every effect, download, as far as that does not mean to wait."""
    import torch

    frames: Iterator[Frame[Tensor]] = _each(transfer.finish_upload, sent)
    for number, step in enumerate(plan.steps, 1):
        wanted = _widened(plan, source, span, number)
        frames = step.effect.apply(frames, step.before, replace(context, wanted=wanted))
    colour, combed = plan.output.colour, plan.output.scan != "progressive"
    with torch.inference_mode():
        for frame in frames:
            picture = transfer.start_download(frame.pixels, layout, colour, interlaced=combed)
            yield frame.with_pixels(picture)


def _arrived(
    frames: Generator[Frame[Any], None, None], transfer: Transfer, stages: Stages
) -> Generator[Frame[Picture], None, None]:
    """The copies from the device ended, on a thread that has nothing else to wait for."""
    if not transfer.overlaps:
        yield from frames
        return
    ended = stages.measured("download", _each(transfer.finish_download, frames))
    with contextlib.closing(prefetch(ended, stages, name="download")) as pictures:
        try:
            for picture in pictures:  # noqa: UP028 - it would wait for the threads before `stop`
                yield picture
        finally:
            transfer.stop()


def _each(
    change: Callable[[Any], Any], frames: Iterator[Frame[Any]]
) -> Generator[Frame[Any], None, None]:
    """The frames with changed pixels; closes its source."""
    try:
        for frame in frames:
            yield frame.with_pixels(change(frame.pixels))
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()
