"""One frame of a plan, by the pipeline that exports it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import MediaError
from app.base.time import Span
from app.render.chain import rendered
from app.render.stages import Stages

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.media.source import FrameSource
    from app.render.plan import RenderPlan
    from app.render.preview.regions import Rect, RegionPlan
    from app.render.resources import RenderResources


def frame_on_screen(
    plan: RenderPlan,
    source: FrameSource,
    time: Time,
    resources: RenderResources,
    cancel: CancelToken,
) -> Frame[Picture]:
    """The frame of the result that an export shows at `time` of the source's clock.

    Samples are those the encoder gets where it takes the plan's own layout.

    Raises:
        Cancelled, or whatever reading and effects raise.
    """
    index = source.index
    assert index is not None
    span = _around(plan, index, time)
    layout = plan.output.layout
    found: Frame[Picture] | None = None
    frames = rendered(plan, source, span, layout, resources, cancel, Stages())
    with contextlib.closing(frames):
        for frame in frames:
            if found is not None and frame.time > time:
                break
            found = frame
    if found is None:
        raise MediaError("There is no frame at this place; the end of the file is damaged.")
    return found


def region_on_screen(
    region: RegionPlan,
    wanted: Rect,
    source: FrameSource,
    time: Time,
    resources: RenderResources,
    cancel: CancelToken,
) -> Frame[Picture]:
    """`frame_on_screen` of a part: `wanted` of the whole result, its sides on chroma samples."""
    frame = frame_on_screen(region.plan, source, time, resources, cancel)
    return frame.with_pixels(cut(frame.pixels, wanted.moved(-region.rect.left, -region.rect.top)))


def cut(picture: Picture, rect: Rect) -> Picture:
    """A part of a picture whose left and top lie on chroma samples."""
    planes = []
    for number, plane in enumerate(picture.planes):
        chroma = picture.layout.family == "yuv" and number in (1, 2)
        across, down = picture.layout.chroma_shift if chroma else (0, 0)
        left, top = rect.left >> across, rect.top >> down
        right, bottom = -(-rect.right >> across), -(-rect.bottom >> down)
        planes.append(plane[top:bottom, left:right])
    return replace(picture, planes=tuple(planes))


def longest_slot(plan: RenderPlan) -> Time:
    """Seconds by which the frame on screen may have begun before the source's own frame.

    A step that sets a rate shows a frame until its next slot.
    """
    rates = [s.after.rate for s in plan.steps if s.after.rate and s.after.rate != s.before.rate]
    return sum((1 / rate for rate in rates), Fraction(0))


def _around(plan: RenderPlan, index: FrameIndex, time: Time) -> Span:
    """The source frames among which the frame on screen begins; it may be an earlier one's."""
    first = max(index.number_at(plan.span.start), index.number_at(time - longest_slot(plan)))
    end = index.time_of(index.number_at(time)) + index.duration_of(index.number_at(time))
    return Span(index.time_of(first), min(end, plan.span.end or end))
