"""An analysis of a clip as a job."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.jobs.job import JobSpec, Outcome
from app.render.findings import Showing, found_by, leave_given_up

if TYPE_CHECKING:
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
    """Run an analysis; what it finds is shown on the way, and kept however it ends.

    Raises:
        AppError: with a sentence for the user.
        Cancelled: it was stopped.
    """
    leave_given_up(task)
    payload = task.job.spec.payload
    path, analysis, settings = payload.get("path"), payload.get("analysis"), payload.get("settings")
    if not isinstance(path, str) or not isinstance(analysis, str):
        raise UsageError("This job does not say what is to be analysed.")
    from app.media.video_reader import VideoReader
    from app.render.annotate import AnalysisRun

    chosen = settings if isinstance(settings, dict) else {}
    with VideoReader(Path(path)) as reader:
        run = AnalysisRun(reader, analysis, chosen)
        with Showing(task, run.found) as showing:
            run.go(task.report, task.cancel, showing.seen)
        return Outcome(str(found_by(task.job.id)), frames=len(reader.index))
