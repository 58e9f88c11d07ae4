"""Evening out what a camera does when something bright or dark passes: it changes its exposure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EVERY = 8
"""One pixel in so many, each way, is looked at."""

_TOLERANCE = 0.01
"""A gain this near to 1 is left alone: rescaling costs time and rounding."""


class Exposure:
    """Brings pictures to the exposure of a first one.

    The gain of each channel is the median of the ratios of its samples to the first picture's, so
    it holds while less than half of the picture is covered by what moves.
    """

    def __init__(self, first: NDArray[np.uint8]) -> None:
        self._first = first[::_EVERY, ::_EVERY].astype(np.float32) + 1

    def evened(self, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The `(h, w, 3)` picture as if exposed like the first."""
        ratio = (picture[::_EVERY, ::_EVERY] + np.float32(1)) / self._first
        gain = 1 / np.median(ratio.reshape(-1, 3), axis=0)
        if np.abs(gain - 1).max() < _TOLERANCE:
            return picture
        levels = np.arange(256)[:, None] * gain[None, :]
        table = np.clip(levels + 0.5, 0, 255).astype(np.uint8)[None]
        return np.asarray(opencv().LUT(picture, table), np.uint8)
