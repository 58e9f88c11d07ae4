"""Frames to standard output as YUV4MPEG2: no segments, nothing to resume."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.progress import RateMeter
from app.media.y4m import Y4mWriter
from app.render.chain import rendered
from app.render.segmented_export import ExportResult
from app.render.stages import Stages

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.media.source import FrameSource
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources


def export_pipe(
    plan: RenderPlan,
    source: FrameSource,
    resources: RenderResources | None,
    cancel: CancelToken,
    report: Report,
) -> ExportResult:
    """Write all frames to standard output.

    Raises:
        MediaError: the reader at the other end is gone, or the layout does not exist in y4m.
    """
    stages, meter = Stages(), RateMeter()
    with Y4mWriter(sys.stdout.buffer, plan.output) as writer:
        frames = rendered(
            plan, source, plan.span, writer.layout, resources, cancel, stages, batches=True
        )
        with contextlib.closing(frames):
            for frame in frames:
                with stages.stage("encode"):
                    writer.write(frame)
                meter.mark(writer.frames)
                report(meter.progress(writer.frames, plan.total or None, "Rendering"))
    notes = (*plan.notes, *source.notes, *writer.notes)
    return ExportResult(Path("-"), writer.frames, 0, source.damaged, notes, dict(stages.busy))
