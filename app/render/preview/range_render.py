"""Results of a stretch of the timeline, made in the background for playing them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.base.progress import RateMeter, silent
from app.base.time import Span
from app.media.opening import SEQUENCE_RATE
from app.media.video_reader import VideoReader
from app.project.queries import excerpt_of, find_media
from app.render.chain import rendered
from app.render.preview.computing import Computing
from app.render.preview.shown_times import uncovered
from app.render.preview.single import longest_slot
from app.render.sequence.composition import stretches
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.inference.device import Precision
    from app.project.model import Project
    from app.render.preview.kept import KeptResults
    from app.render.preview.prepared import Preparations, Prepared
    from app.render.sequence.composition import Stretch


class RangeRender:
    """Fills the results of a range, each run of missing frames by one run of the pipeline.

    Call `run` once, on a thread of its own.
    """

    def __init__(
        self,
        results: KeptResults,
        preparations: Preparations,
        device: str,
        precision: Precision,
        report: Report = silent,
        pause: Callable[[], None] | None = None,
    ) -> None:
        """Prepare.

        Args:
            results: Where frames go, to memory and disk.
            preparations: Shared with whoever looks for the frames.
            device, precision: "auto" or a name.
            report: Told after each frame, on this thread.
            pause: Called before each frame; may wait while something more urgent runs.
        """
        self._results = results
        self._preparations = preparations
        self._computing = Computing(device, precision)
        self._report = report
        self._pause = pause
        self._meter = RateMeter()
        self._done = 0
        self._total = 0

    def run(self, project: Project, span: Span, cancel: CancelToken) -> None:
        """Make what is missing of a bounded span of the timeline; clips without effects have
        nothing to make.

        Raises:
            AppError: with a sentence; what was made before stays.
            Cancelled: somebody asked; what was made before stays.
        """
        assert span.end is not None
        seen = [each for each in stretches(project, span.start, span.end) if _computes(each)]
        self._total = sum(_frames(project, each) for each in seen)
        with contextlib.closing(self._computing):
            for stretch in seen:
                self._fill(project, stretch, cancel)

    def _fill(self, project: Project, stretch: Stretch, cancel: CancelToken) -> None:
        media = find_media(project, stretch.clip.media_id)
        if media is None:
            return
        with VideoReader(media.path, rate=media.rate or SEQUENCE_RATE, cache_bytes=0) as reader:
            resources = self._computing.lend(cancel)
            excerpt = excerpt_of(project, stretch.clip)
            prepared = self._preparations.make(excerpt, reader, resources)
            before = self._done
            for part in self._missing(prepared, reader, stretch):
                frames = rendered(
                    prepared.plan,
                    reader,
                    part,
                    prepared.plan.output.layout,
                    resources,
                    cancel,
                    Stages(),
                )
                with contextlib.closing(frames):
                    for frame in frames:
                        self._results.put(prepared.stream, frame)
                        self._results.save(prepared.stream, frame)
                        self._tell(self._done + 1)
                        self._wait(cancel)
            self._tell(before + _frames(project, stretch))

    def _missing(
        self, prepared: Prepared, reader: VideoReader, stretch: Stretch
    ) -> tuple[Span, ...]:
        """What is not kept yet, from whole source frames to whole source frames."""
        clip, index, plan = stretch.clip, reader.index, prepared.plan
        shift = prepared.start + clip.source.start - clip.at
        first = index.time_of(index.number_at(max(plan.span.start, stretch.start + shift)))
        last = index.number_at(stretch.end + shift)
        end = index.time_of(last)
        if end < stretch.end + shift:
            end += index.duration_of(last)
        end = min(end, plan.span.end or end)
        if end <= first:
            return ()
        gaps = uncovered(Span(first, end), self._results.covered(prepared.stream))
        back = longest_slot(plan)
        starts = (max(plan.span.start, gap.start - back) for gap in gaps)
        return tuple(
            Span(index.time_of(index.number_at(start)), gap.end)
            for start, gap in zip(starts, gaps, strict=True)
        )

    def _wait(self, cancel: CancelToken) -> None:
        cancel.check()
        if self._pause is not None:
            self._pause()

    def _tell(self, done: int) -> None:
        self._done = done
        self._meter.mark(done)
        self._report(self._meter.progress(done, max(self._total, done), "Rendering"))


def _computes(stretch: Stretch) -> bool:
    return any(spec.enabled for spec in stretch.clip.effects)


def _frames(project: Project, stretch: Stretch) -> int:
    """About how many source frames a stretch shows."""
    media = find_media(project, stretch.clip.media_id)
    facts = media.facts if media else None
    return round((stretch.end - stretch.start) * facts.rate) if facts else 0
