"""What a shape says in a COCO annotation: box, area, segmentation, keypoints.

What COCO has no words for (turned boxes, ellipses, lines, points, and what lies beyond the
picture's border) is told twice: as well as COCO can, and as it is, in `geometry`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.filling import fitting
from app.annotations.masks import Mask
from app.annotations.outlines import outline
from app.annotations.shape_json import plain_shape
from app.annotations.shapes import JOINT_ABSENT, Box, Ellipse, Polygon, Skeleton, box_around
from app.annotations.shapes import polygon_of as outline_of

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Shape

Row = dict[str, Any]


def geometry_row(
    shape: Shape, width: int, height: int, *, compressed: bool = True, polygons: bool = False
) -> Row:
    """The fields of an annotation that tell its shape, in a picture of that size.

    Raises:
        AnnotationError: a mask of a picture of another size.
    """
    if isinstance(shape, Mask):
        return _mask_row(fitting(shape, width, height), compressed, polygons)
    seen = _seen(shape).clamped(width, height)
    row = _extent(seen)
    if isinstance(shape, Box | Ellipse | Polygon):
        row["segmentation"] = _flat(outline_of(seen))
    else:  # pycocotools reads no empty list; what covers no pixel is an empty mask
        row |= {"area": 0.0, "segmentation": {"size": [height, width], "counts": [width * height]}}
    if isinstance(shape, Skeleton):
        row |= _keypoints(shape)
    return row if _is_told(shape, seen) else row | {"geometry": plain_shape(shape)}


def clamped_bounds(shape: Shape, width: int, height: int) -> Bounds:
    """What bbox says of a shape: its bounds within the picture."""
    return shape.bounds if isinstance(shape, Mask) else _seen(shape).clamped(width, height).bounds


def _seen(shape: Shape) -> Box | Polygon:
    """What stands for a shape: itself, its outline, or the box around it."""
    if isinstance(shape, Ellipse | Polygon) or (isinstance(shape, Box) and shape.rotation):
        return outline_of(shape)
    return box_around(shape)


def _mask_row(mask: Mask, compressed: bool, polygons: bool) -> Row:
    row = _extent(mask)
    if polygons and (polygon := _faithful(mask)):
        return row | {"segmentation": _flat(polygon)}
    counts = mask.text if compressed else mask.counts.tolist()
    return row | {"segmentation": {"size": [mask.height, mask.width], "counts": counts}}


def _extent(shape: Shape) -> Row:
    x0, y0, x1, y1 = shape.bounds
    return {"bbox": [x0, y0, x1 - x0, y1 - y0], "area": shape.area}


def _keypoints(skeleton: Skeleton) -> Row:
    joints = zip(skeleton.points, skeleton.states, strict=True)
    flat = [(x, y, state) if state else (0, 0, 0) for (x, y), state in joints]
    count = sum(state != JOINT_ABSENT for state in skeleton.states)
    return {"keypoints": [number for joint in flat for number in joint], "num_keypoints": count}


def _is_told(shape: Shape, seen: Box | Polygon) -> bool:
    """Whether COCO's own fields say all of the shape."""
    if isinstance(shape, Skeleton):
        joints = zip(shape.points, shape.states, strict=True)
        return all(state or point == (0, 0) for point, state in joints)
    return shape == seen


def _flat(polygon: Polygon) -> list[list[float]]:
    return [[number for point in ring for number in point] for ring in polygon.rings]


def _faithful(mask: Mask) -> Polygon | None:
    """The mask's outline if it says all: None for holes and for an empty mask."""
    polygon, holes = outline(mask)
    return None if holes else polygon
