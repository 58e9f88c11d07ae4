"""What every frame of a stream has in common."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from app.base.colour import ColourSpec
from app.base.picture import PixelLayout

Scan = Literal["progressive", "top field first", "bottom field first", "interlaced"]
"""`interlaced` means that the file does not say which field comes first."""


@dataclass(frozen=True, slots=True)
class VideoFormat:
    """The shape of a video stream.

    Attributes:
        width, height: Of the stored picture, upright (display rotation already applied).
        rate: Exact frames per second, None when the stream has a variable rate.
        time_base: The tick in which the source counts its times; output keeps it.
        sample_aspect_ratio: Width over height of one sample.
        layout: Planes, depth and subsampling.
        colour: Matrix, range, primaries, transfer, chroma location.
        scan: Whether frames are whole, or two fields taken at different times.
    """

    width: int
    height: int
    rate: Fraction | None
    time_base: Fraction
    sample_aspect_ratio: Fraction = Fraction(1)
    layout: PixelLayout = field(default_factory=PixelLayout)
    colour: ColourSpec = field(default_factory=ColourSpec)
    scan: Scan = "progressive"

    @property
    def size(self) -> tuple[int, int]:
        """(width, height)."""
        return self.width, self.height

    def resized(self, width: int, height: int) -> VideoFormat:
        """The same stream in another size, samples keeping their shape."""
        return replace(self, width=width, height=height)
