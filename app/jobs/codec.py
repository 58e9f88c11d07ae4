"""Jobs as JSON. What is read comes from a file anybody may have changed: every field is checked."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from app.base.progress import Progress
from app.jobs.job import Job, JobSpec, JobState, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable

VERSION = 1
MOST_JOBS = 1000
LONGEST_TEXT = 20_000

_ID = re.compile(r"[0-9a-f]{32}")


def written(jobs: Iterable[Job]) -> dict[str, object]:
    """Everything but the payloads, which do not change and lie in files of their own."""
    return {"version": VERSION, "jobs": [_job_written(job) for job in jobs]}


def _job_written(job: Job) -> dict[str, object]:
    progress, outcome = job.progress, job.outcome
    return {
        "id": job.id,
        "kind": job.spec.kind,
        "title": job.spec.title,
        "detail": job.spec.detail,
        "state": job.state.value,
        "ending": job.ending,
        "interrupted": job.interrupted,
        "begun": job.begun,
        "forgotten": job.forgotten,
        "progress": None if progress is None else [progress.done, progress.total],
        "seconds": round(job.seconds, 3),
        "problem": job.problem[:LONGEST_TEXT],
        "details": job.details[-LONGEST_TEXT:],
        "outcome": None if outcome is None else _outcome_written(outcome),
    }


def _outcome_written(outcome: Outcome) -> dict[str, object]:
    return {
        "output": outcome.output,
        "notes": [note[:LONGEST_TEXT] for note in outcome.notes[:100]],
        "frames": outcome.frames,
        "partial": outcome.partial,
    }


def read(document: object) -> list[Job]:
    """The jobs of a document, without payloads; what ran or waited is interrupted now.

    Raises:
        ValueError: it is not what `written` gives.
    """
    fields = _dict(document)
    if fields.get("version") != VERSION:
        raise ValueError("another version")
    rows = fields.get("jobs")
    if not isinstance(rows, list) or len(rows) > MOST_JOBS:
        raise ValueError("no list of jobs")
    jobs = [_job_read(_dict(row)) for row in rows]
    if len({job.id for job in jobs}) != len(jobs):
        raise ValueError("two jobs with one id")
    return jobs


def _job_read(row: dict[str, Any]) -> Job:
    state = JobState(_text(row, "state"))
    ending = row.get("ending")
    if ending not in (None, "resume", "keep", "discard"):
        raise ValueError("unknown ending")
    interrupted = _flag(row, "interrupted")
    # A wish to give a job up that was not fulfilled yet is still a wish.
    given_up = ending in ("keep", "discard") and state in (JobState.RUNNING, JobState.WAITING)
    if state in (JobState.RUNNING, JobState.WAITING):
        # Nobody wants a computer to set to work merely because a program was opened.
        state = JobState.WAITING if given_up else JobState.PAUSED
        interrupted = not given_up
    outcome = row.get("outcome")
    return Job(
        _id(row),
        JobSpec(_text(row, "kind"), _text(row, "title"), _text(row, "detail")),
        state,
        ending if given_up else None,
        interrupted,
        _flag(row, "begun"),
        _flag(row, "forgotten"),
        _progress_read(row.get("progress")),
        _seconds(row),
        _text(row, "problem"),
        _text(row, "details"),
        None if outcome is None else _outcome_read(_dict(outcome)),
    )


def _outcome_read(row: dict[str, Any]) -> Outcome:
    notes = row.get("notes")
    if not isinstance(notes, list) or not all(isinstance(note, str) for note in notes):
        raise ValueError("notes are sentences")
    frames = _count(row.get("frames"))
    return Outcome(_text(row, "output"), tuple(notes), frames, _flag(row, "partial"))


def _progress_read(row: object) -> Progress | None:
    if row is None:
        return None
    if not isinstance(row, list) or len(row) != 2:
        raise ValueError("progress is two numbers")
    return Progress(_count(row[0]), None if row[1] is None else _count(row[1]))


def _dict(value: object) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise ValueError(f"{name} is no text")
    return value


def _id(row: dict[str, Any]) -> str:
    """Ids are file names, so they may hold nothing else."""
    if not _ID.fullmatch(_text(row, "id")):
        raise ValueError("not an id")
    return _text(row, "id")


def _flag(row: dict[str, Any], name: str) -> bool:
    value = row.get(name)
    if not isinstance(value, bool):
        raise ValueError(f"{name} is no switch")
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**53:
        raise ValueError("not a count")
    return value


def _seconds(row: dict[str, Any]) -> float:
    value = row.get("seconds")
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("not a time")
    if not math.isfinite(value) or value < 0:
        raise ValueError("not a time")
    return float(value)
