"""Outlines and lines of a track whose points do not meet: in-betweens twist until aligned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.curves import aligned, run_alike
from app.annotations.edits.keyframes import put
from app.annotations.shapes import Polygon, Polyline

if TYPE_CHECKING:
    from app.annotations.model import Track
    from app.annotations.shapes import Shape


def can_align(track: Track) -> bool:
    """Whether it has two outlines, or two lines, to lie on each other."""
    kinds = [type(key.shape) for key in track.keyframes]
    return max(kinds.count(Polygon), kinds.count(Polyline)) > 1


def align_outlines(track: Track) -> Track:
    """Each polygon started, and run, as lies best on the one before it; each line run so.

    The outlines stay what they are; only which of their points comes first changes, and with it
    which points meet on the way from one keyframe to the next.
    """
    before: Shape | None = None
    keys = []
    for key in track.keyframes:
        shape = key.shape
        if isinstance(shape, Polygon) and isinstance(before, Polygon):
            shape = _laid_on(shape, before)
        elif isinstance(shape, Polyline) and isinstance(before, Polyline):
            shape = Polyline(run_alike(shape.points, before.points))
        before = shape if isinstance(shape, Polygon | Polyline) else before
        keys.append(replace(key, shape=shape))
    return put(track, *keys)


def _laid_on(shape: Polygon, reference: Polygon) -> Polygon:
    """Ring by ring; those that the reference does not have stay as they are."""
    pairs = zip(shape.rings, reference.rings, strict=False)
    laid = tuple(aligned(ring, other) for ring, other in pairs)
    return Polygon((*laid, *shape.rings[len(laid) :]))
