"""Single fields of COCO rows that need more than a type check."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from app.annotations.layer_json import kind_from, plain_kind
from app.annotations.model import HAND, NONE, Label, Provenance, SkeletonKind
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Attributes

MAX_ID = 1 << 53
"""Largest whole number that every JSON reader keeps exactly."""

_MAX_TICKS = 1 << 62
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_CATEGORY = {"id", "name", "color", "group", "hotkey", "attributes", "keypoints", "skeleton"}
_FRACTION = re.compile(r"[1-9]\d{0,11}(/[1-9]\d{0,11})?")


def times_of(video: JsonNode | None, count: int) -> tuple[Fraction, tuple[int, ...]]:
    """Time base and ticks of all `count` frames of a row of `videos`; no ticks if it has none."""
    ticks = video.get("pts") if video else None
    if video is None or ticks is None:
        return Fraction(1), ()
    base = video["time_base"]
    if not _FRACTION.fullmatch(base.text()):
        base.refuse("must be a fraction of a second such as “1/90000”")
    pts = tuple(ticks.wholes(-_MAX_TICKS, _MAX_TICKS))
    if len(pts) != count:
        ticks.refuse(f"has {len(pts)} times for {count} frames")
    return Fraction(base.text()), pts


def times_row(media: MediaFacts) -> dict[str, Any]:
    """The times of a clip's frames, if they are known."""
    return {"time_base": str(media.time_base), "pts": list(media.pts)} if media.pts else {}


def provenance_of(row: JsonNode) -> Provenance:
    """Who said so: a hand, unless the row says otherwise."""
    source = row.get("source")
    if source is None:
        return HAND
    if source.value not in ("hand", "model"):
        source.refuse("must be “hand” or “model”")
    score, accepted = row.get("score"), row.get("accepted")
    return Provenance(
        source.value,
        _text(row, "model"),
        _text(row, "version"),
        score.number(0, 1) if score else None,
        accepted.flag() if accepted else source.value == "hand",
    )


def provenance_row(provenance: Provenance) -> dict[str, Any]:
    """Who said so; nothing for a hand."""
    if provenance == HAND:
        return {}
    names = ("source", "model", "version", "score", "accepted")
    return {name: getattr(provenance, name) for name in names}


def label_of(row: JsonNode, format_name: str) -> Label:
    """The label a category describes; what we have no word for is kept under the format's name."""
    colour = row.get("color")
    known = colour is not None and bool(_COLOUR.fullmatch(str(colour.value)))
    kept = unknown_fields(row, _CATEGORY if known else _CATEGORY - {"color"})
    if not kept.get("supercategory", True):
        del kept["supercategory"]
    attributes = row.get("attributes")
    return Label(
        row["name"].text(),
        str(colour.value) if colour and known else "",
        shared({format_name: kept} if kept else {}),
        _text(row, "group"),
        tuple(kind_from(kind) for kind in attributes.rows()) if attributes else (),
        _skeleton_kind(row),
        _text(row, "hotkey"),
    )


def category_row(label: Label, id_: int, format_name: str) -> dict[str, Any]:
    """The category that describes a label."""
    row = {"supercategory": "", **label.extra.get(format_name, {}), "id": id_, "name": label.name}
    told = {"color": label.colour, "group": label.group, "hotkey": label.hotkey}
    row |= {name: text for name, text in told.items() if text}
    if label.attributes:
        row["attributes"] = [plain_kind(kind) for kind in label.attributes]
    if label.skeleton:
        row["keypoints"] = list(label.skeleton.joints)
        if label.skeleton.bones:
            row["skeleton"] = [[a + 1, b + 1] for a, b in label.skeleton.bones]
    return row


def _skeleton_kind(row: JsonNode) -> SkeletonKind | None:
    """A category's joints, and its bones, which COCO counts from 1."""
    found = row.get("keypoints")
    if found is None or found.value == []:
        return None
    joints = tuple(joint.text() for joint in found.rows())
    bones = []
    pairs = row.get("skeleton")
    for pair in pairs.rows() if pairs else ():
        ends = [end.whole(1, len(joints)) for end in pair.rows()]
        if len(ends) != 2:
            pair.refuse("must be a pair of joints")
        bones.append((ends[0] - 1, ends[1] - 1))
    try:
        return SkeletonKind(joints, tuple(bones))
    except AnnotationError as error:
        raise AnnotationError(f"{found.file}: {found.place}: {error}") from error


def track_id_of(row: JsonNode) -> int | None:
    """The annotation's track, which CVAT keeps among the attributes."""
    found = row.get("track_id")
    if found is None and (attributes := row.get("attributes")):
        found = attributes.get("track_id")
    return found.whole(0, MAX_ID) if found else None


def attributes_of(row: JsonNode) -> tuple[Attributes, bool, dict[str, Any]]:
    """The annotation's attributes, whether it is occluded, and attributes we have no type for."""
    found, flag = row.get("attributes"), row.get("occluded")
    fields = dict(found.fields()) if found else {}
    if row.get("track_id") is None:
        fields.pop("track_id", None)
    if flag is None and found and isinstance(fields.get("occluded"), bool):
        flag = found["occluded"]
        del fields["occluded"]
    simple = {name: value for name, value in fields.items() if _is_simple(value)}
    rest = {name: value for name, value in fields.items() if name not in simple}
    return cast("Attributes", shared(simple)), flag.flag() if flag else False, rest


def own_attributes(row: JsonNode, told: Attributes, track: Attributes) -> Attributes:
    """An annotation's attributes without those it only repeats from its track."""
    if not track:
        return told
    stated = row.get("stated_attributes")
    names = {name.text() for name in stated.rows()} if stated else set()
    repeated = {name for name in told if name not in names and track.get(name) == told[name]}
    return shared({name: value for name, value in told.items() if name not in repeated})


def attributes_row(own: Attributes, track: Attributes, kept: Mapping[str, Any]) -> dict[str, Any]:
    """All attributes that hold on a frame, so that a reader needs to look nowhere else."""
    stated = sorted(name for name in own if name in track and track[name] == own[name])
    attributes = {**kept, **track, **own}
    row: dict[str, Any] = {"attributes": attributes} if attributes else {}
    return row | ({"stated_attributes": stated} if stated else {})


def plain_attributes(row: JsonNode) -> Attributes:
    """The attributes of a row that holds nothing else under that name."""
    found = row.get("attributes")
    for name, value in found.fields().items() if found else ():
        if not _is_simple(value) and found:
            found.refuse(f"has a value of “{name[:40]}” that is no text, number or switch")
    return shared(dict(found.fields()) if found else {})


def _text(row: JsonNode, name: str) -> str:
    found = row.get(name)
    return found.text() if found else ""


def _is_simple(value: Any) -> bool:
    return isinstance(value, str | bool | int) or (
        isinstance(value, float) and math.isfinite(value)
    )


def unknown_fields(row: JsonNode, known: set[str]) -> dict[str, Any]:
    """The fields of a row we have no word for."""
    return {key: value for key, value in row.fields().items() if key not in known}


def shared(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, read-only; the one shared empty mapping when there is nothing."""
    return MappingProxyType(fields) if fields else NONE
