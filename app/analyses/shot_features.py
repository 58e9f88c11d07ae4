"""What is compared to find where shots change: small pictures, their colours and their edges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

SIDE = 64
"""Longer side of the small pictures: motion within a shot mostly vanishes in it, cuts do not."""

SOFT_SIZE = 16, 9


@dataclass(frozen=True)
class Look:
    """What is kept of one frame.

    Attributes:
        number: Of the frame.
        soft: `(9, 16, 3)` colours without detail, less their mean.
        cone: The same as value and two colour axes (saturation x value at the angle of the hue):
            hue then counts only as far as it can be seen.
        edges: `(h, w)` strength of edges, of mean 0 and length 1; all 0 for a flat picture.
        brightness: Mean value in 0 to 255.
    """

    number: int
    soft: NDArray[np.float32]
    cone: NDArray[np.float32]
    edges: NDArray[np.float32]
    brightness: float


def look_at(number: int, picture: NDArray[np.uint8]) -> Look:
    """The look of an `(H, W, 3)` picture."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    rgb = small.astype(np.float32)
    value = rgb.max(axis=2)
    return Look(number, _soft(rgb), _cone(rgb, value), _edges(value), float(value.mean()))


def difference(one: Look, other: Look) -> float:
    """Mean difference in 0 to 255: brightness counts once, colour half."""
    step = one.cone - other.cone
    return float(np.abs(step[..., 0]).mean() + np.hypot(step[..., 1], step[..., 2]).mean() / 2)


def likeness(one: Look, other: Look) -> float:
    """Correlation of the edges in [-1, 1], whatever the exposure; two flat pictures are alike."""
    if not one.edges.any() and not other.edges.any():
        return 1.0
    return float((one.edges * other.edges).sum())


def moved(one: Look, other: Look) -> float:
    """How well the middle of one is found anywhere in the other, in [-1, 1]: a camera may pan."""
    cv2 = opencv()
    value = np.ascontiguousarray(one.cone[..., 0])
    height, width = value.shape
    middle = value[height // 4 : -(height // 4) or None, width // 4 : -(width // 4) or None]
    if middle.std() < 1:
        return -1.0
    found = cv2.matchTemplate(
        np.ascontiguousarray(other.cone[..., 0]), middle, cv2.TM_CCOEFF_NORMED
    )
    return float(np.nan_to_num(found).max())


def spread(one: Look, other: Look) -> tuple[float, float]:
    """The median and the mean difference in 0 to 255, soft and of the same mean colour.

    Something that moves through the picture changes less than half of it, so the median is small.
    """
    steps = np.abs(one.soft - other.soft).mean(axis=2)
    return float(np.median(steps)), float(steps.mean())


def resemblance(one: Look, other: Look) -> float:
    """Correlation of the soft pictures in [-1, 1], whatever the exposure."""
    lengths = float((one.soft**2).sum()) * float((other.soft**2).sum())
    return float((one.soft * other.soft).sum()) / lengths**0.5 if lengths > 0 else 0.0


def along(before: Look, look: Look, after: Look) -> float:
    """How far a picture has come on the way between two others: 0 to 1, beyond where it is else."""
    way = after.soft - before.soft
    length = float((way**2).sum())
    return float(((look.soft - before.soft) * way).sum()) / length if length > 0 else 0.0


def halfway(before: Look, middle: Look, after: Look) -> float:
    """How far a picture is from the mean of two others, as a share of their distance.

    0 for the middle of a dissolve, 0.5 when it equals one of them, about 1 for anything else. Mean
    colours are left out: a camera that changes its exposure is no dissolve.
    """
    distance = float(np.abs(before.soft - after.soft).mean())
    rest = float(np.abs(middle.soft - (before.soft + after.soft) / 2).mean())
    return rest / distance if distance > 1 else 1.0


def _soft(rgb: NDArray[np.float32]) -> NDArray[np.float32]:
    cv2 = opencv()
    tiny = cv2.resize(cv2.GaussianBlur(rgb, (0, 0), 2), SOFT_SIZE, interpolation=cv2.INTER_AREA)
    return np.asarray(tiny - tiny.mean(axis=(0, 1)), np.float32)


def _cone(rgb: NDArray[np.float32], value: NDArray[np.float32]) -> NDArray[np.float32]:
    """Chroma at the angle of the hue, in the hexagon of HSV seen as a plane."""
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    across = red - (green + blue) / 2
    up = np.float32(np.sqrt(0.75)) * (green - blue)
    return np.stack([value, across, up], axis=2)


def _edges(value: NDArray[np.float32]) -> NDArray[np.float32]:
    cv2 = opencv()
    soft = cv2.GaussianBlur(value, (3, 3), 0)
    strength = cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    strength -= strength.mean()
    length = float(np.sqrt((strength**2).sum()))
    # Coding noise in a flat picture is no structure.
    floor = 4.0 * np.sqrt(strength.size)
    return np.asarray(strength / length if length > floor else strength * 0, np.float32)
