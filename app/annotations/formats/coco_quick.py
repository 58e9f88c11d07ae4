"""The commonest rows of COCO's `annotations`, read without looking at each field by itself.

A large file has a million rows of boxes that are nothing special. Those whose every field is as it
should be are read here; any other, and so every fault, is left to `coco_shapes` and the rest, which
make the same of these rows (a test compares the two).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.annotations.shapes import Bounds

SLACK = 1.0
"""Pixels a point may lie outside the picture: other programs round and count from centres."""

NEAR = 1e-6
"""Pixels that x + width may differ from the right edge it stands for."""

_FIELDS = frozenset(
    ("id", "image_id", "category_id", "bbox", "area", "segmentation", "iscrowd", "track_id")
) | {"shape", "score"}
_NUMBERS = frozenset((int, float))


def plain_score(row: Mapping[str, Any]) -> float | None:
    """The score of a plain row; it may be told as a whole number."""
    score = row.get("score")
    return None if score is None else float(score)


def plain_box(row: Any, width: int, height: int) -> Box | None:
    """The box of a row of a picture of that size; None for all but what is plain."""
    if type(row) is not dict or not row.keys() <= _FIELDS or not _is_bare(row):
        return None
    bbox, rings = row.get("bbox"), row.get("segmentation")
    if type(bbox) is not list or len(bbox) != 4 or not _NUMBERS.issuperset(map(type, bbox)):
        return None
    x, y, across, down = bbox
    reach = max(width, height) + SLACK
    if not (x >= -SLACK and y >= -SLACK and 0 <= across <= reach and 0 <= down <= reach):
        return None
    if x + across > width + SLACK or y + down > height + SLACK:
        return None
    bounds = float(x), float(y), float(x) + across, float(y) + down
    if rings is None or rings == []:
        return Box(*bounds)
    return _cornered(row, bounds, width, height)


def _is_bare(row: Mapping[str, Any]) -> bool:
    """Whether all about a row but its box is plain."""
    score, crowd = row.get("score"), row.get("iscrowd")
    if score is not None and not (type(score) in _NUMBERS and 0 <= score <= 1):
        return False
    return crowd is None or (type(crowd) is int and crowd == 0)


def _cornered(row: Mapping[str, Any], bounds: Bounds, width: int, height: int) -> Box | None:
    """The box by its ring of corners, as we write it."""
    rings = row["segmentation"]
    if row.get("shape") != "box" or type(rings) is not list or len(rings) != 1:
        return None
    ring = rings[0]
    if type(ring) is not list or len(ring) != 8 or not _NUMBERS.issuperset(map(type, ring)):
        return None
    x0, y0, x1, y1 = told = ring[0], ring[1], ring[4], ring[5]
    if ring != [x0, y0, x1, y0, x1, y1, x0, y1] or not (-SLACK <= x0 <= x1 <= width + SLACK):
        return None
    if not -SLACK <= y0 <= y1 <= height + SLACK:
        return None
    if told != bounds and any(abs(a - b) >= NEAR for a, b in zip(told, bounds, strict=True)):
        return None
    return Box(float(x0), float(y0), float(x1), float(y1))
