"""What is said when something that looked at a clip is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.jobs.job import JobState
from app.ui.language import tr, tr_count
from app.ui.panels import job_words
from app.ui.timecode import clock_time

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.jobs.job import Job


@dataclass(frozen=True, slots=True)
class Arrival:
    """What was found, and how that ended.

    Attributes:
        layer: Suggestions.
        job: That found them, as it ended; None where there was none.
        reached: The last frame that was looked at.
    """

    layer: AnnotationLayer
    job: Job | None = None
    reached: int = -1

    @property
    def empty(self) -> bool:
        """Whether there is nothing to take in."""
        layer = self.layer
        return not (layer.tracks or layer.segments or layer.tags or layer.cuts)

    @property
    def failed(self) -> bool:
        """Whether something went wrong on the way."""
        return self.job is not None and self.job.state is JobState.FAILED


def arrival_words(arrival: Arrival) -> str:
    """How much was found; of work that did not come to its end, how far it came and why."""
    job = arrival.job
    if job is None or job.state is JobState.DONE:
        return tr("Nothing was found.") if arrival.empty else _found(arrival.layer)
    place = _place(arrival.layer.media, arrival.reached)
    found = tr("nothing was found") if arrival.empty else _found(arrival.layer)
    if arrival.failed:
        problem = job_words.problem(job)
        return tr("{problem} Up to {place}: {found}.", problem=problem, place=place, found=found)
    return tr("Stopped. Up to {place}: {found}.", place=place, found=found)


def _place(media: MediaFacts, frame: int) -> str:
    time = media.time_of(frame)
    if time is None:
        return tr("frame {n}", n=frame)
    clock = clock_time(time - media.pts[0] * media.time_base)
    return tr("frame {n} ({time})", n=frame, time=clock)


def _found(layer: AnnotationLayer) -> str:
    count = len(layer.tracks) + len(layer.segments)
    if not count and layer.cuts:
        return tr_count("{n} cut found", "{n} cuts found", len(layer.cuts))
    return tr_count("{n} suggestion to review", "{n} suggestions to review", count)
