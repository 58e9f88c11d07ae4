"""Which region is which thing: regions of one frame tied to the things of the frames before.

Each thing is expected to go on as it moved lately; pairs are made in order of how well a region's
box fits the expected one (greedy, so the result is the same on every run). A thing that is not
found is waited for a while.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.annotations.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Sequence

_SMOOTHING = 0.4
"""Weight of the newest step in the velocity: one odd region does not throw a thing off."""

_REACH = 1.0
"""How far a box that overlaps nothing may be from the expected one, in diagonals of the larger."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something followed.

    Attributes:
        key: Its number, from 1 in order of appearance.
        box: Where it was last seen.
        velocity: Its centre's movement per frame, in pixels.
        frame: Where that was.
        sightings: Frames it was seen on.
    """

    key: int
    box: Box
    velocity: tuple[float, float]
    frame: int
    sightings: int = 1

    def expected(self, frame: int) -> Box:
        """Where it should be by now, going on as it did; a long absence is not extrapolated far."""
        steps = min(frame - self.frame, 5)
        dx, dy = self.velocity[0] * steps, self.velocity[1] * steps
        box = self.box
        return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)

    def seen(self, box: Box, frame: int) -> Thing:
        """The same thing, now here."""
        steps = frame - self.frame
        (ax, ay), (bx, by) = _centre(self.box), _centre(box)
        weight = _SMOOTHING if self.sightings > 1 else 1.0
        vx = self.velocity[0] + weight * ((bx - ax) / steps - self.velocity[0])
        vy = self.velocity[1] + weight * ((by - ay) / steps - self.velocity[1])
        return replace(self, box=box, velocity=(vx, vy), frame=frame, sightings=self.sightings + 1)


class Association:
    """Follows things from frame to frame."""

    def __init__(self, patience: int) -> None:
        """Make one that waits `patience` frames for a thing that has vanished."""
        self._patience = patience
        self._things: list[Thing] = []
        self._next = 1

    def keys(self, boxes: Sequence[Box], frame: int) -> list[int]:
        """The key of the thing each box is, new ones for what was not there before.

        Call with rising frames.
        """
        self._things = [x for x in self._things if frame - x.frame <= self._patience + 1]
        pairs = self._pairs(boxes, frame)
        keys = []
        for number, box in enumerate(boxes):
            place = pairs.get(number)
            if place is None:
                self._things.append(Thing(self._next, box, (0.0, 0.0), frame))
                self._next += 1
                keys.append(self._things[-1].key)
            else:
                self._things[place] = self._things[place].seen(box, frame)
                keys.append(self._things[place].key)
        return keys

    def _pairs(self, boxes: Sequence[Box], frame: int) -> dict[int, int]:
        """Number of a box -> place of its thing; the best fits first, ties to the older thing."""
        fits = [
            (-fit, place, number)
            for place, thing in enumerate(self._things)
            for number, box in enumerate(boxes)
            if (fit := fit_of(thing.expected(frame), box)) > 0
        ]
        pairs: dict[int, int] = {}
        taken: set[int] = set()
        for _, place, number in sorted(fits):
            if place not in taken and number not in pairs:
                pairs[number] = place
                taken.add(place)
        return pairs


def fit_of(expected: Box, box: Box) -> float:
    """How well a box fits the expected one: (1, 2] by overlap, [0, 1] by nearness without any."""
    overlap = expected.iou(box)
    if overlap > 0:
        return 1 + overlap
    (ax, ay), (bx, by) = _centre(expected), _centre(box)
    reach = _REACH * max(_diagonal(expected), _diagonal(box))
    alike = min(expected.area, box.area) >= max(expected.area, box.area) / 4
    return max(0.0, 1 - math.hypot(ax - bx, ay - by) / reach) if alike and reach > 0 else 0.0


def _centre(box: Box) -> tuple[float, float]:
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def _diagonal(box: Box) -> float:
    return math.hypot(box.x1 - box.x0, box.y1 - box.y0)
