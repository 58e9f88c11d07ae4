"""Render a project: the whole timeline, its selected range, or one clip of it."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.progress import Progress, silent
from app.render.enhance import enhance, lent_resources
from app.render.render_request import RenderRequest, What, part_of
from app.render.segmented_export import ExportResult, SegmentedExport, check_output
from app.render.sequence.composition import used_media
from app.render.sequence.decision import decide
from app.render.sequence.sequence_footage import SequenceFootage
from app.render.sequence.single_clip import as_one_clip, asked_clip, isolated
from app.render.sequence.sources import Sources
from app.render.spreading import on_other_devices

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.base.time import Time
    from app.project.model import Project
    from app.render.glances import Look
    from app.render.segmented_export import Target

__all__ = ["ExportResult", "RenderRequest", "What", "render_project"]


def render_project(
    request: RenderRequest,
    cancel: CancelToken,
    report: Report = silent,
    look: Look | None = None,
) -> ExportResult:
    """Do it; cancelled with "resume" it frees everything, and the same request goes on later.

    Args:
        request: What to render.
        cancel: Checked once per frame.
        report: Told how far it is, on this thread.
        look: Given a small picture of what is being made, at most twice a second, on this thread.

    Raises:
        AppError: with a sentence for the user; what was finished is kept.
        Cancelled: after doing what `when_cancelled` says.
    """
    single = as_one_clip(request)
    if single is not None:
        return enhance(single, cancel, report, look)
    if str(request.output) == "-":
        raise UsageError("A sequence cannot be written to a pipe; name a file.")
    project, start, end = timeline_part(request)
    for item in used_media(project, start, end):
        check_output(request.output, item.path, overwrite=request.overwrite)
    report(Progress(0, stage="Reading"))
    with contextlib.ExitStack() as stack:
        footage, target = stack.enter_context(_sequence(request, cancel))

        def open_on(device: str) -> SequenceFootage:
            return stack.enter_context(_sequence(replace(request, device=device), cancel))[0]

        others = on_other_devices(footage, target, request.device, open_on)
        output, leaving = request.output, request.when_cancelled
        export = SegmentedExport(footage, output, target, cancel, report, leaving, look, others)
        return export.run()


@contextlib.contextmanager
def _sequence(
    request: RenderRequest, cancel: CancelToken
) -> Iterator[tuple[SequenceFootage, Target]]:
    project, start, end = timeline_part(request)
    with Sources(project, request.device, cancel) as sources:
        decided = decide(request, project, start, end, sources)
        device, computes = request.device, decided.computes
        with lent_resources(device, request.precision, cancel, computes=computes) as resources:
            yield SequenceFootage(decided.plan, sources, resources), decided.target


def timeline_part(request: RenderRequest) -> tuple[Project, Time, Time]:
    """The timeline to render and the part of it; one clip alone is a timeline of its own."""
    if request.what != "clip":
        return request.project, *part_of(request)
    clip = asked_clip(request)
    project = isolated(request.project, clip)
    return project, clip.length * 0, clip.length
