"""An analysis of a clip as a job: what it finds waits in a file until the window takes it in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from app.annotations.formats.json_document import read_json
from app.annotations.layer_json import layer_from, plain_layer
from app.base.errors import AnnotationError, UsageError
from app.base.files import write_atomically
from app.jobs.job import JobSpec, Outcome
from app.jobs.store import jobs_folder

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Settings
    from app.jobs.loop import Task

ANNOTATE = "annotate"


def annotate_job(
    path: Path, media_id: str, analysis: str, settings: Settings, title: str, detail: str
) -> JobSpec:
    """The job that runs an analysis over a source.

    Args:
        path: Of the source.
        media_id: Of the source in its project, to know later what was looked at.
        analysis: Its name.
        settings: Its parameters; those left out have their defaults.
        title, detail: For people.
    """
    payload: dict[str, object] = {
        "path": str(path),
        "media": media_id,
        "analysis": analysis,
        "settings": dict(settings),
    }
    return JobSpec(ANNOTATE, title, detail, payload)


def run_annotate(task: Task) -> Outcome:
    """Run an analysis; a cancelled one leaves nothing.

    Raises:
        AppError: with a sentence for the user.
    """
    payload = task.job.spec.payload
    path, analysis, settings = payload.get("path"), payload.get("analysis"), payload.get("settings")
    if not isinstance(path, str) or not isinstance(analysis, str):
        raise UsageError("This job does not say what is to be analysed.")
    from app.render.annotate import annotate

    chosen = settings if isinstance(settings, dict) else {}
    layer = annotate(Path(path), analysis, chosen, task.report, task.cancel)
    result = keep_findings(layer, task.job.id)
    return Outcome(str(result), frames=layer.media.frame_count)


def found_by(job_id: str) -> Path:
    """Where the findings of a job wait; the id alone says it, so that no payload names a file."""
    return jobs_folder().parent / "findings" / f"{job_id}.json"


def take_findings(job_id: str) -> AnnotationLayer:
    """What a job found; its file is gone afterwards.

    Raises:
        AnnotationError: it is not there, or damaged.
    """
    layer = look_at_findings(job_id)
    found_by(job_id).unlink(missing_ok=True)
    return layer


def look_at_findings(job_id: str) -> AnnotationLayer:
    """What a job found, until now if it still runs; raises as `take_findings`."""
    return layer_from(read_json(found_by(job_id)))


def keep_findings(layer: AnnotationLayer, job_id: str) -> Path:
    """Write what a job found to where `take_findings` looks for it; gives the file.

    Raises:
        AnnotationError: the disk does not take it.
    """
    path = found_by(job_id)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(plain_layer(layer)).encode())
    except OSError as error:
        raise AnnotationError(f"What was found cannot be kept: {error.strerror}.") from error
    return path
