"""The motion that most points agree on.

Source: M. Fischler and R. Bolles, Random sample consensus, CACM 1981; scored as in P. Torr and
A. Zisserman, MLESAC, CVIU 2000. The samples are drawn by a fixed seed: the same points give the
same motion, wherever a render began.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from app.effects.paths import Map

if TYPE_CHECKING:
    from numpy.typing import NDArray

TRIALS = 300

ALIKE = 1.0, 2.0, 4.0
"""Samples by which a point may miss where the common motion would take it: the first that
enough points keep to. A rolling shutter and near things take more."""

FEWEST, SHARE = 8, 0.3
"""Points, and share of their weight, that must agree; otherwise nothing is said to have moved."""

LARGEST_TURN, LARGEST_ZOOM = math.radians(15), 1.2
"""Between two frames; more is a mistake."""

_ROUNDS = 3


def agreed(
    starts: NDArray[np.complex128],
    ends: NDArray[np.complex128],
    weights: NDArray[np.float64],
    sample: float,
) -> Map:
    """The similarity that the heaviest part of the points follows; none at all if it is light.

    Args:
        starts, ends: `(n,)`, where each point is and where it goes.
        weights: `(n,)`, above 0.
        sample: Size of a sample in the unit of the points.
    """
    if len(starts) < FEWEST:
        return Map()
    for alike in ALIKE:
        found = _within(starts, ends, weights, alike * sample)
        if found is not None:
            return found
    return Map()


def _within(
    starts: NDArray[np.complex128],
    ends: NDArray[np.complex128],
    weights: NDArray[np.float64],
    alike: float,
) -> Map | None:
    """The best motion, if enough points miss it by less than `alike`."""
    scale, shift = _best(starts, ends, weights, alike)
    for _ in range(_ROUNDS):
        close = np.abs(scale * starts + shift - ends) < alike
        if close.sum() < FEWEST or weights[close].sum() < SHARE * weights.sum():
            return None
        scale, shift = _fitted(starts[close], ends[close], weights[close])
    turn, zoom = abs(math.atan2(scale.imag, scale.real)), abs(scale)
    if turn > LARGEST_TURN or not 1 / LARGEST_ZOOM < zoom < LARGEST_ZOOM:
        return None
    return Map(scale, shift)


def _best(
    starts: NDArray[np.complex128],
    ends: NDArray[np.complex128],
    weights: NDArray[np.float64],
    alike: float,
) -> tuple[complex, complex]:
    """Of the similarities of many pairs of points, and of no motion, the best for all."""
    drawn = np.random.default_rng(0).integers(0, len(starts), (2, TRIALS))
    one, two = drawn[:, starts[drawn[0]] != starts[drawn[1]]]
    scales = np.append((ends[two] - ends[one]) / (starts[two] - starts[one]), 1)
    shifts = np.append(ends[one] - scales[:-1] * starts[one], 0)
    misses = np.abs(scales[:, None] * starts + shifts[:, None] - ends)
    cost = np.minimum((misses / alike) ** 2, 1) @ weights
    best = int(cost.argmin())
    return complex(scales[best]), complex(shifts[best])


def _fitted(
    starts: NDArray[np.complex128], ends: NDArray[np.complex128], weights: NDArray[np.float64]
) -> tuple[complex, complex]:
    """The similarity of least squares."""
    total = weights.sum()
    start, end = (weights @ starts) / total, (weights @ ends) / total
    spread = weights @ np.abs(starts - start) ** 2
    if spread == 0:
        return 1, complex(end - start)
    scale = (weights @ (np.conj(starts - start) * (ends - end))) / spread
    return complex(scale), complex(end - scale * start)
