"""Connected regions of what moves, cleaned of specks and cracks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv
from app.annotations.masks import Mask
from app.annotations.shapes import Box, box_around

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OPEN = 1 / 270
_CLOSE = 1 / 60
"""Diameters of the discs that remove specks and close cracks, in heights of the picture."""

_HOLE = 0.25
"""Holes up to this share of their region are closed."""


@dataclass(frozen=True, slots=True)
class Region:
    """One connected region, in pixels of the full picture."""

    mask: Mask
    box: Box


def regions_of(moving: NDArray[np.uint8], width: int, height: int, min_area: float) -> list[Region]:
    """The regions of a working-size mask that cover at least `min_area` of it, top left first.

    Args:
        moving: `(h, w)`, 0 or 255.
        width, height: The full picture that the regions are enlarged to.
        min_area: Share of the picture in [0, 1].
    """
    cv2 = opencv()
    clean = _cleaned(moving)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(clean, connectivity=8)
    large = [n for n in range(1, count) if stats[n, cv2.CC_STAT_AREA] >= min_area * moving.size]
    masks = [_enlarged(labels, n, stats[n], width, height) for n in large]
    found = [Region(mask, box_around(mask)) for mask in masks if mask.area]
    return sorted(found, key=lambda region: (region.box.y0, region.box.x0))


def _cleaned(moving: NDArray[np.uint8]) -> NDArray[np.uint8]:
    cv2 = opencv()
    opened = cv2.morphologyEx(moving, cv2.MORPH_OPEN, _disc(_OPEN * len(moving)))
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, _disc(_CLOSE * len(moving)))
    return np.asarray(closed, np.uint8)


def _disc(diameter: float) -> NDArray[np.uint8]:
    """An odd-sized disc, so that it has a middle."""
    cv2 = opencv()
    side = 2 * round((diameter - 1) / 2) + 1 if diameter > 1 else 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), np.uint8)


def _enlarged(
    labels: NDArray[np.int32], number: int, stats: NDArray[np.int32], width: int, height: int
) -> Mask:
    """One region as a mask of the full picture."""
    x, y, w, h = (int(value) for value in stats[:4])
    crop = _filled(labels[y : y + h, x : x + w] == number)
    if labels.shape == (height, width):
        return Mask.from_crop(crop, x, y, width, height)
    whole = np.zeros(labels.shape, np.uint8)
    whole[y : y + h, x : x + w] = crop * np.uint8(255)
    cv2 = opencv()
    enlarged = cv2.resize(whole, (width, height), interpolation=cv2.INTER_LINEAR)
    return Mask.from_array(enlarged > 127)


def _filled(crop: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A region with its small holes closed: glass and dark cloth look like shadowed background."""
    outside = (~np.pad(crop, 1)).astype(np.uint8)
    count, labels, stats, _ = opencv().connectedComponentsWithStats(outside, connectivity=4)
    # Label 0 is the region itself; what lies around it is the padding's.
    limit, around = crop.sum() * _HOLE, labels[0, 0]
    holes = [n for n in range(1, count) if n != around and stats[n, -1] <= limit]
    filled: NDArray[np.bool_] = crop | np.isin(labels[1:-1, 1:-1], holes) if holes else crop
    return filled
