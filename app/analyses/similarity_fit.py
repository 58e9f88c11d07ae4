"""Similarities (shift, growth, turn) that many places follow, though others go elsewhere.

A first guess through the best of many pairs of places (RANSAC; Fischler and Bolles, 1981), then
least squares that forget what is far off (Cauchy weights; Holland and Welsch, 1977).

Places and moves are `(n, 2)` across and down from the middle of the picture, a motion is `(4,)`:
right, down, growth as a share, turn in radians clockwise; all lengths in heights of the picture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

TIGHT = 0.003
"""Misfit in heights at which a place counts half."""

ROUNDS = 6
PAIRS = 96
APART = 0.1
"""Heights between the two places of a pair; nearer ones tell little of growth and turn."""


def likeliest(places: Floats, moves: Floats, random: np.random.Generator) -> Floats:
    """The motion that most places follow, well fitted.

    Args:
        places, moves: At least two.
        random: Which pairs are tried.
    """
    return settled(places, moves, _guess(places, moves, random))


def settled(places: Floats, moves: Floats, motion: Floats) -> Floats:
    """The motion near a first guess that fits best."""
    across, down = _lines(places)
    lines, values = np.concatenate([across, down]), moves.T.ravel()
    for _ in range(ROUNDS):
        misfit = np.hypot(*(lines @ motion - values).reshape(2, -1))
        weight = np.tile(1 / (1 + (misfit / TIGHT) ** 2), 2)[:, None]
        # The small addition keeps the equations solvable where no place fits.
        matrix = (lines * weight).T @ lines + 1e-9 * np.eye(4)
        motion = np.linalg.solve(matrix, lines.T @ (weight[:, 0] * values))
    return motion


def misfits(places: Floats, moves: Floats, motion: Floats) -> Floats:
    """How far off each place is, `(n,)`."""
    across, down = _lines(places)
    return np.asarray(np.hypot(moves[:, 0] - across @ motion, moves[:, 1] - down @ motion))


def _guess(places: Floats, moves: Floats, random: np.random.Generator) -> Floats:
    # As complex numbers a similarity is a product and a sum.
    place, move = (each[:, 0] + 1j * each[:, 1] for each in (places, moves))
    one, other = random.integers(0, len(place), (2, PAIRS))
    between = place[other] - place[one]
    apart = np.abs(between) > APART
    if not apart.any():
        return np.array([*np.median(moves, axis=0), 0.0, 0.0])
    one, other, between = one[apart], other[apart], between[apart]
    growth = (move[other] - move[one]) / between
    shift = move[one] - growth * place[one]
    misfit = np.abs(move - growth[:, None] * place - shift[:, None])
    best = int((misfit < 2 * TIGHT).sum(axis=1).argmax())
    return np.array([shift[best].real, shift[best].imag, growth[best].real, growth[best].imag])


def _lines(places: Floats) -> tuple[Floats, Floats]:
    x, y = places.T
    zero, one = np.zeros_like(x), np.ones_like(x)
    return np.stack([one, zero, x, -y], 1), np.stack([zero, one, y, x], 1)
