"""Shapes as elements of CVAT's XML.

Boxes and points are pixel edges from 0; turns are clockwise about the centre. A mask's run lengths
go row by row through its crop, unlike COCO's. Skeletons hold their joints as points, each with its
own `outside` and `occluded`. CVAT writes two decimals and reads more; here none is dropped.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from app.annotations.filling import fitting
from app.annotations.formats.xml_document import Xml, number_text
from app.annotations.masks import MAX_SAMPLES, Mask
from app.annotations.shapes import (
    JOINT_ABSENT,
    JOINT_HIDDEN,
    JOINT_SEEN,
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    bounds_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from app.annotations.formats.xml_document import Value, XmlNode
    from app.annotations.layer import MediaFacts
    from app.annotations.shapes import Ring, Shape

FAR = 1e9
"""Pixels; nothing lies further out."""

_MAX_CROP = 1 << 27
"""Pixels of the largest mask; turning its rows to columns takes some ten bytes each."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.:-]{0,99}")

Numbers = dict[str, str | float | bool]

CUBOID = tuple(
    f"{axis}{corner}{face}" for face in "12" for corner in ("tl", "bl", "tr", "br") for axis in "xy"
)
"""CVAT's boxes drawn in perspective, which become the boxes around them."""


def plain_words(words: Mapping[str, Any], known: set[str]) -> dict[str, str]:
    """What an element says that we have no word for, as far as it can be written again."""
    return {
        name: text
        for name, text in words.items()
        if name not in known and isinstance(text, str) and _NAME.fullmatch(name)
    }


def shape_tag(shape: Shape) -> str:
    """What CVAT calls it."""
    return type(shape).__name__.lower()


def shape_numbers(shape: Shape, media: MediaFacts) -> Numbers:
    """The attributes that tell where a shape is; of a polygon only its first part.

    Raises:
        AnnotationError: a mask of a picture of another size.
    """
    if isinstance(shape, Box):
        edges: Numbers = dict(zip(("xtl", "ytl", "xbr", "ybr"), shape.edges, strict=True))
        return edges | _turn(shape.rotation)
    if isinstance(shape, Ellipse):
        ellipse: Numbers = {"cx": shape.cx, "cy": shape.cy, "rx": shape.rx, "ry": shape.ry}
        return ellipse | _turn(shape.rotation)
    if isinstance(shape, Mask):
        return _crop(fitting(shape, media.width, media.height))
    if isinstance(shape, Skeleton):
        return {}
    return {"points": _text(shape.rings[0] if isinstance(shape, Polygon) else shape.points)}


def joint_elements(
    skeleton: Skeleton, names: Sequence[str], shared: Numbers, *, outside: bool
) -> list[Xml]:
    """The joints of a skeleton.

    Args:
        skeleton: The skeleton.
        names: Of its joints.
        shared: Attributes all of them have.
        outside: Whether all of it is not to be seen; what is known of the joints then stands
            in an attribute of our own.
    """
    rows = []
    for name, point, state in zip(names, skeleton.points, skeleton.states, strict=True):
        hidden: Numbers = {"outside": outside or state == JOINT_ABSENT}
        hidden |= {"occluded": state == JOINT_HIDDEN, "points": _text((point,))}
        known: Numbers = {"joint": state} if outside and state else {}
        rows.append(Xml("points", {"label": name} | shared | hidden | known))
    return rows


def shape_from(node: XmlNode, media: MediaFacts, joints: Sequence[str]) -> tuple[Shape, Any]:
    """The shape of an element, and the numbers of one we have no word for.

    Args:
        node: The element.
        media: The clip, whose size masks need.
        joints: Names of the joints of its label's skeletons, if any are known.

    Raises:
        AnnotationError: it is damaged.
    """
    if node.tag == "cuboid":
        numbers = [node.number(name, -FAR, FAR) for name in CUBOID]
        corners = list(zip(numbers[0::2], numbers[1::2], strict=True))
        return Box(*bounds_of(corners)), dict(zip(CUBOID, numbers, strict=True))
    if node.tag == "skeleton":
        return _skeleton(node, joints), None
    return _READERS[node.tag](node, media), None


def _turn(rotation: float) -> Numbers:
    return {"rotation": rotation} if rotation else {}


def _text(points: Ring) -> str:
    return ";".join(f"{number_text(x)},{number_text(y)}" for x, y in points)


def _crop(mask: Mask) -> Numbers:
    left, top, right, bottom = mask.bounds if mask.area else (0, 0, 1, 1)
    bits = mask.to_array()[top:bottom, left:right].ravel()
    change = np.flatnonzero(np.diff(bits, prepend=False, append=False))
    edges = np.concatenate([[0], change, [bits.size]])
    lengths = np.diff(edges)
    if len(lengths) > 1 and lengths[-1] == 0:
        lengths = lengths[:-1]
    text = ", ".join(map(str, lengths.tolist()))
    return {"rle": text, "left": left, "top": top, "width": right - left, "height": bottom - top}


def _box(node: XmlNode, media: MediaFacts) -> Box:
    x0, y0, x1, y1 = (node.number(name, -FAR, FAR) for name in ("xtl", "ytl", "xbr", "ybr"))
    return Box(x0, y0, x1, y1, _rotation(node))


def _ellipse(node: XmlNode, media: MediaFacts) -> Ellipse:
    cx, cy, rx, ry = (node.number(name, -FAR, FAR) for name in ("cx", "cy", "rx", "ry"))
    return Ellipse(cx, cy, rx, ry, _rotation(node))


def _rotation(node: XmlNode) -> float:
    found = node.get("rotation")
    turned = found.number(-FAR, FAR) % 360 if found else 0.0
    return turned if turned < 360 else 0.0


def _points(value: Value) -> Ring:
    found = []
    for pair in value.parts(";"):
        numbers = [part.number(-FAR, FAR) for part in pair.parts(",")]
        if len(numbers) != 2:
            value.refuse("must be pairs of x,y with semicolons between them")
        found.append((numbers[0], numbers[1]))
    return tuple(found)


def _mask(node: XmlNode, media: MediaFacts) -> Mask:
    width, height = media.width, media.height
    left, top = node["left"].whole(0, width - 1), node["top"].whole(0, height - 1)
    across = node["width"].whole(1, width - left)
    down = node["height"].whole(1, height - top)
    if across * down > _MAX_CROP:
        node.refuse("is too large")
    return Mask.from_crop(_bits(node["rle"], across, down), left, top, width, height)


def _bits(rle: Value, width: int, height: int) -> NDArray[np.bool_]:
    """`(h, w)` of run lengths row by row; what they leave open at the end is empty."""
    lengths = [part.whole(0, MAX_SAMPLES) for part in rle.parts(",")]
    if sum(lengths) > width * height:
        rle.refuse(f"has more pixels than its {width}×{height} mask")
    bits = np.zeros(width * height, bool)
    runs = np.repeat(np.arange(len(lengths)) % 2 == 1, lengths)
    bits[: len(runs)] = runs
    return bits.reshape(height, width)


def _skeleton(node: XmlNode, joints: Sequence[str]) -> Skeleton:
    """The joints in the order of the label's, if it has them; those not told of are absent."""
    rows = list(node.all("points"))
    found = {row["label"].text: row for row in rows}
    if not found or len(found) < len(rows):
        node.refuse("has no joints, or one twice")
    order = joints if set(found) <= set(joints) else list(found)
    told = [_joint(found[name]) if name in found else ((0.0, 0.0), 0) for name in order]
    return Skeleton(tuple(point for point, _ in told), tuple(state for _, state in told))


def _joint(row: XmlNode) -> tuple[tuple[float, float], int]:
    points = _points(row["points"])
    if len(points) != 1:
        row.refuse("must be one point: a joint")
    if known := row.get("joint"):
        return points[0], known.whole(JOINT_ABSENT, JOINT_SEEN)
    outside, occluded = row.get("outside"), row.get("occluded")
    if outside and outside.flag():
        return points[0], JOINT_ABSENT
    return points[0], JOINT_HIDDEN if occluded and occluded.flag() else JOINT_SEEN


_READERS: dict[str, Callable[[XmlNode, MediaFacts], Shape]] = {
    "box": _box,
    "ellipse": _ellipse,
    "polygon": lambda node, media: Polygon((_points(node["points"]),)),
    "polyline": lambda node, media: Polyline(_points(node["points"])),
    "points": lambda node, media: Points(_points(node["points"])),
    "mask": _mask,
}

TAGS = {*_READERS, "skeleton", "cuboid"}
"""Elements that are shapes."""
