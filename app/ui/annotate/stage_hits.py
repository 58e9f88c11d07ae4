"""Which shapes are under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.annotate.geometry import contains

if TYPE_CHECKING:
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.tools.tool import Pointer

_NEAR = 4.0
"""Logical pixels from a line at which it is touched."""


def hits(stage: Stage, pointer: Pointer) -> list[int]:
    """Ids of tracks whose shapes are under the mouse; what is smaller and higher comes first."""
    margin = pointer.place.length(_NEAR)
    found = [one for one in stage.touchable() if contains(one.shape, pointer.at, margin)]

    def size(place: int) -> tuple[int, float, int]:
        left, top, right, bottom = found[place].shape.bounds
        return -found[place].origin.z_order, (right - left) * (bottom - top), -place

    return [found[place].track.id for place in sorted(range(len(found)), key=size)]
