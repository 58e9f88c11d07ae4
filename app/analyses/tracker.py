"""Which detection is which thing: ByteTrack's association in two stages.

Y. Zhang et al., "ByteTrack: Multi-Object Tracking by Associating Every Detection Box", ECCV 2022.
Sure detections are tied to expected boxes first; what is left of the followed things then looks
among the unsure ones, which are often the same things half hidden. Only sure ones begin something
new. Own code.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.assignment import FORBIDDEN, cheapest_pairs
from app.analyses.motion import MovingBox
from app.analyses.reidentification import FARTHEST, Album, clearest, could_be, uncovered

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.analyses.reidentification import Looks
    from app.annotations.shapes import Box

_FIRST, _SECOND, _UNPROVEN = 0.9, 0.5, 0.7
"""Dearest pair of each stage, as 1 - overlap (times score in the first and the last)."""

_OTHER_LABEL, _NEW_LABEL = 9.0, 0.2
"""What another label adds to the cost, where it may not change and where it may: things that lie on
one another, such as a rider and a horse, keep theirs."""


@dataclass(frozen=True, slots=True)
class Detection:
    """Something a detector sees on one frame.

    Attributes:
        box: In pixels of the full picture.
        label: What it is.
        score: In [0, 1].
    """

    box: Box
    label: str
    score: float


@dataclass(frozen=True, slots=True)
class TrackerSettings:
    """How detections are tied together.

    Attributes:
        sure: Score from which a detection may begin something.
        patience: Frames something may be missing and still be the same.
        match_labels: Whether only detections of one label are the same thing.
    """

    sure: float = 0.5
    patience: int = 30
    match_labels: bool = True


class _Thing:
    """Something followed."""

    def __init__(self, key: int, seen: Detection, frame: int, *, proven: bool) -> None:
        self.key = key
        self.label = seen.label
        self.motion = MovingBox(seen.box)
        self.box = seen.box
        self.album = Album()
        self.frame = frame
        self.time = frame
        self.proven = proven

    def advance(self, frame: int) -> None:
        """Expect it at a frame."""
        if self.frame < self.time:
            self.motion.halt_growth()
        self.motion.advance(frame - self.time)
        self.time = frame

    def see(self, detection: Detection, frame: int) -> None:
        """It was found."""
        self.motion.correct(detection.box)
        self.box, self.frame, self.proven = detection.box, frame, True

    def return_at(self, detection: Detection, frame: int) -> None:
        """It was known by its looks; how it moved before does not count any more."""
        self.motion = MovingBox(detection.box)
        self.box, self.frame = detection.box, frame


class Tracker:
    """Follows things from frame to frame."""

    def __init__(self, settings: TrackerSettings) -> None:
        self._settings = settings
        self._things: list[_Thing] = []
        self._last: int | None = None
        self._next = 1

    def keys(
        self, seen: Sequence[Detection], frame: int, looks: Looks | None = None
    ) -> list[int | None]:
        """The key of the thing each detection is; None for an unsure one that is nobody's.

        Keys count from 1 in order of appearance. Call once for each frame, with rising frames.

        Args:
            seen: What a detector sees on the frame.
            frame: Its number.
            looks: How detections look, to know lost things again; None to go by boxes alone.
        """
        for thing in self._things:
            thing.advance(frame)
        sure = [n for n, each in enumerate(seen) if each.score >= self._settings.sure]
        unsure = [n for n, each in enumerate(seen) if each.score < self._settings.sure]
        keys: list[int | None] = [None] * len(seen)
        proven = [thing for thing in self._things if thing.proven]
        left, sure = self._tie(proven, sure, seen, frame, keys, _FIRST, by_score=True)
        # Only what was there on the frame before looks among the unsure ones.
        fresh = [thing for thing in left if thing.frame == self._last]
        self._tie(fresh, unsure, seen, frame, keys, _SECOND, by_score=False)
        unproven = [thing for thing in self._things if not thing.proven]
        lost, sure = self._tie(unproven, sure, seen, frame, keys, _UNPROVEN, by_score=True)
        self._things = [thing for thing in self._things if self._keep(thing, lost, frame)]
        if looks is not None:
            sure = self._known_again(sure, seen, frame, keys, looks)
            self._remember(seen, frame, keys, looks)
        for number in sure:
            keys[number] = self._begin(seen[number], frame)
        self._last = frame
        return keys

    def _known_again(
        self,
        numbers: list[int],
        seen: Sequence[Detection],
        frame: int,
        keys: list[int | None],
        looks: Looks,
    ) -> list[int]:
        """Tie what is left to lost things that look the same; what is left then."""
        known = [thing for thing in self._things if thing.proven]
        allowed = np.array([[self._could_be(x, seen[n], frame) for n in numbers] for x in known])
        if not allowed.any():
            return numbers
        shown = looks(numbers)
        costs = np.stack([thing.album.distances(shown) for thing in known])
        sure = allowed & clearest(costs)
        pairs = cheapest_pairs(np.where(sure, costs, FORBIDDEN), FARTHEST)
        for place, column in pairs:
            known[place].return_at(seen[numbers[column]], frame)
            keys[numbers[column]] = known[place].key
        tied = {column for _, column in pairs}
        return [number for column, number in enumerate(numbers) if column not in tied]

    def _could_be(self, thing: _Thing, seen: Detection, frame: int) -> bool:
        same = thing.label == seen.label or not self._settings.match_labels
        lost = frame - thing.frame
        return lost > 0 and same and could_be(thing.box, seen.box, lost)

    def _remember(
        self, seen: Sequence[Detection], frame: int, keys: list[int | None], looks: Looks
    ) -> None:
        """Keep looks of what is surely seen and stands alone."""
        things = {thing.key: thing for thing in self._things if thing.album.wants(frame)}
        boxes = [each.box for each in seen]
        alone = uncovered(overlaps(boxes, boxes))
        chosen = [
            number
            for number, key in enumerate(keys)
            if key in things and alone[number] and seen[number].score >= self._settings.sure
        ]
        if not chosen:
            return
        for number, look in zip(chosen, looks(chosen), strict=True):
            things[keys[number] or 0].album.add(look, frame)

    def _tie(
        self,
        things: list[_Thing],
        numbers: list[int],
        seen: Sequence[Detection],
        frame: int,
        keys: list[int | None],
        most: float,
        *,
        by_score: bool,
    ) -> tuple[list[_Thing], list[int]]:
        """One stage; what is left of both sides."""
        chosen = [seen[n] for n in numbers]
        pairs = cheapest_pairs(self._costs(things, chosen, by_score=by_score), most)
        for place, column in pairs:
            things[place].see(chosen[column], frame)
            keys[numbers[column]] = things[place].key
        rows, columns = {row for row, _ in pairs}, {column for _, column in pairs}
        return (
            [thing for place, thing in enumerate(things) if place not in rows],
            [number for place, number in enumerate(numbers) if place not in columns],
        )

    def _costs(
        self, things: Sequence[_Thing], seen: Sequence[Detection], *, by_score: bool
    ) -> NDArray[np.float64]:
        costs = 1 - overlaps([x.motion.box for x in things], [x.box for x in seen])
        if by_score:
            costs = 1 - (1 - costs) * np.array([x.score for x in seen])
        names = [[thing.label != x.label for x in seen] for thing in things]
        other = _OTHER_LABEL if self._settings.match_labels else _NEW_LABEL
        return costs + other * np.array(names, np.float64).reshape(costs.shape)

    def _keep(self, thing: _Thing, lost: list[_Thing], frame: int) -> bool:
        return thing not in lost and frame - thing.frame <= self._settings.patience

    def _begin(self, seen: Detection, frame: int) -> int:
        # On the first frame there is nothing to prove against.
        thing = _Thing(self._next, seen, frame, proven=self._last is None)
        self._things.append(thing)
        self._next += 1
        return thing.key


def overlaps(left: Sequence[Box], right: Sequence[Box]) -> NDArray[np.float64]:
    """`(left, right)` intersections over union in [0, 1]."""
    a = np.array([box.edges for box in left], np.float64).reshape(-1, 1, 4)
    b = np.array([box.edges for box in right], np.float64).reshape(1, -1, 4)
    sides = np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2])
    both = np.clip(sides, 0, None).prod(axis=2)
    areas = (a[..., 2:] - a[..., :2]).prod(axis=2) + (b[..., 2:] - b[..., :2]).prod(axis=2)
    shared: NDArray[np.float64] = both / np.maximum(areas - both, 1e-12)
    return shared
