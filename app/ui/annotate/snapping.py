"""What a drawn or pulled edge snaps to: edges of other shapes first, then edges of pixels. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.shapes import Bounds, Point

REACH = 6.0
"""Logical pixels of the canvas."""


@dataclass(frozen=True)
class Snapping:
    """What there is to snap to while one drag lasts.

    Attributes:
        across, down: Places of vertical and of horizontal edges.
        corners: Points of other shapes.
        reach: How far it draws, in pixels of the source; 0 for not at all.
    """

    across: tuple[float, ...] = ()
    down: tuple[float, ...] = ()
    corners: tuple[Point, ...] = ()
    reach: float = 0.0

    @classmethod
    def to(
        cls, bounds: Iterable[Bounds], corners: Iterable[Point], size: tuple[int, int], reach: float
    ) -> Snapping:
        """To the edges and points of other shapes, and to the edges of the picture."""
        found = list(bounds)
        across = {0.0, float(size[0]), *(float(x) for b in found for x in (b[0], b[2]))}
        down = {0.0, float(size[1]), *(float(y) for b in found for y in (b[1], b[3]))}
        return cls(tuple(sorted(across)), tuple(sorted(down)), tuple(corners), reach)

    def point(self, point: Point) -> Point:
        """A corner that is drawn or pulled."""
        if not self.reach:
            return point
        near = min(self.corners, key=lambda corner: math.dist(corner, point), default=None)
        if near is not None and math.dist(near, point) <= self.reach:
            return near
        return self._edge(point[0], self.across), self._edge(point[1], self.down)

    def shift(self, bounds: Bounds, by: Point) -> Point:
        """A move of something with these bounds, so that one of its edges snaps on each axis."""
        if not self.reach:
            return by
        x = self._shifted((bounds[0], bounds[2]), by[0], self.across)
        y = self._shifted((bounds[1], bounds[3]), by[1], self.down)
        return x, y

    def _edge(self, value: float, edges: tuple[float, ...]) -> float:
        near = min(edges, key=lambda edge: abs(edge - value), default=None)
        if near is not None and abs(near - value) <= self.reach:
            return near
        return float(round(value))

    def _shifted(self, ends: tuple[float, float], by: float, edges: tuple[float, ...]) -> float:
        ways = [edge - end for end in ends for edge in edges]
        near = min(ways, key=lambda way: abs(way - by), default=None)
        if near is not None and abs(near - by) <= self.reach:
            return near
        return round(ends[0] + by) - ends[0]
