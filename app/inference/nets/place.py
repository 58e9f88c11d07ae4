"""Where a tile lies in its picture, for networks whose layers depend on the picture's size."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Place:
    """Set by the runner before a tile, read by the layers of a network that has one as `place`.

    Attributes:
        origin: (row, column) of the tile's first pixel; None when the input is the whole picture.
        size: (height, width) of the whole picture.
    """

    origin: tuple[int, int] | None = None
    size: tuple[int, int] = (0, 0)
