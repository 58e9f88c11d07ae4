"""Long work as a value: what is to be done, how far it is, how it ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.base.picture import Picture
    from app.base.progress import Progress


class JobState(StrEnum):
    """Where in its life a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINISHED = frozenset({JobState.DONE, JobState.FAILED, JobState.CANCELLED})
"""States in which nothing happens any more by itself."""

Ending = Literal["resume", "keep", "discard"]
"""What a job that stops leaves behind: enough to go on, a playable part, or nothing."""


@dataclass(frozen=True, slots=True)
class JobSpec:
    """What somebody wants done.

    Attributes:
        kind: Names the runner that can do it.
        title, detail: For people, in the language of whoever asked.
        payload: All the runner needs, as JSON: it outlives the process.
    """

    kind: str
    title: str
    detail: str = ""
    payload: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job made.

    Attributes:
        output: The finished file, "" when there is none.
        notes: What a user should know about it, as sentences.
        frames: How many were made; 0 where nothing is counted.
        partial: Whether it is only the part that was finished when somebody cancelled.
    """

    output: str = ""
    notes: tuple[str, ...] = ()
    frames: int = 0
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work in the queue.

    Attributes:
        id: Unique for all time, safe as a file name.
        spec: What is asked for.
        state: Where it is.
        ending: What to leave behind, once somebody asked it to stop; None while nobody did.
        interrupted: Whether it is paused because the program ended, not because the user said so.
        begun: Whether it ever ran, so that there may be something on the disk to go on from.
        forgotten: Whether it goes from the list as soon as it is tidied up; shown no more.
        progress: The last that was heard; None before that.
        seconds: Time it ran, pauses not counted.
        problem: One sentence about why it failed.
        details: For those who want to know more: a traceback.
        outcome: What it made, once it is over.
    """

    id: str
    spec: JobSpec
    state: JobState = JobState.WAITING
    ending: Ending | None = None
    interrupted: bool = False
    begun: bool = False
    forgotten: bool = False
    progress: Progress | None = None
    seconds: float = 0.0
    problem: str = ""
    details: str = ""
    outcome: Outcome | None = None

    @property
    def finished(self) -> bool:
        """Whether nothing happens any more by itself."""
        return self.state in FINISHED


@dataclass(frozen=True, slots=True)
class JobEvent:
    """Something happened to a job; told on whichever thread it happened.

    Attributes:
        what: "changed": it is new, gone, elsewhere in the order or in another state; ask the queue.
            "ended": `job` is done, failed or was given up; "changed" follows.
            "progress": only `job.progress` moved, and perhaps there is a picture or a part.
        job: As it is now; None when several changed.
        picture: One of the last pictures that were made, small.
        part: What the job has made until now, in the words of its kind; it may still change.
    """

    what: Literal["changed", "ended", "progress"]
    job: Job | None = None
    picture: Picture | None = None
    part: object = None
