"""How long an export will take and how large it will be: measured on two seconds of it."""

from __future__ import annotations

import tempfile
import time as clock
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, ProjectError
from app.base.time import Span
from app.project.queries import find_clip
from app.render.render_request import part_of

if TYPE_CHECKING:
    from app.base.progress import Progress
    from app.base.time import Time
    from app.project.model import Project
    from app.render.render_request import RenderRequest

SAMPLE_SECONDS = Fraction(2)
"""As long as keyframes lie apart, so that a sample has as many of them as the whole."""

PATIENCE = 10.0
"""Seconds after the first frame when what was measured so far must do."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sample gave, and what follows for the whole.

    Attributes:
        fps: Frames written per second, the first one (which loads models) not counted.
        seconds: The whole export will take, models not loaded yet not counted.
        size: Bytes of the whole result, as the middle of it is.
        stages: Seconds each stage is busy in the whole, by name; they overlap.
    """

    fps: float
    seconds: float
    size: int
    stages: dict[str, float] = field(default_factory=dict)


def measure_export(request: RenderRequest, cancel: CancelToken) -> Measured:
    """Export a little from the middle into a temporary folder. Takes seconds; any thread.

    Raises:
        AppError: as the export would.
        Cancelled: somebody asked to stop.
    """
    start, end = _part(request)
    from app.render.render_project import render_project

    length = end - start
    taken = min(SAMPLE_SECONDS, length)
    with tempfile.TemporaryDirectory(prefix="reelwright-") as folder:
        watch = _Watch(cancel)
        sample = _shortened(request, start + (length - taken) / 2, taken, Path(folder))
        stages: dict[str, float] = {}
        try:
            stages = render_project(sample, watch.token, watch.report).stages
        except Cancelled:
            cancel.check()
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        return watch.measured(length, taken, size, stages)


def _part(request: RenderRequest) -> tuple[Time, Time]:
    if request.what != "clip":
        return part_of(request)
    clip = find_clip(request.project, request.clip_id)
    if clip is None or clip.source.end is None:
        raise ProjectError("The clip to measure is not on the timeline any more.")
    return clip.source.start, clip.source.end


def _shortened(request: RenderRequest, start: Time, length: Time, folder: Path) -> RenderRequest:
    span = Span(start, start + length)
    project = request.project
    if request.what == "clip":
        project = _with_source(project, request.clip_id, span)
    else:
        project = replace(project, selected_range=span)
    return replace(
        request,
        project=project,
        what="clip" if request.what == "clip" else "range",
        output=folder / request.output.name,
        overwrite=True,
        when_cancelled="keep",
    )


def _with_source(project: Project, clip_id: str, span: Span) -> Project:
    tracks = tuple(
        replace(
            track,
            clips=tuple(
                replace(clip, source=span) if clip.id == clip_id else clip for clip in track.clips
            ),
        )
        for track in project.tracks
    )
    return replace(project, tracks=tracks)


class _Watch:
    """Looks at the clock with every frame."""

    def __init__(self, cancel: CancelToken) -> None:
        self.token = CancelToken()
        self._cancel = cancel
        self._first: tuple[float, int] | None = None
        self._last = (0.0, 0)
        self._total = 0
        self._began = clock.monotonic()

    def report(self, progress: Progress) -> None:
        now = clock.monotonic()
        if progress.done and progress.stage == "Rendering":
            self._first = self._first or (now, progress.done)
            self._last = (now, progress.done)
            self._total = progress.total or 0
        late = self._first is not None and now - self._first[0] > PATIENCE
        if late or self._cancel.cancelled:
            self.token.cancel()

    def measured(self, length: Time, taken: Time, size: int, stages: dict[str, float]) -> Measured:
        frames = self._last[1]
        if not frames:
            raise ProjectError("There are too few frames to measure.")
        per_frame = self._seconds_per_frame()
        whole = float(length / taken)
        # A sample that was broken off is shorter than asked for; how much, its frames tell.
        count = max(frames, self._total) * whole
        return Measured(
            1 / per_frame,
            per_frame * count,
            round(size / frames * count),
            {name: busy * whole for name, busy in stages.items()},
        )

    def _seconds_per_frame(self) -> float:
        (end, last), (start, first) = self._last, self._first or (self._began, 0)
        if last == first:
            start, first = self._began, 0
        return max(1e-6, (end - start) / (last - first))
