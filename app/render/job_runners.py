"""What each kind of job does. Heavy libraries come with the first job, not with this module."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import Cancelled, ProjectError
from app.base.files import part_path
from app.jobs.job import JobSpec, Outcome
from app.render.annotate_job import ANNOTATE, run_annotate
from app.render.export_order import as_payload, from_payload, output_of
from app.render.seeded_job import CONTINUE, run_continue

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.jobs.loop import Runner, Task
    from app.render.render_request import RenderRequest

EXPORT = "export"


def export_job(request: RenderRequest, title: str, detail: str) -> JobSpec:
    """The job that does a render; see `as_payload` for the time it takes."""
    return JobSpec(EXPORT, title, detail, as_payload(request))


def runners() -> Mapping[str, Runner]:
    """A runner for each kind of job."""
    return {EXPORT: run_export, ANNOTATE: run_annotate, CONTINUE: run_continue}


def run_export(task: Task) -> Outcome:
    """Render a project. It goes on where an earlier run of the same job stopped.

    Raises:
        AppError: with a sentence for the user.
    """
    if task.cancel.cancelled and task.ending() == "discard":
        return _discarded(task)
    request = replace(from_payload(task.job.spec.payload), when_cancelled=task.ending)
    from app.render.render_project import render_project

    part = part_path(request.output)
    before = _changed(part)
    try:
        result = render_project(request, task.cancel, task.report, task.look)
    except Cancelled:
        if task.ending() == "keep" and _changed(part) != before:
            return Outcome(str(part), partial=True)
        raise
    return Outcome(str(result.output), result.notes, result.frames)


def _discarded(task: Task) -> Outcome:
    """Take away what an earlier run left; the source and the project need not exist for that."""
    from app.render.journal import work_folder

    output = output_of(task.job.spec.payload)
    if output is None:
        raise ProjectError("What this job left behind cannot be found; nothing was deleted.")
    shutil.rmtree(work_folder(output), ignore_errors=True)
    raise Cancelled("Discarded.")


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
