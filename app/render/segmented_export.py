"""Exports that survive: finished segments and a journal, then one finishing step."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, MediaError
from app.base.progress import Progress, RateMeter, silent
from app.base.time import Span
from app.render.glances import Glances
from app.render.journal import Journal, fingerprint, work_folder
from app.render.lookahead import Lookahead
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.base.progress import Report
    from app.media.joining import Segment
    from app.render.footage import Footage
    from app.render.glances import Look

WhenCancelled = Literal["resume", "keep", "discard"]
"""Leave the segments for the same command to go on; finish a playable part; or leave nothing."""

Leaving = WhenCancelled | Callable[[], WhenCancelled]
"""Decided before, or asked for when it has come to that."""

_LOOK_SECONDS = 1
"""How often to look whether the output folder is still there."""


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


class SegmentWriter(Protocol):
    """Takes the frames of one segment; a context manager that leaves it whole or not at all."""

    frames: int

    def __enter__(self) -> SegmentWriter: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def write(self, frame: Frame[Picture]) -> None:
        """Add one frame; times rise."""
        ...


class Target(Protocol):
    """What is being made out of segments: a video file, a GIF, numbered pictures."""

    @property
    def layout(self) -> PixelLayout:
        """What the writer takes."""
        ...

    @property
    def facts(self) -> object:
        """Whatever makes segments of two runs differ; its `repr` goes into the fingerprint."""
        ...

    def open_segment(self, path: Path, frames_before: int) -> SegmentWriter:
        """A writer for the segment file `path`; `frames_before` come earlier in the output."""
        ...

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Make `output`, showing `span` of the source, from finished segments; gives notes."""
        ...


class SegmentedExport:
    """One export of some footage to one target. `run` is called once, on any thread."""

    def __init__(
        self,
        footage: Footage,
        output: Path,
        target: Target,
        cancel: CancelToken,
        report: Report = silent,
        when_cancelled: Leaving = "resume",
        look: Look | None = None,
    ) -> None:
        self._footage = footage
        self._output = output
        self._target = target
        self._cancel = cancel
        self._report = report
        self._when_cancelled = when_cancelled
        self._stages = Stages()
        self._meter = RateMeter()
        self._reached = footage.span.start
        self._glances = Glances(look, footage.output)
        self._looked = time.monotonic()

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
        if journal.done:
            last = self._footage.segments[max(journal.done)].end
            self._reached = last if last is not None else self._reached
        try:
            for run in _missing_runs(len(self._footage.segments), journal):
                self._render(run, journal)
            notes = self._finish(journal, self._output, self._footage.span, self._cancel)
        except Cancelled:
            self._settle(journal)
            raise
        frames = journal.frames
        journal.remove()
        damaged = self._footage.damaged
        everything = (*self._footage.notes, *_gap_report(damaged), *notes)
        busy = dict(self._stages.busy)
        return ExportResult(self._output, frames, resumed, damaged, everything, busy)

    def _open_journal(self) -> Journal:
        job = fingerprint(self._footage.facts, self._target.facts)
        try:
            return Journal.open(work_folder(self._output), job)
        except OSError as error:
            place = self._output.parent
            raise MediaError(
                f"The folder {place} cannot be written to ({error.strerror}); choose another."
            ) from error

    def _render(self, run: range, journal: Journal) -> None:
        """Render a run of segments without a gap: the pipeline does not stop between them."""
        spans = self._footage.segments
        span = Span(spans[run[0]].start, spans[run[-1]].end)
        frames = self._footage.frames(span, self._target.layout, self._cancel, self._stages)
        with contextlib.closing(frames):
            ahead = Lookahead(frames)
            for number in run:
                self._segment(number, ahead, journal)

    def _segment(self, number: int, frames: Lookahead, journal: Journal) -> None:
        span = self._footage.segments[number]
        first = frames.peek()
        if first is None or (span.end is not None and first.time >= span.end):
            # A chain that lowers the rate may leave a segment empty.
            journal.note(number, span.start, 0)
            return
        before = journal.frames_before(number)
        with contextlib.ExitStack() as files:
            writer = files.enter_context(self._target.open_segment(journal.path(number), before))
            try:
                self._fill(writer, frames.until(span.end), journal)
            except Cancelled:
                if self._leaving == "keep" and writer.frames:
                    files.close()
                    journal.note(number, first.time, writer.frames)
                raise
            with self._stages.stage("encode"):
                files.close()
        journal.note(number, first.time, writer.frames)

    def _fill(
        self, writer: SegmentWriter, frames: Iterator[Frame[Picture]], journal: Journal
    ) -> None:
        done = journal.frames
        for frame in frames:
            self._look_after(journal.folder)
            with self._stages.stage("encode"):
                writer.write(frame)
            self._reached = frame.time + frame.duration
            self._glances.offer(frame.pixels)
            self._meter.mark(done + writer.frames)
            self._report(self._progress(done + writer.frames))

    def _look_after(self, folder: Path) -> None:
        """Systems let an encoder write on into a deleted folder: hours of work into nothing."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if not folder.is_dir():
            raise MediaError(f"The folder {folder.parent} is gone; bring it back and start again.")

    def _progress(self, done: int) -> Progress:
        total = max(self._footage.total, done) if self._footage.total else None
        return self._meter.progress(done, total, "Rendering", self._stages.limiting)

    def _settle(self, journal: Journal) -> None:
        """What is left behind after cancelling."""
        leaving = self._leaving
        if leaving == "keep" and journal.frames:
            part = self._output.with_name(f"{self._output.stem}.part{self._output.suffix}")
            kept = Span(self._footage.span.start, self._reached)
            self._finish(journal, part, kept, CancelToken())
        if leaving != "resume":
            journal.remove()

    @property
    def _leaving(self) -> WhenCancelled:
        wish = self._when_cancelled
        return wish() if callable(wish) else wish

    def _finish(
        self, journal: Journal, output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        frames = journal.frames
        self._report(Progress(frames, max(self._footage.total, frames), stage="Finishing"))
        return self._target.finish(journal.segments(self._footage.shift), output, span, cancel)


def _gap_report(damaged: int) -> tuple[str, ...]:
    if not damaged:
        return ()
    frames = "1 frame was" if damaged == 1 else f"{damaged} frames were"
    return (f"{frames} damaged in the source and patched up or left out.",)


def _missing_runs(count: int, journal: Journal) -> Iterator[range]:
    """Unbroken ranges of segments that are not done."""
    missing = [number for number in range(count) if number not in journal.done]
    while missing:
        gap = (n for n, number in enumerate(missing) if number != missing[0] + n)
        length = next(gap, len(missing))
        yield range(missing[0], missing[0] + length)
        missing = missing[length:]


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
