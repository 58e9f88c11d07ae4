"""Pictures of one colour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.colour import Range
from app.base.picture import Picture

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.base.colour import ColourSpec
    from app.base.picture import PixelLayout


def black_picture(width: int, height: int, layout: PixelLayout, colour: ColourSpec) -> Picture:
    """Opaque black in `layout`, as `colour` codes it."""
    limited = colour.resolved(width, height, rgb=layout.family == "rgb").range != Range.FULL
    planes: list[NDArray[Any]] = []
    for plane in range(layout.plane_count):
        columns, rows = layout.plane_size(plane, width, height)
        code = _black(layout, plane, limited=limited)
        planes.append(np.full((rows, columns), code, layout.dtype))
    return Picture(tuple(planes), layout, colour)


def _black(layout: PixelLayout, plane: int, *, limited: bool) -> Any:
    if layout.alpha and plane == layout.plane_count - 1:
        return 1 if layout.bits == 32 else (1 << layout.bits) - 1
    if layout.bits == 32:
        return 0
    if layout.family == "yuv" and plane in (1, 2):
        return 1 << (layout.bits - 1)
    return 16 << (layout.bits - 8) if limited else 0
