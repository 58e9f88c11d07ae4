"""Shapes as plain data: the kind is the name of the field that holds the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.masks import Mask
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.shapes import Ring, Shape

_FAR = 1e9
"""Pixels; nothing lies further out."""


def plain_shape(shape: Shape) -> dict[str, Any]:
    """One field (a mask has two)."""
    if isinstance(shape, Box):
        return {"box": [*shape.edges, shape.rotation] if shape.rotation else [*shape.edges]}
    if isinstance(shape, Ellipse):
        return {"ellipse": [shape.cx, shape.cy, shape.rx, shape.ry, shape.rotation]}
    if isinstance(shape, Polygon):
        return {"polygon": [_flat(ring) for ring in shape.rings]}
    if isinstance(shape, Mask):
        return {"mask": shape.text, "size": [shape.width, shape.height]}
    if isinstance(shape, Skeleton):
        return {"skeleton": _flat(shape.points), "states": list(shape.states)}
    return {"polyline" if isinstance(shape, Polyline) else "points": _flat(shape.points)}


def shape_from(node: JsonNode) -> Shape:
    """The shape in a row of fields.

    Raises:
        AnnotationError: there is none, or it is not possible.
    """
    name = next((name for name in _READERS if name in node.fields()), None)
    if name is None:
        node.refuse("has no shape")
    return _READERS[name](node)


def _flat(ring: Ring) -> list[float]:
    return [number for point in ring for number in point]


def _ring(node: JsonNode) -> Ring:
    numbers = node.numbers(-_FAR, _FAR)
    if len(numbers) % 2:
        node.refuse("must be a list of x and y in turn")
    return tuple(zip(numbers[0::2], numbers[1::2], strict=True))


def _box(node: JsonNode) -> Box:
    numbers = node["box"].numbers(-_FAR, _FAR)
    if len(numbers) not in (4, 5):
        node["box"].refuse("must be four numbers, or five when it is turned")
    return Box(*numbers)


def _ellipse(node: JsonNode) -> Ellipse:
    numbers = node["ellipse"].numbers(-_FAR, _FAR)
    if len(numbers) != 5:
        node["ellipse"].refuse("must be five numbers")
    return Ellipse(*numbers)


def _mask(node: JsonNode) -> Mask:
    width, height = (side.whole(1, 1 << 31) for side in node["size"].rows())
    return Mask.from_text(width, height, node["mask"].text())


def _skeleton(node: JsonNode) -> Skeleton:
    states = tuple(state.whole(0, 2) for state in node["states"].rows())
    return Skeleton(_ring(node["skeleton"]), states)


_READERS: dict[str, Callable[[JsonNode], Shape]] = {
    "box": _box,
    "ellipse": _ellipse,
    "polygon": lambda node: Polygon(tuple(map(_ring, node["polygon"].rows()))),
    "polyline": lambda node: Polyline(_ring(node["polyline"])),
    "points": lambda node: Points(_ring(node["points"])),
    "skeleton": _skeleton,
    "mask": _mask,
}
