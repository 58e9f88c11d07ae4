"""Labels and attributes as CVAT writes them.

CVAT's attributes are texts whose type the label declares; a value of another type, or of an
attribute no label declares, says its type in an attribute of our own (`type`).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from app.annotations.formats.xml_document import Xml, number_text, placed
from app.annotations.model import NONE, AttributeKind, Label, SkeletonKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Attributes, AttributeType, AttributeValue

_INPUTS: dict[AttributeType, str] = {
    "text": "text",
    "number": "number",
    "choice": "select",
    "switch": "checkbox",
}
_TYPES: dict[str, AttributeType] = {
    "text": "text",
    "number": "number",
    "select": "choice",
    "radio": "choice",
    "checkbox": "switch",
}
_FAR = 1e300
_COLOUR = re.compile("#[0-9a-f]{6}")
_EDGE = re.compile(r'data-node-from="(\d{1,6})"\s+data-node-to="(\d{1,6})"')


def label_elements(layer: AnnotationLayer) -> Iterator[Xml]:
    """The layer's labels; after one with a skeleton its joints, as CVAT's sublabels."""
    used = _used_attributes(layer)
    for label in layer.labels:
        kept = label.extra.get("cvat", {})
        usual = "skeleton" if label.skeleton else "any"
        rows = [
            Xml("name", {}, label.name),
            Xml("color", {}, label.colour),
            Xml("type", {}, kept.get("type", usual)),
            Xml("attributes", {}, _kind_elements(label, used.get(label.name, {}))),
        ]
        yield Xml("label", {}, rows + ([Xml("svg", {}, kept["svg"])] if "svg" in kept else []))
        for joint in label.skeleton.joints if label.skeleton else ():
            parts = [("name", joint), ("color", ""), ("type", "points"), ("attributes", "")]
            parts.append(("parent", label.name))
            yield Xml("label", {}, [Xml(tag, {}, text) for tag, text in parts])


def labels_from(node: XmlNode) -> list[Label]:
    """The labels of a `<labels>` element.

    Raises:
        AnnotationError: one of them is damaged.
    """
    rows = list(node.all("label"))
    parts: dict[str, list[str]] = {}
    for row in rows:
        if parent := row.child("parent"):
            parts.setdefault(parent.text, []).append(row.need("name").text)
    return [_label(row, parts) for row in rows if row.child("parent") is None]


def attribute_elements(
    attributes: Attributes, kinds: Mapping[str, AttributeKind], stated: set[str]
) -> list[Xml]:
    """A shape's attributes.

    Args:
        attributes: Name and value.
        kinds: What its label declares, by name.
        stated: Names said of this frame though they hold for the whole track.
    """
    rows = []
    for name, value in attributes.items():
        type_, text = _as_text(value)
        marks: dict[str, str | float | bool] = {"name": name}
        if type_ != _usual(kinds.get(name)) and (type_, _usual(kinds.get(name))) != (
            "whole",
            "number",
        ):
            marks["type"] = type_
        if name in stated:
            marks["stated"] = True
        rows.append(Xml("attribute", marks, text))
    return rows


def attributes_from(
    node: XmlNode, kinds: Mapping[str, AttributeKind]
) -> tuple[dict[str, AttributeValue], set[str]]:
    """A shape's attributes, and the names of those stated for this frame."""
    found: dict[str, AttributeValue] = {}
    stated = set()
    for row in node.all("attribute") if node.children else ():
        name = row["name"].text
        found[name] = _value(row, kinds.get(name))
        if (mark := row.get("stated")) and mark.flag():
            stated.add(name)
    return found, stated


def _as_text(value: AttributeValue) -> tuple[str, str]:
    if isinstance(value, bool):
        return "switch", "true" if value else "false"
    if isinstance(value, str):
        return "text", value
    return ("whole", str(value)) if isinstance(value, int) else ("number", number_text(value))


def _usual(kind: AttributeKind | None) -> str:
    """The type a reader expects when the value says none."""
    return "text" if kind is None or kind.type == "choice" else kind.type


def _value(row: XmlNode, kind: AttributeKind | None) -> AttributeValue:
    told = row.get("type")
    type_ = told.text if told else _usual(kind)
    if type_ == "switch" and (told or row.text in ("true", "false")):
        return row.content.flag()
    if type_ == "whole":
        return row.content.whole(-(10**18), 10**18)
    if type_ == "number":
        return row.content.number(-_FAR, _FAR) if told or _is_number(row.text) else row.text
    if told and type_ not in ("text", "switch"):
        told.refuse("is no type of attribute")
    return row.text


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[+-]?\d{1,300}(\.\d{0,300})?\s*", text, re.ASCII))


def _used_attributes(layer: AnnotationLayer) -> dict[str, dict[str, AttributeValue]]:
    """One value of every attribute the tracks of each label have."""
    used: dict[str, dict[str, AttributeValue]] = {}
    for track in layer.tracks:
        found = used.setdefault(track.label, {})
        found.update(track.attributes)
        for keyframe in track.keyframes:
            found.update(keyframe.attributes)
    return used


def _kind_elements(label: Label, used: Attributes) -> list[Xml]:
    """What the label declares, and what its tracks have beyond that."""
    kinds = {kind.name: kind for kind in label.attributes}
    for name, value in used.items():
        type_: AttributeType = "switch" if isinstance(value, bool) else "number"
        kinds.setdefault(name, AttributeKind(name, "text" if isinstance(value, str) else type_))
    kept = label.extra.get("cvat", {}).get("attributes", {})
    return [_kind_element(kind, kept.get(kind.name, {})) for kind in kinds.values()]


def _kind_element(kind: AttributeKind, kept: Mapping[str, str]) -> Xml:
    default = "" if kind.default is None else _as_text(kind.default)[1]
    rows = {
        "name": kind.name,
        "mutable": str(kind.mutable),
        "input_type": kept.get("input_type", _INPUTS[kind.type]),
        "default_value": default,
        "values": kept.get("values", "\n".join(kind.choices)),
    }
    return Xml("attribute", {}, [Xml(tag, {}, text) for tag, text in rows.items()])


def _label(row: XmlNode, parts: Mapping[str, list[str]]) -> Label:
    name, colour = row.need("name").text, _text(row, "color").lower()
    kept: dict[str, object] = {}
    usual = "skeleton" if name in parts else "any"
    if (type_ := _text(row, "type") or usual) != usual:
        kept["type"] = type_
    if svg := _text(row, "svg"):
        kept["svg"] = svg
    kinds, words = [], {}
    attributes = row.child("attributes")
    for found in attributes.all("attribute") if attributes else ():
        kind, word = _kind(found)
        kinds.append(kind)
        if word:
            words[kind.name] = word
    kept |= {"attributes": words} if words else {}
    with placed(row):
        joints = tuple(parts.get(name, ()))
        skeleton = SkeletonKind(joints, _bones(svg, len(joints))) if joints else None
        colour = colour if _COLOUR.fullmatch(colour) else ""
        extra = {"cvat": kept} if kept else NONE
        return Label(name, colour, extra, attributes=tuple(kinds), skeleton=skeleton)


def _kind(row: XmlNode) -> tuple[AttributeKind, dict[str, str]]:
    """An attribute, and CVAT's words for it that are not the usual ones."""
    input_, values = _text(row, "input_type") or "text", _text(row, "values")
    type_ = _TYPES.get(input_) or row.need("input_type").refuse(f"is “{input_[:40]}”: no such type")
    mutable, default = row.child("mutable"), _text(row, "default_value")
    word = {"input_type": input_} if input_ != _INPUTS[type_] else {}
    choices = tuple(values.split("\n")) if type_ == "choice" and values else ()
    if values and not choices:
        word["values"] = values
    kind = AttributeKind(
        row.need("name").text,
        type_,
        _default(default, type_),
        choices,
        mutable.content.flag() if mutable and mutable.text else True,
    )
    return kind, word


def _default(text: str, type_: AttributeType) -> AttributeValue | None:
    if not text:
        return None
    if type_ == "switch" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    return float(text) if type_ == "number" and _is_number(text) else text


def _bones(svg: str, joints: int) -> tuple[tuple[int, int], ...]:
    """The edges of CVAT's drawing of a skeleton, whose nodes are numbered from 1."""
    pairs = ((int(a) - 1, int(b) - 1) for a, b in _EDGE.findall(svg))
    return tuple((a, b) for a, b in pairs if 0 <= a < joints and 0 <= b < joints)


def _text(row: XmlNode, tag: str) -> str:
    found = row.child(tag)
    return found.text if found else ""
