"""Where a followed box will be: a Kalman filter of constant velocity.

The filter of SORT (Bewley et al., 2016) and ByteTrack (Zhang et al., 2022) for the centre, width
and height. Their matrices fall apart into four filters of a place and its velocity, so four times
2 x 2 numbers are kept instead of 8 x 8, to exactly the same effect.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.annotations.shapes import Box

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACE, SPEED = 1 / 20, 1 / 160
"""Standard deviations of what is measured and of changes of velocity, in sizes of the box."""

_START = 2.0, 10.0
"""How much less a new box is known, as factors of `PLACE` and `SPEED`."""


class MovingBox:
    """A box that moves; sizes change as well."""

    def __init__(self, box: Box) -> None:
        self._place = _numbers(box)
        self._speed = np.zeros(4)
        size = self._size()
        self._places = (_START[0] * PLACE * size) ** 2
        self._speeds = (_START[1] * SPEED * size) ** 2
        self._both = np.zeros(4)

    @property
    def box(self) -> Box:
        """Where it is believed to be."""
        cx, cy, width, height = (float(x) for x in self._place)
        across, down = max(width, 1e-3) / 2, max(height, 1e-3) / 2
        return Box(cx - across, cy - down, cx + across, cy + down)

    def advance(self, frames: int) -> None:
        """Let time go by."""
        for _ in range(frames):
            size = self._size()
            self._place = self._place + self._speed
            self._places = self._places + 2 * self._both + self._speeds + (PLACE * size) ** 2
            self._both = self._both + self._speeds
            self._speeds = self._speeds + (SPEED * size) ** 2

    def halt_growth(self) -> None:
        """Forget that the size was changing: unseen, it would grow or vanish."""
        self._speed[2:] = 0

    def correct(self, box: Box) -> None:
        """Believe, as far as it deserves, that it was seen here."""
        noise = (PLACE * self._size()) ** 2
        gain = self._places / (self._places + noise)
        turn = self._both / (self._places + noise)
        wrong = _numbers(box) - self._place
        self._place = self._place + gain * wrong
        self._speed = self._speed + turn * wrong
        self._speeds = self._speeds - turn * self._both
        self._both = (1 - gain) * self._both
        self._places = (1 - gain) * self._places

    def _size(self) -> NDArray[np.float64]:
        """Width for what lies across, height for what lies down."""
        width, height = np.maximum(self._place[2:], 1.0)
        return np.array([width, height, width, height])


def _numbers(box: Box) -> NDArray[np.float64]:
    return np.array(
        [(box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2, box.x1 - box.x0, box.y1 - box.y0]
    )
