"""A shape on a frame as an element of CVAT's XML, with all that is said of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import MAX_ID, shared
from app.annotations.formats.cvat_labels import attribute_elements, attributes_from
from app.annotations.formats.cvat_shapes import (
    CUBOID,
    joint_elements,
    plain_words,
    shape_from,
    shape_numbers,
    shape_tag,
)
from app.annotations.formats.xml_document import Xml, placed
from app.annotations.model import MAX_FRAME, Keyframe
from app.annotations.shapes import Box, Skeleton, bounds_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import MediaFacts
    from app.annotations.model import AttributeKind, Attributes, Label
    from app.annotations.shapes import Shape

_PLACE = {"xtl", "ytl", "xbr", "ybr", "cx", "cy", "rx", "ry", "rotation", "points", "rle"}
_PLACE |= {"left", "top", "width", "height", *CUBOID}
_STATE = {"frame", "keyframe", "outside", "occluded", "z_order", "score"}
_KNOWN = _PLACE | _STATE | {"label", "track_id", "source", "cuboid"}


def shape_element(
    shape: Shape,
    origin: Keyframe,
    marks: Mapping[str, str | float | bool],
    lasting: Attributes,
    label: Label,
    media: MediaFacts,
) -> Xml:
    """A shape.

    Args:
        shape: As it is on the frame.
        origin: The keyframe it comes from.
        marks: What the format says of it first.
        lasting: Attributes of its track, which CVAT repeats on every frame.
        label: Of the track.
        media: The clip.
    """
    told = {**marks, "occluded": origin.occluded}
    own = origin.extra.get("cvat", {})
    corners = _corners(own.get("cuboid"))
    if isinstance(shape, Box) and corners and bounds_of(corners) == shape.edges:
        tag = "cuboid"
        told |= zip(CUBOID, (number for corner in corners for number in corner), strict=True)
    else:
        tag = shape_tag(shape)
        told |= shape_numbers(shape, media)
    told["z_order"] = origin.z_order
    if origin.score is not None:
        told["score"] = origin.score
    rows = _joints(shape, origin, marks, label)
    kinds = {kind.name: kind for kind in label.attributes}
    stated = {name for name in origin.attributes if lasting.get(name) == origin.attributes[name]}
    attributes = {**lasting, **origin.attributes}
    return Xml(
        tag, told | plain_words(own, _KNOWN), rows + attribute_elements(attributes, kinds, stated)
    )


def keyframe_from(
    node: XmlNode,
    frame: int | None,
    media: MediaFacts,
    kinds: Mapping[str, AttributeKind],
    joints: Sequence[str],
    lasting: Attributes,
) -> Keyframe:
    """What an element says of a track on a frame.

    Args:
        node: The element.
        frame: Where; None if the element says so itself.
        media: The clip.
        kinds: The attributes its label declares.
        joints: Those of its label's skeletons.
        lasting: Attributes known to be the track's: only stated ones are the keyframe's too.

    Raises:
        AnnotationError: it is damaged.
    """
    with placed(node):
        shape, cuboid = shape_from(node, media, joints)
    attributes, stated = attributes_from(node, kinds)
    own = {
        name: value
        for name, value in attributes.items()
        if name in stated or name not in lasting or lasting[name] != value
    }
    score, z_order = node.get("score"), node.get("z_order")
    extra: dict[str, Any] = dict(plain_words(node.attributes, _KNOWN))
    extra |= {"cuboid": cuboid} if cuboid else {}
    return Keyframe(
        node["frame"].whole(0, MAX_FRAME - 1) if frame is None else frame,
        shape,
        _flag(node, "outside") if frame is None else False,
        _flag(node, "occluded"),
        shared(own),
        score.number(0, 1) if score else None,
        shared({"cvat": extra} if extra else {}),
        z_order.whole(-MAX_ID, MAX_ID) if z_order else 0,
    )


def _corners(cuboid: object) -> list[tuple[float, float]]:
    """The corners of an imported cuboid; none if that is no cuboid."""
    if not isinstance(cuboid, dict) or not all(
        isinstance(cuboid.get(name), int | float) for name in CUBOID
    ):
        return []
    numbers = [float(cuboid[name]) for name in CUBOID]
    return list(zip(numbers[0::2], numbers[1::2], strict=True))


def _joints(
    shape: Shape, origin: Keyframe, marks: Mapping[str, str | float | bool], label: Label
) -> list[Xml]:
    if not isinstance(shape, Skeleton):
        return []
    known = label.skeleton.joints if label.skeleton else ()
    count = len(shape.points)
    names = known if len(known) == count else [str(number) for number in range(1, count + 1)]
    # Readers that know no skeletons see points, which have a frame.
    told = {name: marks[name] for name in ("frame", "keyframe") if name in marks}
    return joint_elements(shape, names, told, outside=bool(marks.get("outside")))


def _flag(node: XmlNode, name: str) -> bool:
    """A mark of the element; a skeleton without it has it if all its joints have it."""
    if found := node.get(name):
        return found.flag()
    joints = list(node.all("points")) if node.tag == "skeleton" and name == "outside" else []
    return bool(joints) and all((mark := row.get(name)) and mark.flag() for row in joints)
