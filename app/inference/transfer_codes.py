"""Numbers of ITU-T H.273: from sample codes to components and from components to R'G'B'."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from app.base.colour import LUMA_WEIGHTS, ColourSpec, Matrix, Range
from app.base.errors import MediaError

if TYPE_CHECKING:
    from app.base.picture import PixelLayout

Rows = tuple[tuple[float, float, float], ...]

_YCGCO: Rows = ((0.25, 0.5, 0.25), (-0.25, 0.5, -0.25), (0.5, 0.0, -0.5))
"""Y, Cg, Co of R', G', B': H.273 equations 32 to 34 (planes come in this order)."""


@dataclass(frozen=True, slots=True)
class Quantisation:
    """code = scale * component + offset, for luma (or R', G', B') and for chroma.

    Attributes:
        luma, luma_offset: For components in [0, 1].
        chroma, chroma_offset: For components in [-0.5, 0.5].
        top: The largest code, 0 for floating point, which has none.
    """

    luma: float
    luma_offset: float
    chroma: float
    chroma_offset: float
    top: int

    @property
    def bounds(self) -> tuple[float, float]:
        """The darkest and brightest R'G'B' that fits into the codes: beyond [0, 1] if limited."""
        return -self.luma_offset / self.luma, (self.top - self.luma_offset) / self.luma


def quantisation(bits: int, *, full: bool) -> Quantisation:
    """How components become codes (H.273 8.3, equations 20 to 31); floats are nominal values."""
    if bits == 32:
        return Quantisation(1, 0, 1, 0, 0)
    top, middle, step = (1 << bits) - 1, 1 << (bits - 1), 1 << (bits - 8)
    if full:
        return Quantisation(top, 0, top, middle, top)
    return Quantisation(219 * step, 16 * step, 224 * step, middle, top)


def quantisation_of(layout: PixelLayout, colour: ColourSpec) -> Quantisation:
    """The quantisation of colours in a picture; `colour` is resolved.

    Cg and Co are made of R', G', B' that are codes already (H.273 equations 20 to 22, then 32 to
    34): in limited range they are as wide as luma, 219 steps, where Cb and Cr are given 224.
    """
    codes = quantisation(layout.bits, full=colour.range == Range.FULL)
    return replace(codes, chroma=codes.luma) if colour.matrix == Matrix.YCGCO else codes


def resolved(layout: PixelLayout, colour: ColourSpec, width: int, height: int) -> ColourSpec:
    """Tags with the gaps filled; untagged gray is full range, as FFmpeg and image files have it."""
    if layout.family != "rgb" and colour.matrix == Matrix.RGB:
        # The mark of an encoder that knew nothing: planes of R'G'B' are another layout.
        colour = replace(colour, matrix=Matrix.UNSPECIFIED)
    if layout.family == "gray":
        colour = replace(colour, range=colour.range or Range.FULL)
    return colour.resolved(width, height, rgb=layout.family == "rgb")


@lru_cache(maxsize=32)
def rgb_to_components(matrix: int) -> Rows:
    """Rows Y', Cb, Cr (or Y, Cg, Co) of weights for R', G', B'.

    Raises:
        MediaError: the matrix is unknown or not linear in R'G'B'.
    """
    if matrix == Matrix.YCGCO:
        return _YCGCO
    if matrix not in LUMA_WEIGHTS:
        raise MediaError(
            f"Colours in {_name(matrix)} cannot be turned into RGB here; convert the file to "
            "BT.709 or BT.2020 NCL, or use no effects: then pictures pass through untouched."
        )
    kr, kb = LUMA_WEIGHTS[matrix]
    luma = np.array([kr, 1 - kr - kb, kb])
    red, blue = np.eye(3)[0], np.eye(3)[2]
    return _rows(np.stack([luma, (blue - luma) / (2 - 2 * kb), (red - luma) / (2 - 2 * kr)]))


@lru_cache(maxsize=32)
def components_to_rgb(matrix: int) -> Rows:
    """Rows R', G', B' of weights for the components; the first column is 1. Raises as above."""
    return _rows(np.linalg.inv(np.array(rgb_to_components(matrix))))


def luma_weights(matrix: int) -> tuple[float, float, float]:
    """Weights of R', G', B' in Y'; those of BT.709 where the matrix has no such thing."""
    known = matrix if matrix in LUMA_WEIGHTS else Matrix.BT709
    return rgb_to_components(known)[0]


def _rows(matrix: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Rows:
    return tuple((float(a), float(b), float(c)) for a, b, c in matrix)


def _name(matrix: int) -> str:
    known = {Matrix.ICTCP: "ICtCp", Matrix.BT2020_CL: "BT.2020 with constant luminance"}
    return next((name for key, name in known.items() if key == matrix), f"matrix {matrix} of H.273")
