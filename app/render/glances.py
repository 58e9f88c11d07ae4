"""Small pictures of what an export is making, now and then, for whoever watches."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from app.base.colour import ColourSpec, Matrix, Range
from app.base.picture import Picture, PixelLayout
from app.media.thumbnails import small_rgb

if TYPE_CHECKING:
    from app.media.video_format import VideoFormat

Look = Callable[[Picture], None]
"""Takes a small R'G'B' picture, 8 bit, full range, square pixels; called on the work's thread."""

EVERY_SECONDS = 0.5
HEIGHT = 180


class Glances:
    """Hands on at most one frame every half second; costs next to nothing in between."""

    def __init__(self, look: Look | None, format_: VideoFormat) -> None:
        self._look = look
        self._format = format_
        self._shown_at: float | None = None

    def offer(self, picture: Picture) -> None:
        """Show this finished frame, unless one was shown just now."""
        now = time.monotonic()
        recent = self._shown_at is not None and now - self._shown_at < EVERY_SECONDS
        if self._look is None or recent:
            return
        self._shown_at = now
        self._look(small_picture(picture, self._format))


def small_picture(picture: Picture, format_: VideoFormat, height: int = HEIGHT) -> Picture:
    """The picture with square pixels at `height` rows."""
    red, green, blue = np.moveaxis(small_rgb(picture, format_, height), 2, 0)
    planes = tuple(np.ascontiguousarray(plane) for plane in (green, blue, red))
    layout = PixelLayout("rgb", 8, (0, 0))
    return Picture(planes, layout, ColourSpec(matrix=Matrix.RGB, range=Range.FULL))
