"""Frame numbers and exact times: the only bridge between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import MediaError, UsageError
from app.base.time import FramePosition, Position, Span, Time, format_time

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class FrameIndex:
    """Every frame of a stream in presentation order; made by demuxing, without decoding.

    Attributes:
        pts: `(n,)` int64, strictly rising presentation times in ticks of `time_base`.
        time_base: Seconds per tick.
        keyframes: `(k,)` int64, rising numbers of the frames that decoding can start at; always
            with 0, for which it starts at the beginning of the file.
        last_duration: Ticks the last frame is shown.
        reliable: Whether the file's own times were used. If not (raw H.264, AVI with B-frames),
            times are counted out, and reading must start at the beginning.
    """

    pts: NDArray[np.int64]
    time_base: Fraction
    keyframes: NDArray[np.int64]
    last_duration: int
    reliable: bool = True
    warnings: tuple[str, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.pts)

    @property
    def start(self) -> Time:
        """Time of the first frame."""
        return int(self.pts[0]) * self.time_base

    @property
    def end(self) -> Time:
        """Time at which the last frame's showing ends."""
        return (int(self.pts[-1]) + self.last_duration) * self.time_base

    def time_of(self, number: int) -> Time:
        """When frame `number` is shown.

        Raises:
            UsageError: there is no such frame.
        """
        if not 0 <= number < len(self):
            raise UsageError(
                f"There is no frame {number}; the clip has frames 0 to {len(self) - 1}."
            )
        return int(self.pts[number]) * self.time_base

    def number_at(self, time: Time) -> int:
        """The frame on screen at `time`; the first or the last one outside the clip."""
        ticks = time / self.time_base
        found = int(np.searchsorted(self.pts, ticks.numerator // ticks.denominator, side="right"))
        return max(0, found - 1)

    def duration_of(self, number: int) -> Time:
        """How long frame `number` is shown: until the next one."""
        following = number + 1
        ticks = (
            self.pts[following] - self.pts[number] if following < len(self) else self.last_duration
        )
        return int(ticks) * self.time_base

    def keyframe_before(self, number: int) -> int:
        """The last frame at or before `number` that decoding can start at."""
        found = int(np.searchsorted(self.keyframes, number, side="right"))
        return int(self.keyframes[max(0, found - 1)])

    @property
    def constant_rate(self) -> Fraction | None:
        """Exact frames per second when the frames are evenly spaced, else None.

        Spacing may wobble by one tick: 23.976 fps in a 1/1000 time base is still constant.
        """
        if len(self) < 2:
            return None
        gaps = np.diff(self.pts)
        if gaps.max() - gaps.min() > 1:
            return None
        span = int(self.pts[-1] - self.pts[0])
        mean = Fraction(len(self) - 1) / (span * self.time_base)
        return mean if gaps.max() == gaps.min() else _nearest_rate(mean, span * self.time_base)

    def span(self, start: Position | None = None, end: Position | None = None) -> Span:
        """The exact span of the frames between two positions counted from the clip's beginning.

        A range shorter than a frame gives the one frame on screen at its start.

        Raises:
            UsageError: the positions lie outside the clip or in the wrong order.
        """
        first = self._number(start) if start is not None else 0
        if end is None:
            return Span(self.time_of(first), self.end)
        stop = self._end_number(end)
        if self._offset(end) <= (self._offset(start) if start is not None else 0):
            raise UsageError("The range's end must come after its start; exchange --from and --to.")
        stop = max(stop, first + 1)
        return Span(self.time_of(first), self.time_of(stop) if stop < len(self) else self.end)

    def _offset(self, position: Position) -> Time:
        """Time since the clip's beginning."""
        if isinstance(position, FramePosition):
            number = min(position.number, len(self))
            return (self.time_of(number) if number < len(self) else self.end) - self.start
        return position

    def _number(self, position: Position) -> int:
        if isinstance(position, FramePosition):
            self.time_of(position.number)
            return position.number
        if self.start + position >= self.end:
            raise UsageError(
                f"The range starts at {format_time(position)}, but the clip is only "
                f"{format_time(self.end - self.start)} long."
            )
        return self.number_at(self.start + position)

    def _end_number(self, position: Position) -> int:
        """The first frame at or after the position, exclusive end of a range."""
        if isinstance(position, FramePosition):
            return min(position.number, len(self))
        ticks = (self.start + position) / self.time_base
        return int(np.searchsorted(self.pts, -(-ticks.numerator // ticks.denominator), side="left"))


def _nearest_rate(mean: Fraction, length: Time) -> Fraction:
    """The usual rate that fits `mean` as well as the clip's length can tell them apart."""
    usual = [Fraction(n) for n in (10, 12, 15, 20, 24, 25, 30, 48, 50, 60, 100, 120)]
    usual += [Fraction(n * 1000, 1001) for n in (15, 24, 30, 48, 60, 120)]
    nearest = min(usual, key=lambda rate: abs(rate - mean))
    # Each end of the span is known to a tick of at most 1 ms.
    tolerance = mean * Fraction(2, 1000) / max(length, Fraction(1, 1000))
    return nearest if abs(nearest - mean) <= tolerance else mean.limit_denominator(1001)


_SHARED = "Some frames share one time stamp; the later ones were moved by a tick."
_FALLING = "Some time stamps run backwards; those frames were moved behind the ones before them."


def build_frame_index(container: av.container.InputContainer, stream: av.VideoStream) -> FrameIndex:
    """Read all packets of `stream` from the beginning of `container` (which is left at its end).

    Raises:
        MediaError: the stream has no frames.
    """
    rows = [
        (packet.pts, packet.is_keyframe, packet.duration or 0)
        for packet in container.demux(stream)
        if packet.size and not packet.is_discard
    ]
    if not rows:
        raise MediaError("The video stream is empty; there is nothing to read.")
    time_base = stream.time_base or Fraction(1, 90_000)
    if _times_are_broken([row[0] for row in rows], stream):
        return _counted(rows, stream, time_base)
    timed = [(pts, key, length) for pts, key, length in rows if pts is not None]
    return _indexed(timed, time_base, reorders=stream.codec_context.codec.reorder)


def _times_are_broken(pts: list[int | None], stream: av.VideoStream) -> bool:
    """Whether presentation times are absent, or are decode times in disguise (AVI, B-frames)."""
    if any(value is None for value in pts):
        return True
    rising = all(a < b for a, b in pairwise(pts))  # type: ignore[operator]
    reorders = bool(stream.codec_context.has_b_frames)
    return rising and reorders and stream.container.format.name == "avi"


def _indexed(
    rows: list[tuple[int, bool, int]], time_base: Fraction, *, reorders: bool
) -> FrameIndex:
    # A codec that never reorders gives its frames in the file's order, whatever the times say.
    rows = sorted(rows, key=lambda row: row[0]) if reorders else rows
    warnings: list[str] = []
    pts = np.array([row[0] for row in rows], np.int64)
    if (np.diff(pts) <= 0).any():
        warnings.append(_FALLING if (np.diff(pts) < 0).any() else _SHARED)
        # Rising by at least one: subtract the ramp, take the running maximum, add it again.
        ramp = np.arange(len(pts))
        pts = np.maximum.accumulate(pts - ramp) + ramp
    keys = np.flatnonzero([row[1] for row in rows]).astype(np.int64)
    if not len(keys):
        warnings.append("No keyframe is marked; reading starts at the beginning each time.")
    # An edit list may hide the first keyframe: then the file's beginning is the place to start.
    keys = np.union1d(keys, np.zeros(1, np.int64))
    usual = int(np.median(np.diff(pts))) if len(pts) > 1 else 1
    return FrameIndex(pts, time_base, keys, rows[-1][2] or usual, warnings=tuple(warnings))


def _counted(
    rows: list[tuple[int | None, bool, int]],
    stream: av.VideoStream,
    time_base: Fraction,
) -> FrameIndex:
    """An index for a stream without usable times: frame n at n / rate."""
    rate = stream.average_rate or stream.guessed_rate or Fraction(25)
    period = 1 / (rate * time_base)
    if period.denominator != 1:
        time_base, period = 1 / (rate * 1000), Fraction(1000)
    ticks = np.arange(len(rows), dtype=np.int64) * int(period)
    note = f"The file has no usable time stamps; frames were spaced evenly at {rate} per second."
    return FrameIndex(ticks, time_base, np.zeros(1, np.int64), int(period), False, (note,))
