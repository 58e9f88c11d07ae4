"""Frames of some footage, made into segments of a target."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from app.base.errors import Cancelled, MediaError
from app.base.time import Span
from app.render.lookahead import Lookahead
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from types import TracebackType

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.base.time import Time
    from app.media.joining import Segment
    from app.render.footage import Footage
    from app.render.journal import Journal

WhenCancelled = Literal["resume", "keep", "discard"]
"""Leave the segments for the same command to go on; finish a playable part; or leave nothing."""

_LOOK_SECONDS = 1
"""How often to look whether the output folder is still there."""


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

    @property
    def in_order(self) -> bool:
        """Whether a segment cannot be made before those that come earlier."""
        ...

    def open_segment(self, path: Path, frames_before: int) -> SegmentWriter:
        """A writer for the segment file `path`; `frames_before` come earlier in the output."""
        ...

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Make `output`, showing `span` of the source, from finished segments; gives notes."""
        ...


@dataclass(slots=True)
class Written:
    """What segments hold so far, by number; each is written to by whoever makes the segment.

    Attributes:
        frames: How many.
        ends: Where the last one ends, in the footage's time.
        cut: Segments that were closed before their end.
    """

    frames: dict[int, int] = field(default_factory=dict)
    ends: dict[int, Time] = field(default_factory=dict)
    cut: set[int] = field(default_factory=set)

    @property
    def total(self) -> int:
        """Frames in all segments."""
        return sum(list(self.frames.values()))


class SegmentMaker:
    """Makes segments of one footage, on one thread.

    Args:
        footage: Where frames come from.
        target: What becomes of them.
        journal: Told of every segment that is finished.
        written: Told of every frame.
        leaving: What is to be left behind when somebody cancels.
        shown: Called with each frame once it is written.
    """

    def __init__(
        self,
        footage: Footage,
        target: Target,
        journal: Journal,
        written: Written,
        leaving: Callable[[], WhenCancelled],
        shown: Callable[[Frame[Picture]], None],
    ) -> None:
        self.footage = footage
        self.stages = Stages()
        self._target = target
        self._journal = journal
        self._written = written
        self._leaving = leaving
        self._shown = shown
        self._looked = time.monotonic()

    def make(self, run: range, cancel: CancelToken) -> None:
        """Make a run of segments without a gap: the pipeline does not stop between them.

        Raises:
            AppError: reading, computing or writing fails; finished segments stay.
            Cancelled: `cancel` was set.
        """
        spans = self.footage.segments
        span = Span(spans[run[0]].start, spans[run[-1]].end)
        frames = self.footage.frames(span, self._target.layout, cancel, self.stages)
        with contextlib.closing(frames):
            ahead = Lookahead(frames)
            for number in run:
                self._segment(number, ahead)

    def _segment(self, number: int, frames: Lookahead) -> None:
        span, journal = self.footage.segments[number], self._journal
        first = frames.peek()
        if first is None or (span.end is not None and first.time >= span.end):
            # A chain that lowers the rate may leave a segment empty.
            journal.note(number, span.start, 0)
            return
        before = journal.frames_before(number)
        with contextlib.ExitStack() as files:
            writer = files.enter_context(self._target.open_segment(journal.path(number), before))
            try:
                self._fill(number, writer, frames.until(span.end))
            except Cancelled:
                if self._leaving() == "keep" and writer.frames:
                    files.close()
                    self._written.cut.add(number)
                    journal.note(number, first.time, writer.frames)
                raise
            with self.stages.stage("encode"):
                files.close()
        journal.note(number, first.time, writer.frames)

    def _fill(self, number: int, writer: SegmentWriter, frames: Iterator[Frame[Picture]]) -> None:
        for frame in frames:
            self._look_after(self._journal.folder)
            with self.stages.stage("encode"):
                writer.write(frame)
            self._written.frames[number] = writer.frames
            self._written.ends[number] = frame.time + frame.duration
            self._shown(frame)

    def _look_after(self, folder: Path) -> None:
        """Systems let an encoder write on into a deleted folder: hours of work into nothing."""
        if time.monotonic() - self._looked < _LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        if not folder.is_dir():
            raise MediaError(f"The folder {folder.parent} is gone; bring it back and start again.")
