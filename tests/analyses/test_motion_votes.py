"""Votes of the cells of a picture about motions."""

from __future__ import annotations

import numpy as np
import pytest

from app.analyses.motion_votes import Cells, ballot, shares, weights

H, W = 60, 96
REST, RIGHT = np.zeros(4), np.array([3 / H, 0, 0, 0])


def texture(right: int) -> np.ndarray:
    """The same each time, so many pixels further right."""
    dice = np.random.default_rng(2).integers(0, 255, (H, W + 20))
    smooth = (dice + np.roll(dice, 1, 0) + np.roll(dice, 1, 1)) / 3
    return np.asarray(smooth[:, 10 - right : 10 - right + W], np.uint8)


def test_each_cell_votes_for_the_motion_it_makes() -> None:
    before, now = texture(0), texture(0)
    now[:, :48] = texture(3)[:, :48]
    cells = Cells(H, W)
    votes = ballot(before, now, cells, [REST, RIGHT])
    assert votes.marked[:, :-1].all()
    rest, right = votes.ayes
    assert rest[:, 4:7].all()
    assert not rest[:, :3].any()
    assert right[:, :3].all()
    assert not right[:, 4:].any()
    one, other = weights(cells, rest, right)
    assert one == pytest.approx(other, rel=0.5)


def test_a_change_of_light_is_no_vote_against_rest() -> None:
    votes = ballot(texture(0), texture(0) // 2 + 90, Cells(H, W), [REST, RIGHT])
    darker = ballot(texture(0) // 2, texture(0) // 2 + 90, Cells(H, W), [REST, RIGHT])
    assert not votes.ayes[1].any()
    assert darker.ayes[0][:, :-1].all()


def test_what_is_in_the_middle_weighs_less_than_what_is_around_it() -> None:
    middle = np.zeros((15, 26), bool)
    middle[3:12, 3:23] = True  # 180 of 390 cells
    around, inside = weights(Cells(180, 312), ~middle, middle)
    assert around > 1.8 * inside


def test_flat_cells_go_with_their_neighbours() -> None:
    known, some = np.zeros((9, 20), bool), np.zeros((9, 20), bool)
    known[4, [1, 6]] = True
    some[4, 1] = True
    found = shares(some, known)
    assert found[4, 0] > 0.7
    assert found[4, 7] < 0.1
    assert found[4, 19] < 0.001  # nobody is near


def test_a_picture_that_is_no_whole_number_of_cells_is_covered_in_its_middle() -> None:
    cells = Cells(62, 100)
    assert (cells.rows, cells.columns) == (5, 8)
    assert cells.x.mean() == pytest.approx(0, abs=0.01)
    rows, columns = cells.peaks(np.zeros((62, 100), np.float32))
    assert (rows.min(), columns.min()) == (1, 2)
