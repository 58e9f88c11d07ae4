"""Answers for every frame at once, where what is on it becomes certain only later."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from app.analyses.analysis import FrameFindings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from app.analyses.analysis import AnalysisContext, Mark
    from app.base.frame import Frame

Shown = TypeVar("Shown")
"""Pictures, or what is heard while they are shown."""


def marked(
    frames: Iterator[Frame[Shown]],
    context: AnalysisContext,
    feed: Callable[[int, Frame[Shown]], Iterable[Mark]],
    finish: Callable[[], Iterable[Mark]],
) -> Iterator[FrameFindings]:
    """Each frame, with the marks that became certain when it was seen.

    Args:
        frames: Of the run.
        context: Of the run.
        feed: Given the number of each frame and the frame: what is certain now.
        finish: What the end of the clip decides; it is told with the last frame.
    """
    last: int | None = None
    marks: Iterable[Mark] = ()
    for frame in frames:
        context.cancel.check()
        if last is not None:
            yield FrameFindings(last, (), tuple(marks))
        last = context.number_of(frame.time)
        marks = tuple(feed(last, frame))
    if last is not None:
        context.cancel.check()
        yield FrameFindings(last, (), tuple(chain(marks, finish())))
