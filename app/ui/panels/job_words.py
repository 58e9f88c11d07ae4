"""What the window says of a job. The wording of section "Words" in resources/docs/window.md."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.jobs import loop
from app.jobs.eta import in_words
from app.jobs.job import Job, JobState
from app.ui.job_thread import FINISHING
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.base.progress import Progress
    from app.jobs.eta import Estimate


_MISSING = re.compile(r"type `reelwright models get (\S+)`")
"""What the core says to a terminal; in a window a button does it."""


def summary(jobs: Iterable[Job]) -> str:
    """The header: what is going on, what is to come, or that there is nothing."""
    states = [job.state for job in jobs]
    running = states.count(JobState.RUNNING)
    waiting = states.count(JobState.WAITING)
    paused = states.count(JobState.PAUSED)
    if running and waiting:
        return tr("{running} running, {waiting} waiting", running=running, waiting=waiting)
    if running:
        return tr("{running} running", running=running)
    if paused:
        return tr("{paused} paused", paused=paused)
    if waiting:
        return tr("{waiting} waiting", waiting=waiting)
    return ""


def percent(progress: Progress | None) -> str:
    """`42 %`, rounded down so that 100 % means done; "" while the whole is unknown."""
    fraction = None if progress is None else progress.fraction
    return "" if fraction is None else tr("{percent} %", percent=int(fraction * 100))


def amount(progress: Progress | None) -> str:
    """`121 of 287 frames`, or only how many where the whole is unknown."""
    if progress is None or (not progress.done and not progress.total):
        return ""
    if progress.total:
        return tr("{done:,} of {total:,} frames", done=progress.done, total=progress.total)
    return tr_count("{n} frame", "{n} frames", progress.done)


def time_left(job: Job, estimate: Estimate) -> str:
    """How long still, as a person would say it."""
    if job.ending == "resume":
        return tr("Pausing")
    if job.ending is not None:
        return tr("Stopping")
    if job.progress is None:
        return tr("Preparing")
    if job.progress.stage == FINISHING:
        return tr("Finishing")
    if estimate.seconds is None:
        return tr("Estimating")
    return slower(estimate.seconds) if estimate.slower else left(estimate.seconds)


def left(seconds: float) -> str:
    """`about 26 s left`."""
    unit, number = in_words(seconds)
    if unit == "few":
        return tr("a few seconds left")
    if unit == "seconds":
        return tr("about {n} s left", n=number)
    if unit == "minutes":
        return tr("about {n} min left", n=number)
    return tr("about {n} h left", n=number)


def slower(seconds: float) -> str:
    """The same, admitting that less was promised."""
    unit, number = in_words(seconds)
    if unit == "few":
        return tr("Slower than expected")
    if unit == "seconds":
        return tr("Slower than expected, about {n} s left", n=number)
    if unit == "minutes":
        return tr("Slower than expected, about {n} min left", n=number)
    return tr("Slower than expected, about {n} h left", n=number)


def duration(seconds: float) -> str:
    """`44 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = max(1, round(seconds))
    if whole < 60:
        return tr("{s} s", s=whole)
    if whole < 3600:
        if whole % 60 == 0:
            return tr("{n} min", n=whole // 60)
        return tr("{min} min {s} s", min=whole // 60, s=whole % 60)
    return tr("{h} h {min} min", h=whole // 3600, min=whole % 3600 // 60)


def pace(progress: Progress | None) -> str:
    """`6.4 fps, limited by the effects`; "" before it is known."""
    if progress is None or progress.fps is None:
        return ""
    fps = f"{progress.fps:.0f}" if progress.fps >= 100 else f"{progress.fps:.1f}"
    stage = _stages().get(progress.limiting)
    if stage is None:
        return tr("{fps} fps", fps=fps)
    return tr("{fps} fps, limited by {stage}", fps=fps, stage=stage)


def _stages() -> dict[str, str]:
    return {
        "decode": tr("reading the source"),
        "effects": tr("the effects"),
        "encode": tr("encoding"),
    }


def state_words(job: Job) -> str:
    """The second line of a job that does not run."""
    words = {
        JobState.WAITING: lambda: tr("Stopping") if job.ending else tr("Waiting"),
        JobState.RUNNING: lambda: tr("Running"),
        JobState.PAUSED: lambda: _paused(job),
        JobState.DONE: lambda: tr("Done in {time}", time=duration(job.seconds)),
        JobState.FAILED: lambda: problem(job),
        JobState.CANCELLED: lambda: _cancelled(job),
    }
    return words[job.state]()


def _paused(job: Job) -> str:
    share = percent(job.progress)
    if job.interrupted and not job.begun:
        return tr("Not started before the program ended")
    if job.interrupted:
        return tr("Interrupted at {share}", share=share) if share else tr("Interrupted")
    return tr("Paused at {share}", share=share) if share else tr("Paused")


def _cancelled(job: Job) -> str:
    if job.outcome is not None and job.outcome.partial:
        return tr("Cancelled, part kept")
    return tr("Cancelled")


def missing_model(job: Job) -> str:
    """The id of the model without whose weights a job failed; "" if it failed otherwise."""
    return model_missing_in(job.problem) if job.state is JobState.FAILED else ""


def model_missing_in(sentence: str) -> str:
    """The id of the model whose weights an error says are not here; "" if it says otherwise."""
    found = _MISSING.search(sentence)
    return found[1] if found else ""


def not_here(model: str) -> str:
    """What a window says instead of the command for a terminal."""
    return tr("The model {name} is not on this computer.", name=model)


def problem(job: Job) -> str:
    """Why a job failed. Sentences of the core stay in English; those of the queue are ours."""
    if missing_model(job):
        return not_here(missing_model(job))
    known = {
        loop.BUG: tr("A fault in the program ended this job; what was finished is kept."),
        loop.UNKNOWN: tr("This version of the program cannot do this kind of work."),
    }
    return known.get(job.problem, job.problem)


def spoken(job: Job, estimate: Estimate) -> str:
    """All of it in one line, for screen readers."""
    parts = [job.spec.title, state_words(job)]
    if job.state is JobState.RUNNING:
        parts += [percent(job.progress), amount(job.progress), time_left(job, estimate)]
    return ", ".join(part for part in parts if part)
