"""Cutting covers everything once, on the grid, within the picture."""

from __future__ import annotations

import itertools

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from app.inference.tiling import TilePlan, run_tiled, stretches

sides = st.integers(1, 400)


@settings(deadline=None)
@given(sides, st.integers(1, 200), st.integers(0, 6), st.sampled_from([1, 4, 6]))
def test_cores_follow_each_other_without_gaps(
    length: int, tile: int, steps: int, grid: int
) -> None:
    plan = TilePlan(tile * tile, steps * grid, grid, blend=False, scale=1)

    cut = stretches(length, tile, plan)

    assert (cut[0].start, cut[-1].end) == (0, length)
    assert all(a.end == b.start for a, b in itertools.pairwise(cut))
    assert all(each.start < each.end for each in cut)
    assert all(each.read_start % grid == each.start % grid == 0 for each in cut)
    assert all(0 <= e.read_start <= e.start and e.end <= e.read_end <= length for e in cut)


@settings(deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 10), st.booleans())
def test_tiles_of_a_repeating_network_make_the_whole(
    height: int, width: int, overlap: int, blend: bool
) -> None:
    plan = TilePlan(30 * 30, overlap, 1, blend, scale=2)
    pictures = torch.rand(1, 3, height, width)

    def double(tile: torch.Tensor, origin: tuple[int, int]) -> torch.Tensor:
        return tile.repeat_interleave(2, -1).repeat_interleave(2, -2)

    made = run_tiled(double, pictures, plan, lambda: None)

    torch.testing.assert_close(made, double(pictures, (0, 0)))
