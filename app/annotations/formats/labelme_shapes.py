"""Shapes as LabelMe's points. Its coordinates are edges of pixels, as ours."""

from __future__ import annotations

import base64
import binascii
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from app.annotations.filling import fitting
from app.annotations.formats.png import Png, decode_png, encode_png
from app.annotations.formats.shape_steps import shapes_by
from app.annotations.masks import Mask
from app.annotations.shapes import (
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    bounds_of,
    polygon_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.shapes import Point, Ring, Shape

_FAR = 1e7
_NEAR = 1e-6
"""Pixels by which a field of ours may differ from the points, which hold where it does."""


def _is_circle(shape: Ellipse) -> bool:
    return shape.rx == shape.ry and not shape.rotation


def _whole_mask(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    if not isinstance(shape, Mask):
        return shape
    return fitting(shape, layer.media.width, layer.media.height) if shape.area else None


EMPTY_MASKS = shapes_by("Empty masks are left out.", _whole_mask)
ELLIPSES = shapes_by(
    "Ellipses that are not circles become polygons.",
    lambda shape, layer: (
        polygon_of(shape) if isinstance(shape, Ellipse) and not _is_circle(shape) else shape
    ),
)


def _points(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    if not isinstance(shape, Skeleton):
        return shape
    there = [p for p, state in zip(shape.points, shape.states, strict=True) if state]
    return Points(tuple(there)) if there else None


SKELETONS = shapes_by("Skeletons become points without names.", _points)


def rows_of(shape: Shape) -> list[dict[str, Any]]:
    """The fields of a shape: one row, or one for each ring of a polygon."""
    if isinstance(shape, Polygon):
        return [_row("polygon", ring) for ring in shape.rings]
    if isinstance(shape, Box):
        if not shape.rotation:
            return [_row("rectangle", shape.corners)]
        return [_row("oriented_rectangle", shape.outline) | {"box": [*shape.edges, shape.rotation]}]
    if isinstance(shape, Ellipse):
        edge = (shape.cx + shape.rx, shape.cy)
        return [_row("circle", ((shape.cx, shape.cy), edge)) | {"radius": shape.rx}]
    if isinstance(shape, Mask):
        return [_mask_row(shape)]
    if isinstance(shape, Polyline):
        return [_row("linestrip", shape.points)]
    return [_row("points" if len(shape.points) > 1 else "point", shape.points)]


def _row(kind: str, points: tuple[Point, ...]) -> dict[str, Any]:
    return {"points": [list(point) for point in points], "shape_type": kind}


def _mask_row(mask: Mask) -> dict[str, Any]:
    """The first and the last pixel of the rectangle around it, and a picture of that."""
    left, top, right, bottom = mask.bounds
    crop = mask.to_array()[top:bottom, left:right].astype(np.uint8)
    picture = base64.b64encode(encode_png(Png(crop))).decode("ascii")
    return _row("mask", ((left, top), (right - 1, bottom - 1))) | {"mask": picture}


def shape_of(row: JsonNode, media: MediaFacts) -> Shape:
    """The shape of one row of `shapes`.

    Raises:
        AnnotationError: a kind there is none of, or points that do not make one.
    """
    kind = row.get("shape_type")
    name = kind.text() if kind else "polygon"
    points = tuple(_point(point) for point in row["points"].rows())
    if name == "mask":
        return _mask(row, points, media)
    maker = _MAKERS.get(name)
    if maker is None or (kind is None and len(points) < 3):
        row.refuse(f"is a “{name[:40]}”, a shape that is not known")
    low, high, make = maker
    if not low <= len(points) <= high:
        row["points"].refuse(f"has {len(points)} points, which make no {name}")
    return make(points, row)


def _point(node: JsonNode) -> Point:
    numbers = node.numbers(-_FAR, _FAR)
    if len(numbers) != 2:
        node.refuse("must be two numbers, x and y")
    return numbers[0], numbers[1]


def _rectangle(points: Ring, row: JsonNode) -> Shape:
    return Box(*bounds_of(points))


def _oriented(points: Ring, row: JsonNode) -> Shape:
    """The turned box; our own field has it unspoilt by turning."""
    exact = row.get("box")
    if exact is not None:
        numbers = exact.numbers(-_FAR, _FAR)
        if len(numbers) == 5 and numbers[0] <= numbers[2] and numbers[1] <= numbers[3]:
            x0, y0, x1, y1, turn = numbers
            box = Box(x0, y0, x1, y1, turn if 0 <= turn < 360 else 0.0)
            if all(math.dist(a, b) < _NEAR for a, b in zip(box.outline, points, strict=True)):
                return box
    (ax, ay), (bx, by), (cx, cy), last = points
    across, down = math.dist((ax, ay), (bx, by)) / 2, math.dist((ax, ay), last) / 2
    turn = math.degrees(math.atan2(by - ay, bx - ax)) % 360
    x, y = (ax + cx) / 2, (ay + cy) / 2
    return Box(x - across, y - down, x + across, y + down, turn if turn < 360 else 0.0)


def _circle(points: Ring, row: JsonNode) -> Shape:
    (cx, cy), edge = points
    radius = math.dist((cx, cy), edge)
    exact = row.get("radius")
    if exact is not None and abs(exact.number(0, _FAR) - radius) < _NEAR:
        radius = exact.number(0, _FAR)
    return Ellipse(cx, cy, radius, radius)


def _mask(row: JsonNode, points: Ring, media: MediaFacts) -> Mask:
    if len(points) != 2:
        row["points"].refuse("must be the first and the last pixel of the mask")
    ends = [number.whole(0, 1 << 20) for point in row["points"].rows() for number in point.rows()]
    left, top, right, bottom = ends
    node = row["mask"]
    try:
        data = base64.b64decode(node.text(), validate=True)
    except (binascii.Error, ValueError):
        node.refuse("is not base64")
    pixels = decode_png(data, f"{node.file}: the picture in {node.place}").pixels
    if pixels.shape != (bottom - top + 1, right - left + 1):
        node.refuse("is a picture of another size than its points say")
    if right >= media.width or bottom >= media.height:
        row["points"].refuse(f"lie outside the picture of {media.width}×{media.height}")
    return Mask.from_crop(pixels, left, top, media.width, media.height)


_MANY = 1_000_000
_MAKERS: dict[str, tuple[int, int, Callable[[Ring, JsonNode], Shape]]] = {
    "polygon": (3, _MANY, lambda points, row: Polygon((points,))),
    "rectangle": (2, 4, _rectangle),
    "oriented_rectangle": (4, 4, _oriented),
    "rotation": (4, 4, _oriented),
    "circle": (2, 2, _circle),
    "line": (2, 2, lambda points, row: Polyline(points)),
    "linestrip": (2, _MANY, lambda points, row: Polyline(points)),
    "point": (1, 1, lambda points, row: Points(points)),
    "points": (1, _MANY, lambda points, row: Points(points)),
}
"""Fewest and most points of each kind, and what they make; “rotation” is X-AnyLabeling's word."""
