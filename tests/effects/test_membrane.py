"""Holes are filled smoothly from their edges."""

from __future__ import annotations

import pytest
import torch

from app.effects.membrane import membrane


def test_a_slope_goes_on_through_a_hole() -> None:
    rows, columns = torch.arange(60.0)[:, None], torch.arange(80.0)
    slope = torch.stack([rows + 2 * columns, 5 - rows + 0 * columns])
    known = torch.ones(60, 80, dtype=torch.bool)
    known[15:45, 20:60] = False
    filled = membrane(slope.where(known, torch.tensor(1e3)), known)
    assert torch.equal(filled[:, known], slope[:, known])
    assert (filled - slope).abs().max() < 3


def test_nothing_leaves_the_range_of_what_is_known() -> None:
    values = torch.rand(3, 37, 23, generator=torch.Generator().manual_seed(1))
    known = values[0] > 0.7
    filled = membrane(values, known)
    for channel, ours in zip(values, filled, strict=True):
        assert ours.min() >= channel[known].min() - 1e-6
        assert ours.max() <= channel[known].max() + 1e-6


@pytest.mark.parametrize("size", [(1, 1), (1, 90), (2, 3), (129, 5)])
def test_any_size_and_any_hole(size: tuple[int, int]) -> None:
    values = torch.rand(1, *size)
    nothing, everything = (torch.full(size, whole, dtype=torch.bool) for whole in (False, True))
    assert not membrane(values, nothing).any()
    assert torch.equal(membrane(values, everything), values)
    one = nothing.clone()
    one[-1, -1] = True
    assert torch.allclose(membrane(values, one), values[0, -1, -1])
