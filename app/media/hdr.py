"""HDR10 static metadata: mastering display (SMPTE ST 2086) and content light level (CTA-861.3)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.media.pictures import side_data_of

if TYPE_CHECKING:
    import av

_MASTERING = struct.Struct("<20i2i")
"""FFmpeg's AVMasteringDisplayMetadata: ten AVRationals and two flags, little-endian hosts."""

_LIGHT = struct.Struct("<2I")
"""FFmpeg's AVContentLightMetadata begins with MaxCLL and MaxFALL."""


@dataclass(frozen=True, slots=True)
class MasteringDisplay:
    """The display a film was graded on; chromaticities as CIE xy, luminance in cd/m²."""

    red: tuple[Fraction, Fraction]
    green: tuple[Fraction, Fraction]
    blue: tuple[Fraction, Fraction]
    white: tuple[Fraction, Fraction]
    minimum: Fraction
    maximum: Fraction

    @property
    def x265(self) -> str:
        """x265's `master-display` (and SVT-AV1's order): units of 0.00002 and 0.0001 cd/m²."""

        def point(name: str, xy: tuple[Fraction, Fraction]) -> str:
            return f"{name}({round(xy[0] * 50_000)},{round(xy[1] * 50_000)})"

        points = [("G", self.green), ("B", self.blue), ("R", self.red), ("WP", self.white)]
        luminance = f"L({round(self.maximum * 10_000)},{round(self.minimum * 10_000)})"
        return "".join(point(name, xy) for name, xy in points) + luminance

    @property
    def svt_av1(self) -> str:
        """SVT-AV1's `mastering-display`, in plain decimals."""

        def point(name: str, xy: tuple[Fraction, Fraction]) -> str:
            return f"{name}({float(xy[0]):.4f},{float(xy[1]):.4f})"

        points = [("G", self.green), ("B", self.blue), ("R", self.red), ("WP", self.white)]
        luminance = f"L({float(self.maximum):.4f},{float(self.minimum):.4f})"
        return "".join(point(name, xy) for name, xy in points) + luminance


@dataclass(frozen=True, slots=True)
class HdrMetadata:
    """What an HDR10 stream says of itself; either half may be missing.

    Attributes:
        mastering: The mastering display.
        max_cll, max_fall: Brightest sample and brightest frame average, cd/m².
    """

    mastering: MasteringDisplay | None = None
    max_cll: int | None = None
    max_fall: int | None = None


def hdr_metadata_of(frame: av.VideoFrame) -> HdrMetadata | None:
    """The static HDR metadata a decoded frame carries, None for SDR."""
    data = side_data_of(frame)
    mastering = data.get("MASTERING_DISPLAY_METADATA")
    light = data.get("CONTENT_LIGHT_LEVEL")
    if mastering is None and light is None:
        return None
    levels = _LIGHT.unpack_from(light) if light else (0, 0)
    display = _mastering(mastering) if mastering else None
    # x265 always writes both; two zeros mean unknown (CTA-861.3).
    return HdrMetadata(display, *(levels if any(levels) else (None, None)))


def _mastering(data: bytes) -> MasteringDisplay | None:
    *numbers, has_primaries, has_luminance = _MASTERING.unpack_from(data)
    if not (has_primaries and has_luminance) or 0 in numbers[1::2]:
        return None
    values = [Fraction(a, b) for a, b in zip(numbers[::2], numbers[1::2], strict=True)]
    pairs = [(values[i], values[i + 1]) for i in range(0, 8, 2)]
    return MasteringDisplay(pairs[0], pairs[1], pairs[2], pairs[3], values[8], values[9])
