"""Outlines of a track whose points do not meet: in-betweens twist until they are aligned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.curves import aligned
from app.annotations.edits.keyframes import put
from app.annotations.shapes import Polygon

if TYPE_CHECKING:
    from app.annotations.model import Track


def can_align(track: Track) -> bool:
    """Whether it has two outlines to lie on each other."""
    return sum(isinstance(key.shape, Polygon) for key in track.keyframes) > 1


def align_outlines(track: Track) -> Track:
    """Each polygon started, and run, as lies best on the one before it.

    The outlines stay what they are; only which of their points comes first changes, and with it
    which points meet on the way from one keyframe to the next.
    """
    before: Polygon | None = None
    keys = []
    for key in track.keyframes:
        shape = key.shape
        if isinstance(shape, Polygon):
            before = shape if before is None else _laid_on(shape, before)
            keys.append(replace(key, shape=before))
    return put(track, *keys)


def _laid_on(shape: Polygon, reference: Polygon) -> Polygon:
    """Ring by ring; those that the reference does not have stay as they are."""
    pairs = zip(shape.rings, reference.rings, strict=False)
    laid = tuple(aligned(ring, other) for ring, other in pairs)
    return Polygon((*laid, *shape.rings[len(laid) :]))
