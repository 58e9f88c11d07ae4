"""A track laid out for painting: where it is seen, hidden or outside, and its keyframes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.annotations.model import Segment, Track

State = Literal["seen", "occluded", "outside"]


@dataclass(frozen=True)
class Bar:
    """One track.

    Attributes:
        track: Which.
        starts: `(p,)` rising frames at which a piece begins.
        stops: `(p,)` frames at which they end.
        states: What holds in each piece.
        keys: `(k,)` rising frames of keyframes where it is seen.
        ends: `(e,)` rising frames of keyframes from which on it is outside.
    """

    track: Track
    starts: NDArray[np.int64]
    stops: NDArray[np.int64]
    states: tuple[State, ...]
    keys: NDArray[np.int64]
    ends: NDArray[np.int64]

    def pieces(self, first: int, last: int) -> Iterator[tuple[int, int, State]]:
        """Pieces that touch the frames `[first, last)`, by binary search."""
        low = int(np.searchsorted(self.stops, first, side="right"))
        high = int(np.searchsorted(self.starts, last, side="left"))
        for place in range(low, high):
            yield int(self.starts[place]), int(self.stops[place]), self.states[place]


def bar_of(track: Track, frame_count: int) -> Bar:
    """Lay a track out; O(keyframes)."""
    starts: list[int] = []
    states: list[State] = []
    for key in track.keyframes:
        state: State = "outside" if key.outside else "occluded" if key.occluded else "seen"
        if key.frame < frame_count and (not states or states[-1] != state):
            starts.append(key.frame)
            states.append(state)
    stops = [*starts[1:], frame_count] if starts else []
    inside = [key for key in track.keyframes if key.frame < frame_count]
    keys = np.array([key.frame for key in inside if not key.outside], np.int64)
    ends = np.array([key.frame for key in inside if key.outside], np.int64)
    spans = np.array(starts, np.int64), np.array(stops, np.int64)
    return Bar(track, *spans, tuple(states), keys, ends)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Keyframes drawn as one: a diamond, or a bar with their count.

    Attributes:
        left, right: Pixels of the first and the last one; the same for a single one.
        count: How many.
        frame: Of the first one.
    """

    left: float
    right: float
    count: int
    frame: int


def clusters(
    frames: NDArray[np.int64], places: NDArray[np.float64], closest: float
) -> list[Cluster]:
    """Join keyframes that stand nearer to each other than `closest` pixels.

    Args:
        frames: Rising.
        places: Their pixels, rising.
        closest: In pixels.
    """
    if not len(frames):
        return []
    ends = np.flatnonzero(np.diff(places) >= closest)
    first = np.concatenate(([0], ends + 1))
    last = np.concatenate((ends, [len(frames) - 1]))
    rows = zip(
        places[first].tolist(), places[last].tolist(), (last - first + 1).tolist(),
        frames[first].tolist(), strict=True,
    )  # fmt: skip
    return [Cluster(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Lane:
    """A row of segments of one group, none over another, in order of time.

    Attributes:
        group: Its name.
        number: 0 for the first row of the group; another one opens where segments overlap.
        segments: What lies in it.
    """

    group: str
    number: int
    segments: tuple[Segment, ...]


def lanes_of(group: str, segments: list[Segment]) -> list[Lane]:
    """Share segments out to as few rows as hold them; there is always one row.

    Args:
        group: Of all of them.
        segments: In order of their starts.
    """
    rows: list[list[Segment]] = [[]]
    for part in segments:
        free = next((row for row in rows if not row or row[-1].stop <= part.start), None)
        if free is None:
            free = []
            rows.append(free)
        free.append(part)
    return [Lane(group, number, tuple(row)) for number, row in enumerate(rows)]
