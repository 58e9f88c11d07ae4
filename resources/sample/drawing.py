"""Anti-aliased shapes on arrays of pixels: every edge is a distance, blended over one pixel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.float32]
Point = tuple[float, float]
Colour = tuple[float, float, float]
Distance = Callable[[Pixels, Pixels], Pixels]


class Shape(NamedTuple):
    """A shape by its edge.

    Attributes:
        distance: Signed distance in pixels of points (x, y) to the edge, negative inside.
        bounds: Left, top, right and bottom of all that is inside.
    """

    distance: Distance
    bounds: tuple[float, float, float, float]


def layer(width: int, height: int) -> Pixels:
    """An empty layer `(h, w, 4)`, colour multiplied by opacity."""
    return np.zeros((height, width, 4), np.float32)


def fill(target: Pixels, shape: Shape, colour: Colour, opacity: float = 1, soft: float = 1) -> None:
    """Paint a shape on a layer; `soft` is the width of its edge in pixels."""
    margin = soft + 1
    left, top = (max(0, int(edge - margin)) for edge in shape.bounds[:2])
    right, bottom = (max(0, int(edge + margin) + 1) for edge in shape.bounds[2:])
    part = target[top:bottom, left:right]
    if part.size:
        y, x = np.mgrid[0 : part.shape[0], 0 : part.shape[1]].astype(np.float32) + 0.5
        distance = shape.distance(x + left, y + top)
        amount = np.clip(0.5 - distance / soft, 0, 1) * opacity
        cover(part, np.asarray(amount, np.float32), np.array(colour, np.float32))


def cover(target: Pixels, opacity: Pixels, colour: Pixels) -> None:
    """Lay a colour `(3,)` or `(h, w, 3)` over a layer, as opaque as `(h, w)` says."""
    alpha = opacity[..., None]
    target *= 1 - alpha
    target[..., :3] += alpha * colour
    if target.shape[2] == 4:
        target[..., 3:] += alpha


def put(picture: Pixels, over: Pixels) -> None:
    """Lay a layer over an opaque picture of the same size."""
    picture *= 1 - over[..., 3:]
    picture += over[..., :3]


def view(wide: Pixels, offset: float, width: int) -> Pixels:
    """`width` columns of a wide layer from `offset` on, between samples interpolated."""
    whole = int(offset)
    part = np.float32(offset - whole)
    left, right = wide[:, whole : whole + width], wide[:, whole + 1 : whole + width + 1]
    return np.asarray(left * (1 - part) + right * part, np.float32)


def circle(centre: Point, radius: float) -> Shape:
    """A disc."""
    x0, y0 = centre
    bounds = (x0 - radius, y0 - radius, x0 + radius, y0 + radius)
    return Shape(lambda x, y: np.hypot(x - x0, y - y0) - np.float32(radius), bounds)


def line(start: Point, end: Point, width: float) -> Shape:
    """A stroke with round ends."""
    (ax, ay), (bx, by) = start, end
    dx, dy = bx - ax, by - ay
    length = max(dx * dx + dy * dy, 1e-6)

    def distance(x: Pixels, y: Pixels) -> Pixels:
        t = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0, 1)
        return np.asarray(np.hypot(x - ax - t * dx, y - ay - t * dy) - width / 2, np.float32)

    return Shape(distance, _round([start, end], width / 2))


def path(points: Sequence[Point], width: float) -> Shape:
    """Strokes from point to point."""
    return union([line(a, b, width) for a, b in pairwise(points)])


def union(shapes: Sequence[Shape]) -> Shape:
    """All of several shapes."""
    corners = [corner for s in shapes for corner in (s.bounds[:2], s.bounds[2:])]

    def distance(x: Pixels, y: Pixels) -> Pixels:
        return np.asarray(np.minimum.reduce([s.distance(x, y) for s in shapes]), np.float32)

    return Shape(distance, _round(corners, 0))


def polygon(points: Sequence[Point]) -> Shape:
    """Any simple polygon: distance to its edges, the sign by crossing number."""
    edges = list(zip(points, [*points[1:], points[0]], strict=True))
    outline = union([line(a, b, 0) for a, b in edges])

    def distance(x: Pixels, y: Pixels) -> Pixels:
        inside = np.zeros(x.shape, bool)
        for (ax, ay), (bx, by) in edges:
            if ay != by:
                crossing = (y < ay) != (y < by)
                inside ^= crossing & (x < ax + (y - ay) * (bx - ax) / (by - ay))
        nearest = outline.distance(x, y)
        return np.asarray(np.where(inside, -nearest, nearest), np.float32)

    return Shape(distance, outline.bounds)


def box(left: float, top: float, right: float, bottom: float) -> Shape:
    """An upright rectangle."""
    return polygon([(left, top), (right, top), (right, bottom), (left, bottom)])


def _round(points: Sequence[Point], margin: float) -> tuple[float, float, float, float]:
    """The bounds of points and some room around them."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs) - margin, min(ys) - margin, max(xs) + margin, max(ys) + margin


def noise(width: int, height: int, cell: Point, seed: int, octaves: int = 4) -> Pixels:
    """Smooth random values, mean 0, about -1 to 1; `cell` is the size of the largest features."""
    numbers = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        across, down = cell[0] / 2**octave, cell[1] / 2**octave
        shape = int(height / down) + 3, int(width / across) + 3
        lattice = numbers.uniform(-1, 1, shape).astype(np.float32)
        total += _interpolated(lattice, width, height, across, down) * np.float32(0.5**octave)
    return total


def _interpolated(lattice: Pixels, width: int, height: int, across: float, down: float) -> Pixels:
    def place(count: int, cell: float) -> tuple[NDArray[np.int64], Pixels]:
        at = np.arange(count) / cell
        whole = at.astype(np.int64)
        part = (at - whole).astype(np.float32)
        return whole, part * part * (3 - 2 * part)

    (x, u), (y, v) = place(width, across), place(height, down)
    v = v[:, None]
    upper = lattice[y][:, x] * (1 - u) + lattice[y][:, x + 1] * u
    lower = lattice[y + 1][:, x] * (1 - u) + lattice[y + 1][:, x + 1] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)


LETTERS: dict[str, list[list[Point]]] = {
    "R": [[(0, 6), (0, 0), (3, 0), (4, 1), (4, 2), (3, 3), (0, 3)], [(2, 3), (4, 6)]],
    "E": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3, 3)]],
    "L": [[(0, 0), (0, 6), (4, 6)]],
    "W": [[(0, 0), (1, 6), (2, 2), (3, 6), (4, 0)]],
    "I": [[(0.3, 0), (0.3, 6)]],
    "G": [[(4, 1), (3, 0), (1, 0), (0, 1), (0, 5), (1, 6), (3, 6), (4, 5), (4, 3), (2.5, 3)]],
    "H": [[(0, 0), (0, 6)], [(4, 0), (4, 6)], [(0, 3), (4, 3)]],
    "T": [[(0, 0), (4, 0)], [(2, 0), (2, 6)]],
}
"""Strokes on a grid of 4 by 6."""


def letters(text: str, corner: Point, size: float, width: float) -> Shape:
    """A word in capitals of height `size`, its upper left corner at `corner`."""
    unit, strokes, x0 = size / 6, [], corner[0]
    for letter in text:
        for stroke in LETTERS[letter]:
            points = [(x0 + x * unit, corner[1] + y * unit) for x, y in stroke]
            strokes.append(path(points, width))
        x0 += unit * (2 + max(x for stroke in LETTERS[letter] for x, _ in stroke))
    return union(strokes)


def sample(picture: Pixels, rows: Pixels, columns: Pixels) -> Pixels:
    """Pixels `(…, channels)` at places between the samples, held at the borders."""
    rows = np.clip(rows, 0, picture.shape[0] - 1.001)
    columns = np.clip(columns, 0, picture.shape[1] - 1.001)
    y, x = rows.astype(np.int64), columns.astype(np.int64)
    v, u = (rows - y)[..., None], (columns - x)[..., None]
    upper = picture[y, x] * (1 - u) + picture[y, x + 1] * u
    lower = picture[y + 1, x] * (1 - u) + picture[y + 1, x + 1] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)
