"""What a job finds: shown while it runs, and in a file until the window takes it in.

Whatever ends a job, what it found until then waits like a whole result: someone stopped it, a
picture in the middle cannot be read, or the program was killed.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats.json_document import read_json
from app.annotations.layer_json import layer_from, plain_layer
from app.annotations.model import MAX_FRAME
from app.base.errors import AnnotationError, Cancelled
from app.base.files import write_atomically
from app.base.pace import Pace
from app.jobs.store import jobs_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from types import TracebackType

    from app.annotations.layer import AnnotationLayer
    from app.jobs.loop import Task

SHOW_SECONDS, SHOW_SHARE = 0.4, 0.03
"""How often findings are shown to those who watch, and what share of the time that may take."""

KEEP_SECONDS, KEEP_SHARE = 5.0, 0.02
"""The same for writing them down, for the case that the program is killed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found until now.

    Attributes:
        layer: Suggestions; what reaches the last frame that was looked at may still change.
        reached: That frame; -1 before the first.
        looked: How many frames were looked at.
    """

    layer: AnnotationLayer
    reached: int
    looked: int


class Showing:
    """Shows what a job finds and writes it down, as often as costs little.

    A context manager around the work. However that ends, what was found is kept for
    `look_at_findings`, unless who stopped it wants it discarded; where nothing was looked at,
    only a whole result is kept.

    Args:
        task: Of the job.
        found: Gives what was found until now; it may take the longer the more that is.
        show, keep: How often.
    """

    def __init__(
        self,
        task: Task,
        found: Callable[[], Findings],
        show: Pace | None = None,
        keep: Pace | None = None,
    ) -> None:
        self._task, self._found = task, found
        self._show = show or Pace(SHOW_SECONDS, SHOW_SHARE)
        self._keep = keep or Pace(KEEP_SECONDS, KEEP_SHARE)
        self._before = _looked_before(task.job.id)

    def seen(self, _: object = None) -> None:
        """One more frame was looked at."""
        if not self._show.due:
            return
        with self._show.turn():
            found = self._found()
            self._task.offer(found)
        if self._keep.due:
            with self._keep.turn():
                self._note(found)

    def __enter__(self) -> Showing:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            keep_findings(self._found(), self._task.job.id)
        elif isinstance(error, Cancelled) and self._task.ending() == "discard":
            found_by(self._task.job.id).unlink(missing_ok=True)
        else:
            self._note(self._found())

    def _note(self, found: Findings) -> None:
        """Keep part of a result: never in place of more, nor at the price of the work itself."""
        if found.looked <= self._before:
            return
        try:
            keep_findings(found, self._task.job.id)
        except AnnotationError as error:
            _log.warning("what was found so far could not be kept: %s", error)


def leave_given_up(task: Task) -> None:
    """Compute nothing for a job that was given up before its turn came.

    What an earlier run of it found stays, unless it is to be discarded.

    Raises:
        Cancelled: it was given up.
    """
    if task.cancel.cancelled:
        if task.ending() == "discard":
            found_by(task.job.id).unlink(missing_ok=True)
        raise Cancelled("Given up.")


def found_by(job_id: str) -> Path:
    """Where the findings of a job wait; the id alone says it, so that no payload names a file."""
    return jobs_folder().parent / "findings" / f"{job_id}.json"


def look_at_findings(job_id: str) -> Findings:
    """What a job found; its file goes once that is taken in.

    Raises:
        AnnotationError: it is not there, or damaged.
    """
    node = read_json(found_by(job_id))
    reached, looked = node["reached"].whole(-1, MAX_FRAME), node["looked"].whole(0, MAX_FRAME)
    return Findings(layer_from(node), reached, looked)


def keep_findings(found: Findings, job_id: str) -> Path:
    """Write what a job found to where `look_at_findings` looks for it; gives the file.

    Raises:
        AnnotationError: the disk does not take it.
    """
    path, plain = found_by(job_id), plain_layer(found.layer)
    plain |= {"reached": found.reached, "looked": found.looked}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, json.dumps(plain).encode())
    except OSError as error:
        raise AnnotationError(f"What was found cannot be kept: {error.strerror}.") from error
    return path


def _looked_before(job_id: str) -> int:
    """How many frames an earlier run of the same job looked at."""
    if not found_by(job_id).is_file():
        return 0
    try:
        return look_at_findings(job_id).looked
    except AnnotationError:
        return 0
