"""Only those frames of a source that are shown: dropped ones need not be computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.base.time import Span
from app.media.borrowed import BorrowedReader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.media.video_reader import VideoReader
    from app.render.sequence.sequence_plan import Shot
    from app.render.sequence.slots import Slots


class PickedSource(BorrowedReader):
    """A `FrameSource` that leaves out frames no slot begins on."""

    def __init__(self, reader: VideoReader, slots: Slots, late: Time) -> None:
        super().__init__(reader)
        index = reader.index
        moments = (slots.moment(slot) + late for slot in range(slots.first, slots.stop))
        self._picked = {index.number_at(moment) for moment in moments}

    def frames(self, span: Span | None = None) -> Iterator[Frame[Picture]]:
        """The picked ones of the reader's."""
        for frame in self._reader.frames(span):
            if self.index.number_at(frame.time) in self._picked:
                yield frame


def is_pickable(shot: Shot) -> bool:
    """Whether each frame is computed by itself, at its own time."""
    return _keeps_times(shot) and not shot.plan.past and not shot.plan.future


def _keeps_times(shot: Shot) -> bool:
    source = shot.plan.source.format
    return (shot.made.rate, shot.made.time_base) == (source.rate, source.time_base)


def slots_span(shot: Shot, slots: Slots, index: FrameIndex, late: Time) -> Span:
    """The part of the source's time whose frames are on screen when `slots` begin."""
    whole = shot.plan.span
    # A chain of another rate has a grid of its own: its frame may begin a slot earlier.
    before = 1 / shot.made.rate if shot.made.rate and not _keeps_times(shot) else 0
    first = index.number_at(slots.moment(slots.first) + late - before)
    last = max(first, index.number_at(slots.moment(slots.stop - 1) + late))
    start, end = index.time_of(first), index.time_of(last) + index.duration_of(last)
    if whole.end is None or start >= whole.end:
        return Span(start, end)
    return Span(max(whole.start, start), min(whole.end, end))
