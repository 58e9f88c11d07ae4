"""Outlines between two keyframes, point by point, also when they have different numbers of them.

Vertices of both curves are matched by how far along the curve they stand, as a share of its
length; every match gives a point, and points that crowd where many meet one are thinned out.
Source: the behaviour of CVAT 2 for polygons and polylines (`cvat/apps/dataset_manager`), with its
worked examples as tests.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.annotations.shapes import Point, Ring

_SAMPLES = 64
"""Places along two outlines that are compared to find out how one lies on the other."""

_NOISE = 1e-9
"""Share by which equal sums may differ."""


def ring_between(left: Ring, right: Ring, t: float) -> Ring:
    """The closed outline at share `t` in [0, 1] of the way; at least three points.

    Which points meet depends on where both rings start and which way they run: see `aligned`.
    """
    between = line_between((*left, left[0]), (*right, right[0]), t)[:-1]
    return between if len(between) > 2 else _lerped(left, right, t)


def line_between(left: Ring, right: Ring, t: float) -> Ring:
    """The open line at share `t` in [0, 1] of the way from one to the other."""
    matches = _matches(_offsets(left), _offsets(right))
    points: list[Point] = []
    for group in _groups(matches):
        met = [_lerp(left[a], right[b], t) for a, b in group.pairs]
        points += _thinned(met, group.length(left, right))
    return tuple(points)


def aligned(ring: Ring, reference: Ring) -> Ring:
    """The same closed outline, started and run so that it lies best on the reference.

    All starts and both directions are tried; the one whose points, at equal shares of the length,
    are nearest to the reference's by the sum of squares wins. Ties keep what is nearest to now.
    """
    target = _sampled(reference, [0.0])
    ways = ring, ring[::-1]
    errors = np.concatenate(
        [((_sampled(way, _offsets((*way, way[0]))[:-1]) - target) ** 2).sum((1, 2)) for way in ways]
    )
    best = int(np.flatnonzero(errors <= errors.min() * (1 + _NOISE))[0])
    way, start = ways[best // len(ring)], best % len(ring)
    return (*way[start:], *way[:start])


def run_alike(line: Ring, reference: Ring) -> Ring:
    """The same open line, turned round if it then lies better on the reference."""
    here, there, target = (_along(each) for each in (line, line[::-1], reference))
    errors = [float(((way - target) ** 2).sum()) for way in (here, there)]
    return line[::-1] if errors[1] < errors[0] * (1 - _NOISE) else line


@dataclass(frozen=True, slots=True)
class _Group:
    """Matches that crowd: many left vertices at one right one, or one left at many right ones."""

    pairs: tuple[tuple[int, int], ...]

    def length(self, left: Ring, right: Ring) -> float:
        """Of the stretch of the curve that has the many vertices."""
        first, last = self.pairs[0], self.pairs[-1]
        if first[0] != last[0]:
            return _length(left[first[0] : last[0] + 1])
        return _length(right[first[1] : last[1] + 1])


def _matches(left: Sequence[float], right: Sequence[float]) -> list[list[int]]:
    """For each left vertex the right ones it goes to, rising; none of either side is left out."""
    matches = [[_nearest(offset, right)] for offset in left]
    taken = {place for places in matches for place in places}
    for place in range(len(right)):
        if place not in taken:
            matches[_nearest(right[place], left)].append(place)
    return [sorted(places) for places in matches]


def _groups(matches: list[list[int]]) -> list[_Group]:
    groups: list[list[tuple[int, int]]] = []
    for a, places in enumerate(matches):
        single = len(places) == 1
        joins = single and groups and _is_open(groups[-1]) and groups[-1][-1][1] == places[0]
        if joins:
            groups[-1].append((a, places[0]))
        else:
            groups.append([(a, b) for b in places])
    return [_Group(tuple(group)) for group in groups]


def _is_open(group: list[tuple[int, int]]) -> bool:
    """Whether it has one right vertex, so that further left ones may join."""
    return group[0][1] == group[-1][1]


def _thinned(points: list[Point], length: float) -> list[Point]:
    """Without those nearer to the last one kept than half the mean distance on the curve."""
    if len(points) == 1:
        return points
    threshold = length / (2 * len(points))
    kept = [points[0]]
    for point in points[1:-1]:
        if math.dist(kept[-1], point) >= threshold:
            kept.append(point)
    if len(kept) == 1 and math.dist(points[0], points[-1]) < threshold:
        return [_lerp(points[0], points[-1], 0.5)]
    return [*kept, points[-1]]


def _lerped(left: Ring, right: Ring, t: float) -> Ring:
    """When next to nothing is left: the outline with more points, each on its way to the other."""
    many, few, share = (left, right, t) if len(left) >= len(right) else (right, left, 1 - t)
    step = len(few) / len(many)
    return tuple(_lerp(point, few[int(n * step)], share) for n, point in enumerate(many))


def _offsets(points: Ring) -> list[float]:
    """How far along the curve each point stands, in [0, 1]."""
    along = [0.0, *accumulate(math.dist(a, b) for a, b in pairwise(points))]
    return [place / along[-1] for place in along] if along[-1] else along


def _nearest(offset: float, offsets: Sequence[float]) -> int:
    return min(range(len(offsets)), key=lambda n: abs(offsets[n] - offset))


def _length(points: Ring) -> float:
    return sum(math.dist(a, b) for a, b in pairwise(points))


def _lerp(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _along(line: Ring) -> NDArray[np.float64]:
    """`(_SAMPLES, 2)`: points at equal shares of an open line's length, both ends among them."""
    offsets, points = _offsets(line), np.array(line)
    places = np.linspace(0, 1, _SAMPLES)
    return np.stack([np.interp(places, offsets, points[:, axis]) for axis in (0, 1)], 1)


def _sampled(ring: Ring, starts: Sequence[float]) -> NDArray[np.float64]:
    """`(len(starts), _SAMPLES, 2)`: points at equal shares of a closed outline's length.

    Args:
        ring: The outline.
        starts: Where on it the first of the points stands, as a share of the length.
    """
    closed = (*ring, ring[0])
    places = (np.asarray(starts)[:, None] + np.arange(_SAMPLES) / _SAMPLES) % 1
    offsets, points = _offsets(closed), np.array(closed)
    return np.stack([np.interp(places, offsets, points[:, axis]) for axis in (0, 1)], 2)
