"""J and F: how well found masks agree with known ones, as DAVIS counts it.

F. Perazzi et al., "A Benchmark Dataset and Evaluation Methodology for Video Object Segmentation",
CVPR 2016. J is the overlap of the regions; F the harmonic mean of precision and recall of their
boundaries, where a boundary pixel counts that lies within 0.8 % of the diagonal of the other.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Bits = NDArray[np.bool_]

REACH = 0.008
"""Tolerance of boundaries, in diagonals of the picture."""


def region_overlap(found: Bits, known: Bits) -> float:
    """J in [0, 1] of two `(h, w)` masks; 1 when both are empty."""
    either = int((found | known).sum())
    return int((found & known).sum()) / either if either else 1.0


def boundary_agreement(found: Bits, known: Bits) -> float:
    """F in [0, 1] of two `(h, w)` masks; 1 when both are without boundary."""
    ours, truth = boundary(found), boundary(known)
    if not ours.any() or not truth.any():
        return 1.0 if ours.any() == truth.any() else 0.0
    radius = math.ceil(REACH * math.hypot(*found.shape))
    precision = float(grown(truth, radius)[ours].mean())
    recall = float(grown(ours, radius)[truth].mean())
    both = precision + recall
    return 2 * precision * recall / both if both else 0.0


def j_and_f(found: Bits, known: Bits) -> float:
    """The mean of both."""
    return (region_overlap(found, known) + boundary_agreement(found, known)) / 2


def boundary(mask: Bits) -> Bits:
    """Pixels that differ from the one to their right, below, or both."""
    padded = np.pad(mask, ((0, 1), (0, 1)), mode="edge")
    right, below, across = padded[:-1, 1:], padded[1:, :-1], padded[1:, 1:]
    edge: Bits = (mask != right) | (mask != below) | (mask != across)
    return edge


def grown(mask: Bits, radius: int) -> Bits:
    """Everything within `radius` pixels of the mask."""
    height, width = mask.shape
    padded = np.pad(mask, radius)
    result = np.zeros_like(mask)
    for y in range(-radius, radius + 1):
        reach = math.isqrt(radius * radius - y * y)
        rows = padded[radius + y : radius + y + height]
        total = np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
        left = radius - reach
        span = 2 * reach + 1
        result |= total[:, left + span : left + span + width] > total[:, left : left + width]
    return result
