"""A decoded picture: planes of samples as the file stores them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.base.colour import ColourSpec

Family = Literal["yuv", "rgb", "gray"]

CHROMA_NAMES = {(0, 0): "4:4:4", (1, 0): "4:2:2", (1, 1): "4:2:0", (0, 1): "4:4:0", (2, 0): "4:1:1"}


@dataclass(frozen=True, slots=True)
class PixelLayout:
    """How a picture is laid out: always planar, whatever the file packs.

    Attributes:
        family: "yuv" (planes Y, Cb, Cr), "rgb" (planes G, B, R, FFmpeg's order) or "gray".
        bits: Significant bits per sample, 8 to 16; 32 means floating point.
        chroma_shift: log2 of the horizontal and vertical chroma subsampling.
        alpha: Whether a full-size alpha plane, always full range, comes last.
    """

    family: Family = "yuv"
    bits: int = 8
    chroma_shift: tuple[int, int] = (1, 1)
    alpha: bool = False

    def __post_init__(self) -> None:
        if self.family != "yuv" and self.chroma_shift != (0, 0):
            raise ValueError("only Y'CbCr has subsampled planes")

    @property
    def dtype(self) -> type[np.uint8 | np.uint16 | np.float32]:
        """The numpy type of one sample."""
        if self.bits == 32:
            return np.float32
        return np.uint8 if self.bits == 8 else np.uint16

    @property
    def plane_count(self) -> int:
        """Planes per picture, alpha included."""
        return (1 if self.family == "gray" else 3) + self.alpha

    def plane_size(self, plane: int, width: int, height: int) -> tuple[int, int]:
        """(width, height) of one plane; odd sizes round up, as every codec does."""
        if self.family != "yuv" or plane not in (1, 2):
            return width, height
        across, down = self.chroma_shift
        return -(-width >> across), -(-height >> down)

    @property
    def words(self) -> str:
        """For people: `4:2:0 10-bit`."""
        name = {"rgb": "RGB", "gray": "gray"}.get(self.family)
        name = name or CHROMA_NAMES.get(self.chroma_shift, "Y'CbCr")
        depth = "float" if self.bits == 32 else f"{self.bits}-bit"
        return f"{name} {depth}{' with alpha' if self.alpha else ''}"


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """Planes of one decoded picture.

    The arrays are read-only views where possible (of a decoder's buffer): never write to them.

    Attributes:
        planes: `(h, w)` arrays of `layout.dtype`, in the order of `layout.family`.
        layout: What the planes are.
        colour: The picture's own tags (they may differ from the stream's).
        interlaced: Whether the two fields were taken at different times.
        top_field_first: Which field is earlier, when interlaced.
    """

    planes: tuple[NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.float32], ...]
    layout: PixelLayout
    colour: ColourSpec
    interlaced: bool = False
    top_field_first: bool = True

    @property
    def width(self) -> int:
        """Columns of the first plane."""
        return int(self.planes[0].shape[1])

    @property
    def height(self) -> int:
        """Rows of the first plane."""
        return int(self.planes[0].shape[0])

    @property
    def nbytes(self) -> int:
        """Memory of all planes."""
        return sum(plane.nbytes for plane in self.planes)
