"""Shapes as lines of YOLO's files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.shape_steps import outlined, rounded, shapes_by
from app.annotations.shapes import Box, Polygon, polygon_of

if TYPE_CHECKING:
    from app.annotations.formats.text_file import Line
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.shapes import Ring, Shape

_DIGITS = 12
"""Decimals of a share: enough to give back a thousandth of a pixel of any picture."""

_SLACK = 1e-4
"""How far beyond the picture a share may lie: other programs round."""


def row_of(shape: Shape, number: int, media: MediaFacts) -> str:
    """The line of a box, or of a polygon of one ring."""
    width, height = media.width, media.height
    if isinstance(shape, Polygon):
        shares = [share for x, y in shape.rings[0] for share in (x / width, y / height)]
    else:
        x0, y0, x1, y1 = shape.bounds
        shares = [(x0 + x1) / 2 / width, (y0 + y1) / 2 / height]
        shares += [(x1 - x0) / width, (y1 - y0) / height]
    return " ".join([str(number), *map(_text, shares)])


def _text(share: float) -> str:
    return f"{share:.{_DIGITS}f}".rstrip("0").rstrip(".")


def shape_in(line: Line, words: list[str], media: MediaFacts, *, polygons: bool) -> Shape:
    """The shape of a line: four numbers are a box, six and more a polygon.

    Raises:
        AnnotationError: numbers that are none, too few, or beyond the picture.
    """
    numbers = [line.decimal(word, -_SLACK, 1 + _SLACK, "a share of the picture") for word in words]
    if len(numbers) == 4:
        box = _box(line, numbers, media)
        return polygon_of(box) if polygons else box
    if not polygons:
        line.refuse("has the points of a polygon; read it as yolo-seg")
    if len(numbers) < 6 or len(numbers) % 2:
        line.refuse("must have x and y of at least three points")
    points = zip(numbers[0::2], numbers[1::2], strict=True)
    return Polygon(
        (tuple((rounded(x * media.width), rounded(y * media.height)) for x, y in points),)
    )


def _box(line: Line, numbers: list[float], media: MediaFacts) -> Box:
    cx, cy, across, down = numbers
    if across < 0 or down < 0:
        line.refuse("has a box of negative size")
    x0, x1 = rounded((cx - across / 2) * media.width), rounded((cx + across / 2) * media.width)
    y0, y1 = rounded((cy - down / 2) * media.height), rounded((cy + down / 2) * media.height)
    return Box(x0, y0, x1, y1)


def _joined(shape: Shape, layer: AnnotationLayer) -> Shape:
    """All rings, the same way round, as one that goes there and back between their beginnings."""
    if not isinstance(shape, Polygon) or len(shape.rings) == 1:
        return shape
    first, *others = (_clockwise(ring) for ring in shape.rings)
    line = first + first[:1]
    for ring in others[:-1]:
        line += ring + ring[:1] + first[:1]
    return Polygon((line + others[-1] + others[-1][:1],))


def _clockwise(ring: Ring) -> Ring:
    following = (*ring[1:], ring[0])
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, following, strict=True))
    return ring if doubled >= 0 else ring[::-1]


TURNED = shapes_by(
    "Boxes and ellipses become polygons.",
    lambda shape, layer: polygon_of(shape) if isinstance(shape, Box) else outlined(shape),
)
JOINED = shapes_by("Parts of one shape are joined by a line without width.", _joined)
