"""Where lines of text are, from a map of how likely each pixel is text.

The map is that of a network with differentiable binarisation, which learns to show lines shrunk:
M. Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020. Own
code: pixels above a threshold are gathered into regions, each becomes the smallest turned box
around it, and boxes grow again in proportion to area over circumference.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analyses.opencv import opencv
from app.annotations.shapes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

LIKELY = 0.3
"""From which value on a pixel is text."""

GROWTH = 1.2
"""Of a box, in area / circumference. Measured on drawn text: at 1.2 boxes reach a fifth of the
letters' height beyond the ink, and nothing is read better with more."""

LEAST = 3.0
"""Pixels of the map a region measures at least, each way."""

MOST = 200
"""Lines on one picture; the largest are kept."""

LEVEL = 1.0
"""Degrees within which a line counts as level: level boxes fit into any format."""


def regions_of(likely: NDArray[np.float32], least: float) -> list[Box]:
    """Boxes of lines, in pixels of the map.

    Args:
        likely: `(H, W)` in [0, 1].
        least: Mean likelihood from which a region counts.
    """
    cv2 = opencv()
    bits = (likely > LIKELY).astype(np.uint8)
    outlines, _ = cv2.findContours(bits, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    outlines = sorted(outlines, key=cv2.contourArea, reverse=True)[:MOST]
    boxes = [box_of(each) for each in outlines if _mean_within(likely, each) >= least]
    return [_grown(box) for box in boxes if min(box.x1 - box.x0, box.y1 - box.y0) >= LEAST]


def box_of(outline: NDArray[np.integer]) -> Box:
    """The smallest box around pixels, turned by 45 degrees at most, level if it nearly is."""
    (cx, cy), (width, height), angle = opencv().minAreaRect(outline)
    quarters = round(angle / 90)
    turn = angle - 90 * quarters
    # A letter that hangs below turns a short word's box more than a long line's.
    rise = math.sin(math.radians(abs(turn))) * max(width, height)
    if abs(turn) <= LEVEL or rise <= min(width, height) / 2:
        x, y, width, height = opencv().boundingRect(outline)
        return Box(x, y, x + width, y + height)
    if quarters % 2:
        width, height = height, width
    # Outlines go through the middles of pixels.
    half = (width + 1) / 2, (height + 1) / 2
    x, y = cx + 0.5, cy + 0.5
    return Box(x - half[0], y - half[1], x + half[0], y + half[1], turn % 360)


def scaled(box: Box, scale: float) -> Box:
    """The box in a picture of `scale` times the size."""
    x0, y0, x1, y1 = (edge * scale for edge in box.edges)
    return Box(x0, y0, x1, y1, box.rotation)


def _grown(box: Box) -> Box:
    width, height = box.x1 - box.x0, box.y1 - box.y0
    by = GROWTH * width * height / (2 * (width + height))
    return Box(box.x0 - by, box.y0 - by, box.x1 + by, box.y1 + by, box.rotation)


def _mean_within(likely: NDArray[np.float32], outline: NDArray[np.integer]) -> float:
    cv2 = opencv()
    x, y, width, height = cv2.boundingRect(outline)
    mask = np.zeros((height, width), np.uint8)
    cv2.drawContours(mask, [outline], -1, 1, cv2.FILLED, offset=(-x, -y))
    return float(cv2.mean(likely[y : y + height, x : x + width], mask)[0])


def lying(picture: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """What is in a box, turned back to lie level: `(height, width, 3)`, at least one pixel."""
    cv2: Any = opencv()
    width, height = max(1, round(box.x1 - box.x0)), max(1, round(box.y1 - box.y0))
    angle = math.radians(box.rotation)
    cos, sin = math.cos(angle), math.sin(angle)
    cx, cy = (box.x0 + box.x1) / 2 - 0.5, (box.y0 + box.y1) / 2 - 0.5
    x, y = (width - 1) / 2, (height - 1) / 2
    way = np.array([[cos, -sin, cx - cos * x + sin * y], [sin, cos, cy - sin * x - cos * y]])
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    crop = cv2.warpAffine(picture, way, (width, height), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(crop, np.uint8)
