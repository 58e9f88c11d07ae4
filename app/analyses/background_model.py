"""What moves in front of a still background, by a Gaussian mixture per pixel (OpenCV's MOG2).

Source: Z. Zivkovic, Improved adaptive Gaussian mixture model for background subtraction, ICPR 2004.
The model needs pictures before it can tell anything, so the first ones are held back: it starts
from their median, in which whatever moves has vanished, and learns their noise from them twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.exposure import Exposure
from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from app.analyses.analysis import Frames
    from app.base.time import Time

_WORKING_SIDE = 1280
"""The longer side of the pictures the model sees; finer detail only adds noise and time."""

_WARMUP_BYTES = 160 << 20
"""Most memory the pictures held back may take."""

_BACKGROUND = 0.7
"""Share of its time a pixel shows background. Learning a quarter from the warm-up, twice over, then
leaves out what stood at one place for less than half of it; so does the median."""

_SHADOW, _MOVING = 127, 255


@dataclass(frozen=True, slots=True)
class BackgroundSettings:
    """How the background is learned.

    Attributes:
        history: Frames the model remembers.
        threshold: Squared distance from the background, in variances, that counts as moving.
        shadows: Whether shadows count as moving.
        warmup: Frames held back to learn from before the first answer.
    """

    history: int
    threshold: float
    shadows: bool
    warmup: int


def moving_pixels(
    frames: Frames, settings: BackgroundSettings
) -> Iterator[tuple[Time, NDArray[np.uint8]]]:
    """For each frame its time and what moves in it: `(h, w)`, 0 or 255.

    The mask is of working size: the picture's own, or smaller for large ones. Holds at most
    `warmup` pictures of that size.

    Raises:
        EffectError: OpenCV is not installed.
    """
    opencv()  # its absence is told before a frame is read
    waiting: list[tuple[Time, NDArray[np.uint8]]] = []
    small = ((frame.time, _reduced(frame.pixels)) for frame in frames)
    for time, picture in small:
        waiting.append((time, picture))
        room = max(1, _WARMUP_BYTES // picture.nbytes)
        if len(waiting) >= min(settings.warmup, room):
            break
    if not waiting:
        return
    model = _Model(settings, [picture for _, picture in waiting])
    # Emptied as it goes, so that the pictures held back do not stay for the whole clip.
    waiting.reverse()
    while waiting:
        time, picture = waiting.pop()
        yield time, model.moving(picture)
    for time, picture in small:
        yield time, model.moving(picture)


class _Model:
    """OpenCV's model behind the few calls we make."""

    def __init__(self, settings: BackgroundSettings, pictures: Sequence[NDArray[np.uint8]]) -> None:
        """Start from the median of some pictures and learn how much they vary around it."""
        self._cv2 = opencv()
        self._shadows = settings.shadows
        self._model = self._cv2.createBackgroundSubtractorMOG2(
            settings.history, settings.threshold, detectShadows=True
        )
        self._model.setBackgroundRatio(_BACKGROUND)
        median = _median(pictures)
        self._exposure = Exposure(median)
        self._model.apply(median, learningRate=1.0)
        for picture in (*pictures, *reversed(pictures)):
            even = self._exposure.evened(picture)
            self._model.apply(even, learningRate=1.0 / (4 * len(pictures)))

    def moving(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """`(h, w)`: 255 where the picture is not background. The model learns on."""
        found = self._cv2.medianBlur(self._model.apply(self._exposure.evened(picture)), 3)
        lowest = _SHADOW if self._shadows else _MOVING
        return np.where(found >= lowest, np.uint8(255), np.uint8(0))


def _median(pictures: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """The median over time, a band of rows at a time to stay small."""
    result = np.empty_like(pictures[0])
    for top in range(0, len(result), 32):
        band = np.stack([picture[top : top + 32] for picture in pictures])
        result[top : top + 32] = np.partition(band, len(pictures) // 2, axis=0)[len(pictures) // 2]
    return result


def _reduced(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture at working size."""
    height, width = picture.shape[:2]
    scale = _WORKING_SIDE / max(height, width)
    if scale >= 1:
        return picture
    cv2 = opencv()
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
