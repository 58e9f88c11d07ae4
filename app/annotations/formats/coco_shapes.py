"""The place of a COCO annotation: its keypoints, its segmentation, or else its box."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.coco_geometry import geometry_row
from app.annotations.formats.coco_quick import NEAR, SLACK
from app.annotations.masks import Mask
from app.annotations.shape_json import shape_from
from app.annotations.shapes import JOINT_SEEN, Box, Polygon, Skeleton
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from app.annotations.formats.json_document import JsonNode
    from app.annotations.shapes import Point, Ring, Shape

_FAR = 1e9
"""Pixels a joint may lie outside the picture: people reach beyond it."""


def shape_of(row: JsonNode, width: int, height: int) -> Shape:
    """The shape of one row of `annotations` in a picture of that size.

    Raises:
        AnnotationError: neither segmentation nor box, or one that is damaged or out of the picture.
    """
    bbox = row.get("bbox")
    box = box_from(bbox, width, height) if bbox else None
    if (told := row.get("geometry")) and (exact := _exact(told, row, width, height)):
        return exact
    kind = row.get("shape")
    if (keypoints := row.get("keypoints")) and kind is not None and kind.value == "skeleton":
        return skeleton_of(keypoints)
    found = row.get("segmentation")
    if found is None or found.value == []:
        if box is None:
            row.refuse("has neither a segmentation nor a bbox")
        return box
    if isinstance(found.value, dict):
        mask = mask_from(found, width, height)
        # Another program may have taken a line's geometry away, not what stands for nothing.
        return box if box and not mask.area and kind and kind.value != "mask" else mask
    rings = tuple(ring_from(part, width, height) for part in found.rows())
    if box is not None and kind is not None and kind.value == "box":
        return _sharpened(box, rings[0])
    return Polygon(rings)


def skeleton_of(node: JsonNode) -> Skeleton:
    """The joints of a list of x, y and state in turn."""
    numbers = node.numbers(-_FAR, _FAR)
    if not numbers or len(numbers) % 3 or not {0, 1, 2}.issuperset(numbers[2::3]):
        node.refuse("must be a flat list of x, y and 0, 1 or 2 for each joint")
    points = tuple(zip(numbers[0::3], numbers[1::3], strict=True))
    return Skeleton(points, tuple(min(int(state), JOINT_SEEN) for state in numbers[2::3]))


def _exact(told: JsonNode, row: JsonNode, width: int, height: int) -> Shape | None:
    """The shape as we once wrote it; None if somebody has changed the annotation since."""
    shape = shape_from(told)
    if isinstance(shape, Mask):
        return None
    ours = geometry_row(shape, width, height)
    bbox = row.get("bbox")
    numbers = bbox.numbers(-_FAR, _FAR) if bbox else []
    if len(numbers) != 4 or not _near(ours["bbox"], numbers):
        return None
    keypoints = row.get("keypoints")
    if isinstance(shape, Skeleton) and keypoints and keypoints.value != ours["keypoints"]:
        return None
    return shape


def _near(a: list[float], b: list[float]) -> bool:
    return all(abs(one - other) < NEAR for one, other in zip(a, b, strict=True))


def box_from(node: JsonNode, width: int, height: int) -> Box:
    """The box of a bbox: x, y, width, height."""
    numbers = node.numbers(-SLACK, max(width, height) + SLACK)
    if len(numbers) != 4:
        node.refuse("must be four numbers: x, y, width, height")
    x, y, across, down = numbers
    if across < 0 or down < 0 or x + across > width + SLACK or y + down > height + SLACK:
        node.refuse(f"lies outside its picture of {width}×{height}, or has a negative size")
    return Box(x, y, x + across, y + down)


def ring_from(node: JsonNode, width: int, height: int) -> Ring:
    """One part of a polygon: x and y in turn."""
    numbers = node.numbers(-SLACK, max(width, height) + SLACK)
    if len(numbers) < 6 or len(numbers) % 2:
        node.refuse("must be a flat list of x and y of at least three points")
    xs, ys = numbers[0::2], numbers[1::2]
    if max(xs) > width + SLACK or max(ys) > height + SLACK:
        node.refuse(f"has a point outside its picture of {width}×{height}")
    return tuple(zip(xs, ys, strict=True))


def mask_from(node: JsonNode, width: int, height: int) -> Mask:
    """The mask of run lengths, as text or as a list, of a picture of that size.

    Raises:
        AnnotationError: they are damaged, or of a picture of another size.
    """
    size = node["size"].wholes(1, 1 << 31)
    if size != [height, width]:
        node.refuse(f"has the size {size}, but its image is {height} rows by {width} columns")
    counts = node["counts"]
    try:
        if isinstance(counts.value, str):
            return Mask.from_text(width, height, counts.value)
        return Mask.from_counts(width, height, counts.wholes(0, width * height))
    except AnnotationError as error:
        if str(error).startswith(node.file):
            raise
        raise AnnotationError(f"{node.file}: {counts.place}: {error}") from error


def _sharpened(box: Box, ring: tuple[Point, ...]) -> Box:
    """The box from its ring of corners, which hold x1 and y1 unspoilt by x + width.

    Should the two disagree (someone edited the bbox), the bbox holds.
    """
    (x0, y0), (x1, y1) = ring[0], ring[2]
    near = all(abs(a - b) < NEAR for a, b in zip(box.bounds, (x0, y0, x1, y1), strict=True))
    return Box(x0, y0, x1, y1) if near and x0 <= x1 and y0 <= y1 else box
