"""Running a network on a large picture piece by piece, with the result of the whole.

With a known receptive field each tile is read with so much of its surroundings that its core is
exact. Otherwise tiles are read with a generous overlap and cross-faded in its inner half.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

GENEROUS_OVERLAP = 64
"""Input pixels around a tile when the receptive field is unknown."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A tile along one axis, in input pixels: what is read, and the core it answers for.

    `reach` is how far a cross-fade goes to both sides of the core's edges; all tiles share it.
    """

    read_start: int
    read_end: int
    start: int
    end: int
    reach: float = 0.0


@dataclass(frozen=True, slots=True)
class TilePlan:
    """How to cut.

    Attributes:
        pixels: Most input pixels of one tile, surroundings included, where the overlap allows.
        overlap: Surroundings read on each side, in input pixels.
        grid: Tiles begin at multiples of it.
        blend: Whether neighbours are cross-faded.
        scale: Output size over input size.
    """

    pixels: int
    overlap: int
    grid: int
    blend: bool
    scale: int

    def sides(self, height: int, width: int) -> tuple[int, int]:
        """Height and width of a tile: square, or as long as a narrow picture allows."""
        side = math.isqrt(self.pixels)
        if width <= side:
            return self.pixels // width, width
        if height <= side:
            return height, self.pixels // height
        return side, side

    @property
    def smallest(self) -> int:
        """Side of the smallest tile that still has a core."""
        return 2 * self.overlap + self.grid


def stretches(length: int, tile: int, plan: TilePlan) -> list[Stretch]:
    """Cut one axis into nearly equal cores that cover it without gaps, none read beyond it."""
    if tile >= length:
        return [Stretch(0, length, 0, length)]
    room = max(plan.grid, (tile - 2 * plan.overlap) // plan.grid * plan.grid)
    count = -(-length // room)
    step = -(-length // (count * plan.grid)) * plan.grid
    edges = [*range(0, length, step), length]
    shortest = min(edges[-1] - edges[-2], step)
    reach = min(plan.overlap, shortest) / 2
    cut = []
    for start, end in itertools.pairwise(edges):
        read_start = max(0, start - plan.overlap) // plan.grid * plan.grid
        cut.append(Stretch(read_start, min(length, end + plan.overlap), start, end, reach))
    return cut


def run_tiled(
    forward: Callable[[Tensor, tuple[int, int]], Tensor],
    pictures: Tensor,
    plan: TilePlan,
    check: Callable[[], None],
) -> Tensor:
    """Apply `forward` tile by tile.

    Args:
        forward: `(N, C, h, w)` and the tile's origin (row, column) to `(N, D, scale*h, scale*w)`.
        pictures: `(N, C, H, W)`.
        plan: How to cut.
        check: Called before each tile; may raise to stop.

    Returns:
        `(N, D, scale*H, scale*W)`, every value of which was written.
    """
    height, width = pictures.shape[-2:]
    place = _blend if plan.blend else _copy
    canvas: Tensor | None = None
    for down, across in _tiles(height, width, plan):
        check()
        read = pictures[..., down.read_start : down.read_end, across.read_start : across.read_end]
        result = forward(read, (down.read_start, across.read_start))
        if canvas is None:
            size = (*result.shape[:2], plan.scale * height, plan.scale * width)
            canvas = new_canvas(result, size, zero=plan.blend)
        place(canvas, result, down, across, plan)
    assert canvas is not None
    return canvas.to(pictures.dtype)


def new_canvas(like: Tensor, size: tuple[int, ...], *, zero: bool) -> Tensor:
    """Memory for the whole result; sums are kept in fp32."""
    return like.new_zeros(size, dtype=torch.float32) if zero else like.new_empty(size)


def _tiles(height: int, width: int, plan: TilePlan) -> Iterator[tuple[Stretch, Stretch]]:
    tall, wide = plan.sides(height, width)
    columns = stretches(width, wide, plan)
    for down in stretches(height, tall, plan):
        for across in columns:
            yield down, across


def _copy(canvas: Tensor, result: Tensor, down: Stretch, across: Stretch, plan: TilePlan) -> None:
    """Write the core of a tile to its place."""
    s = plan.scale
    core = result[
        ...,
        s * (down.start - down.read_start) : s * (down.end - down.read_start),
        s * (across.start - across.read_start) : s * (across.end - across.read_start),
    ]
    canvas[..., s * down.start : s * down.end, s * across.start : s * across.end] = core


def _blend(canvas: Tensor, result: Tensor, down: Stretch, across: Stretch, plan: TilePlan) -> None:
    """Add a tile, weighted; the weights of all tiles are 1 together at every pixel."""
    s, (height, width) = plan.scale, canvas.shape[-2:]
    rows = _fade(down, height // s, plan).to(canvas)
    columns = _fade(across, width // s, plan).to(canvas)
    weighted = result * rows[:, None] * columns
    canvas[
        ...,
        s * down.read_start : s * down.read_end,
        s * across.read_start : s * across.read_end,
    ] += weighted


def _fade(stretch: Stretch, length: int, plan: TilePlan) -> Tensor:
    """Weights along one axis at output pixels: 1 in the core, a line down across its edges.

    The ramp reaches at most half the overlap to both sides of an edge, so that two neighbours add
    up to 1 and the outer half of the surroundings, which is least exact, counts nothing.
    """
    reach = stretch.reach
    count = plan.scale * (stretch.read_end - stretch.read_start)
    at = stretch.read_start + (torch.arange(count) + 0.5) / plan.scale
    rising = (at - stretch.start + reach) / (2 * reach)
    falling = (stretch.end - at + reach) / (2 * reach)
    weights = torch.ones(count)
    if stretch.start > 0:
        weights = torch.minimum(weights, rising)
    if stretch.end < length:
        weights = torch.minimum(weights, falling)
    return weights.clamp(0, 1)
