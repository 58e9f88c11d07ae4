"""What stands behind something, from frames around in which it can be seen.

Neighbours are laid over the frame by the camera's motion (see `camera_motion`), shifted and their
brightness matched to what is around the hole, and the nearest that shows a place gives it, bent to
meet the hole's edge and what others gave before (P. Pérez, M. Gangnet and A. Blake, Poisson image
editing, 2003). What no neighbour shows lies smoothly between what is around it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from app.effects.membrane import membrane
from app.effects.opencv import opencv
from app.effects.paths import Map

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray
    from torch import Tensor

    from app.effects.compact import Compact
    from app.effects.linked import Step

MISFIT = 0.05
"""Mean difference around the hole from which on a neighbour does not lie right."""

_RING = 12
"""Samples around the hole that neighbours are compared in, at least."""

_LEAST_RING = 32
"""Samples of the ring a neighbour must show to be judged."""

_SHIFTS, _FARTHEST = 3, 2.0
"""Rounds in which a neighbour is shifted to fit, and the most samples of each."""

_STEP = 0.05
"""How far a neighbour is bent to meet the hole's edge; beyond it, not light differs but things."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another frame of the shot.

    Attributes:
        pixels: `(C, H, W)`, packed.
        hole: What is hidden in it.
        way: From the frame to it, of points from the centre in rows.
    """

    pixels: Compact
    hole: NDArray[np.bool_]
    way: Map


def ways(before: Iterable[Step[Map]], after: Iterable[Step[Map]]) -> Iterator[tuple[int, Map]]:
    """Distance in frames (below 0: earlier) and way to each neighbour, the nearest first."""
    back, forth = list(_ways(before, -1)), list(_ways(after, 1))
    return iter(sorted(back + forth, key=lambda way: (abs(way[0]), -way[0])))


def _ways(steps: Iterable[Step[Map]], sign: int) -> Iterator[tuple[int, Map]]:
    way = Map()
    for number, step in enumerate(steps, 1):
        way = way.then(step.link if sign > 0 else step.link.inverse())
        yield sign * number, way


def filled(
    pixels: Tensor,
    hole: NDArray[np.bool_],
    neighbours: Iterable[Neighbour],
    aspect: float,
    feather: float,
) -> Tensor:
    """A copy of the picture without what is in the hole.

    Args:
        pixels: `(C, H, W)`.
        hole: Not empty.
        neighbours: The best first; taken only while something is still hidden.
        aspect: Width over height of one sample.
        feather: Samples inside the hole over which the fill fades in.
    """
    top, left, bottom, right = _surroundings(hole)
    window = (slice(top, bottom), slice(left, right))
    wanted = torch.from_numpy(hole[window]).to(pixels.device)
    fill = pixels[(..., *window)].float().clone()
    hidden, ring = wanted.clone(), ~wanted
    for neighbour in neighbours:
        x, y = _places(neighbour.way, hole.shape, window, aspect)
        shown = _shown(neighbour.hole, x, y).to(pixels.device)
        if not (hidden & shown).any():
            continue
        x, y, seen = _settled(neighbour.pixels, x, y, fill, ring & shown)
        shown = _shown(neighbour.hole, x, y).to(pixels.device)
        better = hidden & shown
        offset = _matched(fill, seen, shown & ring)
        if offset is None:
            continue
        fill[:, better] = (seen + _joining(fill - seen, offset, hidden, shown))[:, better]
        hidden &= ~shown
        if not hidden.any():
            break
    if hidden.any() and not hidden.all():
        fill = membrane(fill, ~hidden)
    return _joined(pixels, fill, hole[window], window, feather)


def _surroundings(hole: NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """Top, left, bottom, right of the hole and a ring around it."""
    rows, columns = np.nonzero(hole.any(axis=1))[0], np.nonzero(hole.any(axis=0))[0]
    high, wide = rows[-1] + 1 - rows[0], columns[-1] + 1 - columns[0]
    ring = max(_RING, int(0.2 * math.sqrt(high * wide)))
    height, width = hole.shape
    return (
        max(0, int(rows[0]) - ring), max(0, int(columns[0]) - ring),
        min(height, int(rows[-1]) + 1 + ring), min(width, int(columns[-1]) + 1 + ring),
    )  # fmt: skip


def _places(
    way: Map, size: tuple[int, ...], window: tuple[slice, slice], aspect: float
) -> tuple[Tensor, Tensor]:
    """`(h, w)` columns and rows, in samples, that a way leads to from those of a window."""
    height, width = size
    down, across = (torch.arange(part.start, part.stop) + 0.5 for part in window)
    columns, rows = aspect * (across - width / 2), (down - height / 2)[:, None]
    x = way.scale.real * columns - way.scale.imag * rows + way.shift.real
    y = way.scale.imag * columns + way.scale.real * rows + way.shift.imag
    return x / aspect + width / 2, y + height / 2


def _shown(hole: NDArray[np.bool_], x: Tensor, y: Tensor) -> Tensor:
    """`(h, w)`: whether places lie in a picture and no sample around them in its hole."""
    height, width = hole.shape
    inside: Tensor = (x >= 0.5) & (x <= width - 0.5) & (y >= 0.5) & (y <= height - 0.5)
    left, top = ((at - 0.5).floor().long() for at in (x, y))
    known = torch.from_numpy(hole)
    for right, below in ((0, 0), (1, 0), (0, 1), (1, 1)):
        row = (top + below).clamp(0, height - 1)
        inside &= ~known[row, (left + right).clamp(0, width - 1)]
    return inside


def _laid(picture: Compact, x: Tensor, y: Tensor) -> Tensor:
    """`(C, h, w)`: what a picture has at places; only the part around them is unpacked."""
    height, width = picture.codes.shape[-2:]
    left, right = _extent(x, width)
    top, bottom = _extent(y, height)
    part = replace(picture, codes=picture.codes[:, top:bottom, left:right]).pixels().float()
    across, down = (x - left) * (2 / (right - left)) - 1, (y - top) * (2 / (bottom - top)) - 1
    grid = torch.stack([across, down], dim=-1)[None].to(part.device)
    laid: Tensor = F.grid_sample(
        part[None], grid, mode="bicubic", padding_mode="border", align_corners=False
    )[0]
    return laid


def _settled(
    picture: Compact, x: Tensor, y: Tensor, fill: Tensor, ring: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """Places moved so that a picture fits around the hole, and what it has there.

    Things nearer or farther than most of the scene move otherwise; a shift by least squares
    (B. Lucas and T. Kanade, 1981) follows those that meet the hole.
    """
    wanted = fill[:3].mean(dim=0)
    seen = _laid(picture, x, y)
    if int(ring.sum()) < _LEAST_RING or min(ring.shape) < 2:
        return x, y, seen
    for _ in range(_SHIFTS):
        here = seen[:3].mean(dim=0)
        down, across = torch.gradient(here)
        slopes = torch.stack([across[ring], down[ring]], dim=1).double()
        misses = (wanted - here)[ring].double()
        normal = slopes.T @ slopes + 1e-3 * torch.eye(2, dtype=torch.float64, device=fill.device)
        shift = torch.linalg.solve(normal, slopes.T @ (misses - misses.mean()))
        right, below = (float(part) for part in shift.clamp(-_FARTHEST, _FARTHEST))
        x, y = x + right, y + below
        seen = _laid(picture, x, y)
    return x, y, seen


def _extent(places: Tensor, size: int) -> tuple[int, int]:
    """First and last sample + 1 that places are mixed from; never empty."""
    first = min(max(0, math.floor(float(places.min())) - 3), size - 1)
    return first, max(first + 1, min(size, math.ceil(float(places.max())) + 3))


def _matched(fill: Tensor, seen: Tensor, ring: Tensor) -> Tensor | None:
    """`(C, 1, 1)` to add to a neighbour for it to fit around the hole; None if nothing makes it."""
    if int(ring.sum()) < _LEAST_RING:
        return None
    misses = (fill - seen)[:, ring]
    offset = misses.median(dim=1).values[:, None]
    if float((misses - offset)[:3].abs().mean()) > MISFIT:
        return None
    return offset[:, :, None]


def _joining(misses: Tensor, offset: Tensor, hidden: Tensor, shown: Tensor) -> Tensor:
    """`(C, h, w)` to add to a neighbour for it to meet what is known along the hole's edge.

    Args:
        misses: `(C, h, w)`: what is known less the neighbour.
        offset: `(C, 1, 1)`: usual misses around the hole; what is farther off is another thing.
        hidden: `(h, w)`: what is not known yet.
        shown: `(h, w)`: what the neighbour has.
    """
    near = (misses - offset).clamp(-_STEP, _STEP)
    return offset + membrane(near, ~hidden & shown)


def _joined(
    pixels: Tensor,
    fill: Tensor,
    hole: NDArray[np.bool_],
    window: tuple[slice, slice],
    feather: float,
) -> Tensor:
    """The picture with the fill in the hole, fading in from its edge."""
    cv2 = opencv()
    framed = np.pad(hole.astype(np.uint8), 1, mode="edge")
    depth = cv2.distanceTransform(framed, cv2.DIST_L2, 5)[1:-1, 1:-1]
    part = torch.from_numpy(np.minimum(1, depth / (feather + 1)).astype(np.float32))
    part = part.to(pixels.device) if feather else torch.from_numpy(hole).to(fill)
    changed = pixels.clone()
    here = (..., *window)
    changed[here] = torch.lerp(pixels[here].float(), fill, part).to(pixels.dtype)
    return changed
