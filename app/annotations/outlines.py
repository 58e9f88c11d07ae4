"""Outlines of masks along the edges of their pixels, so that no area is lost or gained.

Tracing through pixel centres, as the usual contour finders do, shrinks every region by half a
pixel on each side; a polygon along the edges has exactly the mask's area.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.annotations.shapes import Polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.masks import Mask
    from app.annotations.shapes import Ring

_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""Right, down, left, up: each a right turn from the one before, with y pointing down."""

_Edge = tuple[int, int, int]
"""Where an edge starts (x, y) and which of `_STEPS` it takes; the mask lies to its right."""


def outline(mask: Mask) -> tuple[Polygon | None, bool]:
    """The outer edges of a mask, and whether it has holes (which a polygon cannot show).

    Each part is one 4-connected region, clockwise on the screen, starting at its topmost left
    corner. With holes the caller should keep the run lengths instead: the polygon fills them.
    An empty mask has no outline: None.
    """
    rings, holes = [], False
    for ring in loops(mask):
        if _turns_right(ring):
            rings.append(ring)
        else:
            holes = True
    return (Polygon(tuple(rings)) if rings else None), holes


def loops(mask: Mask) -> list[Ring]:
    """All edges of a mask, of its holes too: closed lines of pixel corners."""
    left, top, right, bottom = mask.bounds
    edges = _edges(mask.to_array()[top:bottom, left:right])
    found = []
    while edges:
        ring = _walk(next(iter(edges)), edges)
        found.append(tuple((float(x + left), float(y + top)) for x, y in ring))
    return found


def _edges(crop: NDArray[np.bool_]) -> dict[_Edge, None]:
    """The border of every pixel against the outside, top left ones first (a dict keeps order)."""
    padded = np.pad(crop, 1)
    inside = padded[1:-1, 1:-1]
    outside = (padded[:-2, 1:-1], padded[1:-1, 2:], padded[2:, 1:-1], padded[1:-1, :-2])
    corners = ((0, 0), (1, 0), (1, 1), (0, 1))
    found: dict[_Edge, None] = {}
    for step, (beyond, (dx, dy)) in enumerate(zip(outside, corners, strict=True)):
        rows, columns = np.nonzero(inside & ~beyond)
        ends = zip((columns + dx).tolist(), (rows + dy).tolist(), strict=True)
        found.update(((x, y, step), None) for x, y in ends)
    return found


def _walk(first: _Edge, edges: dict[_Edge, None]) -> list[tuple[int, int]]:
    """Follow one loop from `first`, taking its edges away; only the corners are returned.

    Where two regions meet at a corner the walk turns right, staying on its own region.
    """
    corners = [(first[0], first[1])]
    x, y, step = first
    del edges[first]
    while True:
        x, y = x + _STEPS[step][0], y + _STEPS[step][1]
        for turn in (1, 0, 3):
            following = (x, y, (step + turn) % 4)
            if following in edges:
                break
        else:
            return corners
        del edges[following]
        if turn:
            corners.append((x, y))
        step = following[2]


def _turns_right(ring: Ring) -> bool:
    """Whether a ring is clockwise on the screen: an outer edge, not a hole's."""
    following = [*ring[1:], ring[0]]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))
    return bool(doubled > 0)
