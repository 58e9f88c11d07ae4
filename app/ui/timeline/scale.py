"""Time and pixels: the only place where one becomes the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.time import Time

SMALLEST, LARGEST = Fraction(1, 250), Fraction(48_000)
"""Pixels per second: four days in a thousand pixels; a frame of 1/240 s over two hundred."""

_FINENESS = 10**7
"""Left edges are kept to this part of a second, or zooming would make their fractions grow."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line through time.

    Attributes:
        left: The time at x = 0, in seconds; below 0 where there is room before the beginning.
        zoom: Logical pixels per second, within `SMALLEST` and `LARGEST`.
    """

    left: Time = Fraction(0)
    zoom: Fraction = Fraction(60)

    def x_of(self, time: Time) -> float:
        """Where a time is drawn, in logical pixels."""
        return float((time - self.left) * self.zoom)

    def time_at(self, x: float) -> Time:
        """The exact inverse of `x_of`."""
        return self.left + Fraction(x) / self.zoom

    def seconds(self, pixels: float) -> Time:
        """How long a stretch of so many pixels is."""
        return Fraction(pixels) / self.zoom

    def pixels(self, seconds: Time) -> float:
        """How wide a stretch of time is drawn."""
        return float(seconds * self.zoom)

    def zoomed(self, factor: float, about: float) -> Scale:
        """Closer (`factor` > 1) or wider, while the time under the pixel `about` stays there."""
        return self.with_zoom(self.zoom * Fraction(factor), about)

    def with_zoom(self, zoom: Fraction, about: float) -> Scale:
        """Another zoom, held within the limits, about a pixel."""
        zoom = max(SMALLEST, min(LARGEST, zoom.limit_denominator(10**6)))
        return Scale(_tidy(self.time_at(about) - Fraction(about) / zoom), zoom)

    def scrolled(self, pixels: float) -> Scale:
        """Moved on by so many pixels; what was on the right comes into view."""
        return replace(self, left=_tidy(self.left + self.seconds(pixels)))


def fitting(start: Time, end: Time, width: float, pad: float) -> Scale:
    """The scale that shows a stretch of time in `width` pixels, with `pad` free on both sides."""
    room = Fraction(max(1.0, width - 2 * pad))
    zoom = room / max(end - start, Fraction(1, 100))
    zoom = max(SMALLEST, min(LARGEST, zoom.limit_denominator(10**6)))
    return Scale(_tidy(start - Fraction(pad) / zoom), zoom)


def _tidy(time: Time) -> Time:
    return Fraction(round(time * _FINENESS), _FINENESS)
