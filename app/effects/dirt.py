"""Spots that one frame has and its neighbours have not: dust, hairs and blotches on film.

A neighbour is laid over the frame by its motion. A sample is suspect where it lies outside all
that both neighbours show around its place: the rank-ordered differences of M. Nadenau and S. Mitra
(Blotch and scratch detection in image sequences based on rank ordered differences, 1997), a
sterner form of the spike detector of A. Kokaram (Motion Picture Restoration, 1998). What is
suspect is judged as a whole spot: neighbours must agree with each other inside it and with the
frame around it, and something alike must not fly past through all three frames.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from app.effects.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

    Bits = NDArray[np.bool_]
    Plane = NDArray[np.float32]

SEED = 0.5
"""Share of the threshold that the rest of a spot must reach, whose worst sample reaches it all."""

_RING = 3
"""Samples around a spot in which neighbours must fit the frame."""

_AGREE = 0.4
"""How far, as a share of a spot's depth, neighbours may differ from each other inside it."""

_FIT = {1: 0.2, 2: 0.5}
"""How far one or two neighbours may differ from the frame around a spot: the same share."""

_MOST_SHARE, _MOST_SPOTS = 0.04, 1500
"""Share of the picture and number of spots from which on it is motion nobody followed, not dirt."""

_FARTHEST = 0.12
"""Share of the picture's longer side that something may fly between two frames."""

_ALIKE_AREA, _ALIKE_TONE = 2.0, 0.1
"""Factor between areas, and difference of tones, of one thing seen in two frames."""


@dataclass(frozen=True, slots=True)
class Spots:
    """Connected suspect samples.

    Attributes:
        labels: `(H, W)`, 0 being none.
        boxes: `(n, 4)`: left, top, width, height; row 0 belongs to what is no spot.
        areas: `(n,)`, in samples.
        centres: `(n, 2)`, x then y.
    """

    labels: NDArray[np.int32]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int64]
    centres: NDArray[np.float64]

    @staticmethod
    def of(bits: Bits) -> Spots:
        """Samples that touch, also by a corner, are one spot."""
        cv2 = opencv()
        _, labels, stats, centres = cv2.connectedComponentsWithStats(bits.astype(np.uint8))
        return Spots(labels, stats[:, :4], stats[:, 4].astype(np.int64), centres)

    def means(self, plane: Plane) -> NDArray[np.float64]:
        """`(n,)`: of what a plane has inside each."""
        sums = np.bincount(self.labels.ravel(), plane.ravel(), len(self.areas))
        return np.asarray(sums / np.maximum(1, self.areas))

    def ring_means(self, plane: Plane) -> NDArray[np.float64]:
        """`(n,)`: of what a plane has closely around each."""
        cv2 = opencv()
        square = np.ones((2 * _RING + 1,) * 2, np.uint8)
        grown = cv2.dilate(self.labels.astype(np.float32), square).astype(np.int32)
        inner = cv2.dilate((self.labels > 0).astype(np.uint8), np.ones((3, 3), np.uint8))
        grown[inner > 0] = 0
        counts = np.bincount(grown.ravel(), minlength=len(self.areas))
        sums = np.bincount(grown.ravel(), plane.ravel(), len(self.areas))
        return np.where(counts > 0, sums / np.maximum(1, counts), np.inf)

    def only(self, kept: Bits) -> Bits:
        """`(H, W)`: the samples of those that are kept."""
        chosen = kept.copy()
        chosen[0] = False
        return np.asarray(chosen[self.labels])


def outside(gray: Tensor, sides: list[Tensor], reach: int) -> Tensor:
    """`(H, W)`: by how much a frame leaves what neighbours show; above 0 brighter, below darker.

    Args:
        gray: `(H, W)`.
        sides: Of the same size: neighbours laid over it.
        reach: Samples around each place in which neighbours may show the same.
    """
    side = 2 * reach + 1
    tops = [F.max_pool2d(each[None, None], side, 1, reach)[0, 0] for each in sides]
    lows = [-F.max_pool2d(-each[None, None], side, 1, reach)[0, 0] for each in sides]
    over = gray - tops[0].maximum(tops[-1])
    under = lows[0].minimum(lows[-1]) - gray
    return over.clamp(min=0) - under.clamp(min=0)


def hats(gray: Tensor, longest: int) -> Tensor:
    """`(H, W)`: how much brighter (above 0) or darker small things are than all around them."""
    cv2 = opencv()
    square = cv2.getStructuringElement(cv2.MORPH_RECT, (longest + 3, longest + 3))
    plane = gray.cpu().numpy()
    bright = cv2.morphologyEx(plane, cv2.MORPH_TOPHAT, square)
    dark = cv2.morphologyEx(plane, cv2.MORPH_BLACKHAT, square)
    return torch.from_numpy(np.where(bright > dark, bright, -dark)).to(gray.device)


def spots_of(miss: Plane, threshold: float, longest: int) -> tuple[Spots, Bits]:
    """What is suspect, and which of it is neither too faint nor too large: `(n,)`.

    Args:
        miss: `(H, W)`, as from `outside`.
        threshold: Of the worst sample of a spot.
        longest: Samples along the longer side of a spot, at most.
    """
    depth = np.abs(miss)
    spots = Spots.of(depth > SEED * threshold)
    if len(spots.areas) > 1 << 16:
        return spots, np.zeros(len(spots.areas), bool)
    worst = np.zeros(len(spots.areas), np.float32)
    np.maximum.at(worst, spots.labels[depth > SEED * threshold], depth[depth > SEED * threshold])
    kept = (worst > threshold) & (spots.areas > 1) & (spots.boxes[:, 2:].max(axis=1) <= longest)
    kept[0] = False
    return spots, kept


def dirt(
    gray: Plane, sides: list[Plane], miss: Plane, threshold: float, longest: int
) -> tuple[Spots, Bits]:
    """Spots that neither neighbour has, and which of them are dirt rather than motion: `(n,)`.

    Args:
        gray: `(H, W)`.
        sides: One or two neighbours, laid over it.
        miss: See `outside`.
        threshold: How much a spot must stand out.
        longest: Samples along the longer side of a spot, at most.
    """
    spots, kept = spots_of(miss, threshold, longest)
    if not kept.any() or kept.sum() > _MOST_SPOTS:
        return spots, np.zeros_like(kept)
    first, second = sides[0], sides[-1]
    depth = spots.means(np.minimum(np.abs(gray - first), np.abs(gray - second)))
    kept &= spots.means(np.abs(first - second)) < _AGREE * depth
    kept &= spots.ring_means(np.abs(gray - (first + second) / 2)) < _FIT[len(sides)] * depth
    if spots.areas[kept].sum() > _MOST_SHARE * gray.size:
        kept[:] = False
    return spots, kept


def flying(
    spots: Spots, kept: Bits, gray: Plane, before: tuple[Spots, Plane], after: tuple[Spots, Plane]
) -> Bits:
    """`(n,)`: which spots stand in both neighbours too, elsewhere: a ball, a bird, a wheel.

    A thing too quick for the motion to be followed looks like dirt to whoever asks each place by
    itself, but it lies in the neighbours on opposite sides, in its own size and tone.

    Args:
        spots, kept: Of the frame.
        gray: `(H, W)`.
        before, after: What stands out in the neighbours against the frame, and their grays, at
            the places of their own.
    """
    found = np.zeros(len(kept), bool)
    tones = spots.means(gray)
    reach = _FARTHEST * max(gray.shape)
    back, forth = ((each, each.means(plane)) for each, plane in (before, after))
    for number in np.nonzero(kept)[0]:
        place, area, tone = spots.centres[number], spots.areas[number], tones[number]
        earlier = _alike(*back, place, area, tone, reach)
        later = _alike(*forth, place, area, tone, reach)
        if len(earlier) and len(later):
            miss = np.linalg.norm(earlier[:, None] + later[None], axis=2)
            allowed = 2 + 0.15 * np.linalg.norm(earlier, axis=1)[:, None]
            found[number] = bool((miss < allowed).any())
    return found


def _alike(
    spots: Spots,
    tones: NDArray[np.float64],
    place: NDArray[np.float64],
    area: int,
    tone: float,
    reach: float,
) -> NDArray[np.float64]:
    """`(m, 2)`: ways from a place to spots like one there."""
    ways = spots.centres[1:] - place
    areas = spots.areas[1:]
    alike = (areas < _ALIKE_AREA * area) & (area < _ALIKE_AREA * areas)
    alike &= np.abs(tones[1:] - tone) < _ALIKE_TONE
    alike &= np.abs(ways).max(axis=1, initial=0) < reach
    return np.asarray(ways[alike])
