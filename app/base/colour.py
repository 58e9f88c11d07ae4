"""What the sample values of a picture mean, in the code points of ITU-T H.273.

FFmpeg, HEVC, AV1 and Matroska all use these numbers, so a value read from a file is a value here.
Numbers we have no name for are kept as they are: `ColourSpec` must survive a round trip.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum


class Matrix(IntEnum):
    """Matrix coefficients, H.273 table 4."""

    RGB = 0
    BT709 = 1
    UNSPECIFIED = 2
    FCC = 4
    BT470BG = 5
    SMPTE170M = 6
    SMPTE240M = 7
    YCGCO = 8
    BT2020_NCL = 9
    BT2020_CL = 10
    ICTCP = 14


class Primaries(IntEnum):
    """Colour primaries, H.273 table 2 (those the program reasons about)."""

    BT709 = 1
    UNSPECIFIED = 2
    BT470BG = 5
    SMPTE170M = 6
    BT2020 = 9
    DCI_P3 = 11
    DISPLAY_P3 = 12


class Transfer(IntEnum):
    """Transfer characteristics, H.273 table 3 (those the program reasons about)."""

    BT709 = 1
    UNSPECIFIED = 2
    SMPTE170M = 6
    LINEAR = 8
    SRGB = 13
    BT2020_10 = 14
    PQ = 16
    HLG = 18


class Range(IntEnum):
    """Quantisation range; the numbers are FFmpeg's `AVColorRange`."""

    UNSPECIFIED = 0
    LIMITED = 1
    FULL = 2


class ChromaLocation(IntEnum):
    """Where chroma samples sit; the numbers are FFmpeg's `AVChromaLocation` (H.273 type + 1)."""

    UNSPECIFIED = 0
    LEFT = 1
    CENTER = 2
    TOPLEFT = 3
    TOP = 4
    BOTTOMLEFT = 5
    BOTTOM = 6


LUMA_WEIGHTS: dict[int, tuple[float, float]] = {
    Matrix.BT709: (0.2126, 0.0722),
    Matrix.FCC: (0.30, 0.11),
    Matrix.BT470BG: (0.299, 0.114),
    Matrix.SMPTE170M: (0.299, 0.114),
    Matrix.SMPTE240M: (0.212, 0.087),
    Matrix.BT2020_NCL: (0.2627, 0.0593),
}
"""Kr and Kb of the linear Y'CbCr matrices (H.273 table 4); Kg is 1 - Kr - Kb."""


@dataclass(frozen=True, slots=True)
class ColourSpec:
    """The tags of a stream; any of them may be unspecified. Values are H.273 code points."""

    matrix: int = Matrix.UNSPECIFIED
    range: int = Range.UNSPECIFIED
    primaries: int = Primaries.UNSPECIFIED
    transfer: int = Transfer.UNSPECIFIED
    chroma_location: int = ChromaLocation.UNSPECIFIED

    def resolved(self, width: int, height: int, *, rgb: bool = False) -> ColourSpec:
        """The same with the gaps filled by convention, for computing (not for tagging).

        Matrix: RGB for R'G'B' samples, else BT.709 for pictures of 1280 columns or of more than
        576 lines and BT.601 for smaller ones: the rule of mpv, which takes a 1280x544 film for
        the HD it is. Range: limited for Y'CbCr, full for R'G'B'. Chroma: left, where H.264, HEVC
        and MPEG-2 put it by default.
        """
        by_size = Matrix.BT709 if width >= 1280 or height > 576 else Matrix.SMPTE170M
        matrix = self.matrix if self.matrix != Matrix.UNSPECIFIED else by_size
        default_range = Range.FULL if rgb else Range.LIMITED
        return replace(
            self,
            matrix=Matrix.RGB if rgb else matrix,
            range=self.range or default_range,
            chroma_location=self.chroma_location or ChromaLocation.LEFT,
        )


_WIDE = (Primaries.BT2020, Primaries.DCI_P3, Primaries.DISPLAY_P3)
_HDR = (Transfer.PQ, Transfer.HLG)


def same_light(one: ColourSpec, other: ColourSpec) -> bool:
    """Whether equal R'G'B' values look the same: equal primaries, and a transfer of one kind.

    Ordinary (SDR) transfers count as one; so do primaries that nobody wrote down and ordinary
    ones, because players and editors do not tell them apart either.
    """
    return light_kind(one.transfer) == light_kind(other.transfer) and _same_primaries(one, other)


def light_kind(transfer: int) -> int:
    """`Transfer.PQ`, `HLG` or `LINEAR`; `BT709` for everything shown on ordinary displays."""
    return transfer if transfer in (*_HDR, Transfer.LINEAR) else Transfer.BT709


def _same_primaries(one: ColourSpec, other: ColourSpec) -> bool:
    a, b = one.primaries, other.primaries
    unknown = Primaries.UNSPECIFIED in (a, b)
    return a == b or (unknown and a not in _WIDE and b not in _WIDE)
