"""Exports that survive: finished segments and a journal, then one finishing step."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.base.files import part_path
from app.base.progress import Progress, RateMeter, silent
from app.base.time import Span
from app.render.glances import Glances
from app.render.journal import Journal, fingerprint, work_folder
from app.render.segment_crew import Crew
from app.render.segment_maker import (
    SegmentMaker,
    SegmentWriter,
    Target,
    WhenCancelled,
    Written,
)
from app.render.segment_shares import Shares
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.progress import Report
    from app.render.footage import Footage
    from app.render.glances import Look

__all__ = ["ExportResult", "Leaving", "SegmentWriter", "SegmentedExport", "Target", "check_output"]

Leaving = WhenCancelled | Callable[[], WhenCancelled]
"""Decided before, or asked for when it has come to that."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export made.

    Attributes:
        output: The finished file.
        frames: Frames in it.
        resumed: How many of them an earlier, interrupted run had made.
        damaged: Source frames that could not be decoded or were patched up.
        notes: What differs from the source, as sentences.
        stages: Busy seconds by stage.
    """

    output: Path
    frames: int
    resumed: int
    damaged: int
    notes: tuple[str, ...]
    stages: dict[str, float] = field(default_factory=dict)


class SegmentedExport:
    """One export of some footage to one target. `run` is called once, on any thread.

    Args:
        footage: What is exported.
        output: The file to make.
        target: What kind of file.
        cancel: Checked once per frame.
        report: Told how far it is, on the thread of `run`.
        when_cancelled: What to leave behind.
        look: Given a small picture now and then, on the thread of `run`.
        others: The same footage on further devices, which make some of the segments.
    """

    def __init__(
        self,
        footage: Footage,
        output: Path,
        target: Target,
        cancel: CancelToken,
        report: Report = silent,
        when_cancelled: Leaving = "resume",
        look: Look | None = None,
        others: Sequence[Footage] = (),
    ) -> None:
        self._footage = footage
        self._output = output
        self._target = target
        self._cancel = cancel
        self._report = report
        self._when_cancelled = when_cancelled
        self._all = [footage, *others]
        self._makers: list[SegmentMaker] = []
        self._meter = RateMeter()
        self._written = Written()
        self._glances = Glances(look, footage.output)

    def run(self) -> ExportResult:
        """Do what is not done yet, then finish.

        Raises:
            MediaError: reading, encoding or the disk fails; finished segments stay.
            Cancelled: after doing what `when_cancelled` says.
        """
        with contextlib.closing(self._open_journal()) as journal:
            return self._run(journal)

    def _run(self, journal: Journal) -> ExportResult:
        resumed = journal.frames
        self._meter.mark(resumed)
        self._written.frames.update({n: frames for n, (_, frames) in journal.done.items()})
        missing = [n for n in range(len(self._footage.segments)) if n not in journal.done]
        try:
            notes = self._made(missing, journal)
            notes += self._finish(journal, self._output, self._footage.span, self._cancel)
        except Cancelled:
            self._settle(journal)
            raise
        frames = journal.frames
        journal.remove()
        damaged = sum(footage.damaged for footage in self._all)
        told = dict.fromkeys(note for footage in self._all for note in footage.notes)
        everything = (*told, *_gap_report(damaged), *notes)
        return ExportResult(self._output, frames, resumed, damaged, everything, self._stages.busy)

    def _open_journal(self) -> Journal:
        job = fingerprint(self._footage.facts, self._target.facts)
        try:
            return Journal.open(work_folder(self._output), job)
        except OSError as error:
            place = self._output.parent
            raise MediaError(
                f"The folder {place} cannot be written to ({error.strerror}); choose another."
            ) from error

    def _made(self, missing: list[int], journal: Journal) -> tuple[str, ...]:
        """Make segments, on this thread where there is one device; gives notes."""
        if len(self._all) > 1:
            return self._made_together(missing, journal)
        maker = self._maker(self._footage, journal, self._show)
        shares = Shares(missing, 1)
        while (share := shares.take()) is not None:
            maker.make(share, self._cancel)
            shares.leave()
        return ()

    def _made_together(self, missing: list[int], journal: Journal) -> tuple[str, ...]:
        latest: deque[Frame[Picture]] = deque(maxlen=1)

        def tell(frame: Frame[Picture]) -> None:
            latest.append(frame)
            crew.tell()

        makers = [self._maker(footage, journal, tell) for footage in self._all]
        crew = Crew(makers, Shares(missing, len(makers)), journal, self._cancel)
        crew.work(lambda: self._show(latest[-1]))
        return crew.notes

    def _maker(
        self, footage: Footage, journal: Journal, shown: Callable[[Frame[Picture]], None]
    ) -> SegmentMaker:
        maker = SegmentMaker(
            footage, self._target, journal, self._written, lambda: self._leaving, shown
        )
        self._makers.append(maker)
        return maker

    def _show(self, frame: Frame[Picture]) -> None:
        """Tell those who watch."""
        done = self._written.total
        self._glances.offer(frame.pixels)
        self._meter.mark(done)
        total = max(self._footage.total, done) if self._footage.total else None
        self._report(self._meter.progress(done, total, "Rendering", self._stages.limiting))

    @property
    def _stages(self) -> Stages:
        return Stages.sum_of([maker.stages for maker in self._makers])

    def _settle(self, journal: Journal) -> None:
        """What is left behind after cancelling."""
        leaving = self._leaving
        if leaving == "keep" and journal.frames:
            part = part_path(self._output)
            last = self._last_before_gap(journal)
            end = self._written.ends.get(last, self._footage.segments[last].end)
            kept = Span(self._footage.span.start, end)
            self._finish(journal, part, kept, CancelToken(), last + 1)
        if leaving != "resume":
            journal.remove()

    def _last_before_gap(self, journal: Journal) -> int:
        """What follows a gap that nobody filled yet would be a film with a hole in it."""
        unbroken = journal.unbroken or max(journal.done) + 1
        return min([unbroken - 1, *self._written.cut])

    @property
    def _leaving(self) -> WhenCancelled:
        wish = self._when_cancelled
        return wish() if callable(wish) else wish

    def _finish(
        self,
        journal: Journal,
        output: Path,
        span: Span,
        cancel: CancelToken,
        stop: int | None = None,
    ) -> tuple[str, ...]:
        frames = journal.frames
        self._report(Progress(frames, max(self._footage.total, frames), stage="Finishing"))
        segments = journal.segments(self._footage.shift, stop)
        return self._target.finish(segments, output, span, cancel)


def _gap_report(damaged: int) -> tuple[str, ...]:
    if not damaged:
        return ()
    frames = "1 frame was" if damaged == 1 else f"{damaged} frames were"
    return (f"{frames} damaged in the source and patched up or left out.",)


def check_output(output: Path, source: Path, *, overwrite: bool) -> None:
    """Refuse an output that would cost something already there.

    Raises:
        MediaError: it is the input, exists already, or its folder does not exist.
    """
    if output.exists() and source.exists() and output.samefile(source):
        raise MediaError("The output is the input itself; give the result another name.")
    if output.exists() and not overwrite:
        raise MediaError(f"{output} exists already; add --overwrite to replace it.")
    if not output.parent.is_dir():
        raise MediaError(f"There is no folder {output.parent}; create it first.")
