"""The place of a COCO annotation: its segmentation, or else its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.masks import Mask
from app.annotations.shapes import Box, Polygon
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from app.annotations.formats.json_document import JsonNode
    from app.annotations.shapes import Point, Ring, Shape

_SLACK = 1.0
"""Pixels a point may lie outside the picture: other programs round and count from centres."""


def shape_of(row: JsonNode, width: int, height: int) -> Shape:
    """The shape of one row of `annotations` in a picture of that size.

    Raises:
        AnnotationError: neither segmentation nor box, or one that is damaged or out of the picture.
    """
    bbox = row.get("bbox")
    box = _box(bbox, width, height) if bbox else None
    found = row.get("segmentation")
    if found is None or found.value == []:
        if box is None:
            row.refuse("has neither a segmentation nor a bbox")
        return box
    if isinstance(found.value, dict):
        return _mask(found, width, height)
    rings = tuple(_ring(part, width, height) for part in found.rows())
    kind = row.get("shape")
    if box is not None and kind is not None and kind.value == "box":
        return _sharpened(box, rings[0])
    return Polygon(rings)


def _box(node: JsonNode, width: int, height: int) -> Box:
    numbers = node.numbers(-_SLACK, max(width, height) + _SLACK)
    if len(numbers) != 4:
        node.refuse("must be four numbers: x, y, width, height")
    x, y, across, down = numbers
    if across < 0 or down < 0 or x + across > width + _SLACK or y + down > height + _SLACK:
        node.refuse(f"lies outside its picture of {width}×{height}, or has a negative size")
    return Box(x, y, x + across, y + down)


def _ring(node: JsonNode, width: int, height: int) -> Ring:
    numbers = node.numbers(-_SLACK, max(width, height) + _SLACK)
    if len(numbers) < 6 or len(numbers) % 2:
        node.refuse("must be a flat list of x and y of at least three points")
    xs, ys = numbers[0::2], numbers[1::2]
    if max(xs) > width + _SLACK or max(ys) > height + _SLACK:
        node.refuse(f"has a point outside its picture of {width}×{height}")
    return tuple(zip(xs, ys, strict=True))


def _mask(node: JsonNode, width: int, height: int) -> Mask:
    size = [side.whole(1, 1 << 31) for side in node["size"].rows()]
    if size != [height, width]:
        node.refuse(f"has the size {size}, but its image is {height} rows by {width} columns")
    counts = node["counts"]
    try:
        if isinstance(counts.value, str):
            return Mask.from_text(width, height, counts.value)
        lengths = [length.whole(0, width * height) for length in counts.rows()]
        return Mask.from_counts(width, height, lengths)
    except AnnotationError as error:
        if str(error).startswith(node.file):
            raise
        raise AnnotationError(f"{node.file}: {counts.place}: {error}") from error


def _sharpened(box: Box, ring: tuple[Point, ...]) -> Box:
    """The box from its ring of corners, which hold x1 and y1 unspoilt by x + width.

    Should the two disagree (someone edited the bbox), the bbox holds.
    """
    (x0, y0), (x1, y1) = ring[0], ring[2]
    near = all(abs(a - b) < 1e-6 for a, b in zip(box.bounds, (x0, y0, x1, y1), strict=True))
    return Box(x0, y0, x1, y1) if near and x0 <= x1 and y0 <= y1 else box
