"""The smooth path that a shaky one follows, from what lies around each of its points.

A step is a map `p -> scale * p + shift` of complex numbers: a similarity of the plane, or a gain
and an offset of brightness where they are real. The smooth path is a local linear regression with
Gaussian weights (Cleveland, Robust locally weighted regression, JASA 1979), which is the Gaussian
mean in the middle of a shot and, unlike it, follows a steady pan to the shot's very ends. It takes
the steps of the window alone: the same wherever a stream began, and composed without drift.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.effects.linked import Step

DEVIATIONS = 2.5
"""Standard deviations of the Gaussian within the reach; beyond, its weight is below 5 %."""


@dataclass(frozen=True, slots=True)
class Map:
    """`p -> scale * p + shift`."""

    scale: complex = 1
    shift: complex = 0

    def __call__(self, point: complex) -> complex:
        """Where a point goes."""
        return self.scale * point + self.shift

    def then(self, other: Map) -> Map:
        """First this, then the other."""
        return Map(other.scale * self.scale, other(self.shift))

    def inverse(self) -> Map:
        """The way back."""
        return Map(1 / self.scale, -self.shift / self.scale)


def smoothing(before: Sequence[Step[Map]], after: Sequence[Step[Map]], reach: int) -> Map:
    """From a frame to where the smooth path would have it.

    Args:
        before, after: As in `Linked`, at most `reach` of each.
        reach: Frames on each side at which the Gaussian ends.
    """
    around = [(0, 0.0, Map()), *_places(before, -1), *_places(after, 1)]
    weights = _regression(
        [math.exp(-0.5 * (DEVIATIONS * steps / reach) ** 2) for steps, _, _ in around],
        [seconds for _, seconds, _ in around],
    )
    pairs = list(zip(weights, (way for _, _, way in around), strict=True))
    turn = sum(weight * cmath.log(way.scale) for weight, way in pairs)
    return Map(cmath.exp(turn), sum(weight * way.shift for weight, way in pairs))


def _places(steps: Sequence[Step[Map]], way: int) -> Iterator[tuple[int, float, Map]]:
    """Distance in frames and seconds, and the map from the middle frame to each other one."""
    seconds, total = 0.0, Map()
    for number, step in enumerate(steps, 1):
        seconds += way * step.seconds
        total = total.then(step.link if way > 0 else step.link.inverse())
        yield number, seconds, total


def _regression(weights: Sequence[float], at: Sequence[float]) -> list[float]:
    """The share each value has in a weighted straight line's height at 0."""
    zeroth = sum(weights)
    first = sum(w * x for w, x in zip(weights, at, strict=True))
    second = sum(w * x * x for w, x in zip(weights, at, strict=True))
    spread = zeroth * second - first * first
    if spread <= 1e-9 * zeroth * second:
        return [1.0, *(0.0 for _ in weights[1:])]
    return [w * (second - first * x) / spread for w, x in zip(weights, at, strict=True)]
