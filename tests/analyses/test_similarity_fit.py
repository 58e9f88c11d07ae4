"""Similarities that many places follow, against exact ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyses.similarity_fit import likeliest, misfits

SMALL = st.floats(-0.08, 0.08)


def moved(places: np.ndarray, motion: np.ndarray) -> np.ndarray:
    right, down, grow, turn = motion
    x, y = places.T
    return np.stack([right + grow * x - turn * y, down + grow * y + turn * x], axis=1)


@given(SMALL, SMALL, SMALL, SMALL, st.integers(0, 2**32 - 1))
def test_it_is_found_though_four_in_ten_places_go_elsewhere(
    right: float, down: float, grow: float, turn: float, seed: int
) -> None:
    dice = np.random.default_rng(seed)
    motion = np.array([right, down, grow, turn])
    places = dice.uniform((-0.8, -0.5), (0.8, 0.5), (200, 2))
    moves = moved(places, motion)
    moves[:80] = dice.uniform(-0.3, 0.3, (80, 2))
    found = likeliest(places, moves, np.random.default_rng(1))
    assert found == pytest.approx(motion, abs=0.004)
    assert misfits(places, moves, found)[80:].max() < 0.01


def test_two_places_at_one_spot_are_a_shift() -> None:
    places, moves = np.zeros((2, 2)), np.full((2, 2), 0.02)
    found = likeliest(places, moves, np.random.default_rng(1))
    assert found == pytest.approx([0.02, 0.02, 0, 0], abs=1e-3)
