"""A layer as plain data, losing nothing: what project files hold. One track is one value.

What has its default is left out. Numbers are written so that reading gives the same ones again.
"""

from __future__ import annotations

from dataclasses import fields
from fractions import Fraction
from typing import TYPE_CHECKING, Any, get_args

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import (
    HAND,
    MAX_FRAME,
    NONE,
    AttributeKind,
    AttributeType,
    Keyframe,
    Label,
    Provenance,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.shape_json import plain_shape, shape_from
from app.base.collecting import collecting_later
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.model import Attributes, Extra

Plain = dict[str, Any]

_FAR = 1 << 53
"""Whole numbers beyond it do not survive other JSON readers."""


def plain_track(track: Track) -> Plain:
    """One track; the expensive part of a layer, so that it can be kept while unchanged."""
    return _named(
        track,
        id=track.id,
        label=track.label,
        keyframes=[_plain_keyframe(keyframe) for keyframe in track.keyframes],
    ) | _filled({"extra": _plain_extra(track.extra)})


@collecting_later()
def plain_layer(layer: AnnotationLayer, track: Callable[[Track], object] = plain_track) -> Plain:
    """The layer as JSON-ready data; `track` gives what stands for each of its tracks."""
    return {
        "media": plain_media(layer.media),
        "labels": [plain_label(label) for label in layer.labels],
        "tracks": [track(each) for each in layer.tracks],
        "segments": [plain_segment(segment) for segment in layer.segments],
    } | plain_rest(layer)


def plain_rest(layer: AnnotationLayer) -> Plain:
    """What a layer says besides its clip, labels, tracks and segments."""
    return {"tags": [_named(tag, label=tag.label) for tag in layer.tags]} | _filled(
        {"cuts": list(layer.cuts), "extra": _plain_extra(layer.extra)}
    )


def plain_media(media: MediaFacts) -> Plain:
    """The clip a layer speaks about."""
    plain: Plain = {"file_name": media.file_name, "width": media.width, "height": media.height}
    plain["frame_count"] = media.frame_count
    if media.pts:
        # Steps are short and few differ; times themselves would be as long as the labels.
        steps = [b - a for a, b in zip((0, *media.pts), media.pts, strict=False)]
        plain |= {"time_base": str(media.time_base), "pts_steps": steps}
    return plain


@collecting_later()
def layer_from(node: JsonNode) -> AnnotationLayer:
    """The layer of such data, which nobody vouches for.

    Raises:
        AnnotationError: one sentence with file and place.
    """
    try:
        return AnnotationLayer(
            media_from(node["media"]),
            tuple(label_from(row) for row in node["labels"].rows()),
            tuple(track_from(row) for row in node["tracks"].rows()),
            tuple(_segment_from(row) for row in node["segments"].rows()),
            tuple(_tag_from(row) for row in node["tags"].rows()),
            _extra_from(node),
            tuple(row.whole(1, MAX_FRAME) for row in _rows(node, "cuts")),
        )
    except AnnotationError as error:
        if str(error).startswith(node.file):
            raise
        raise AnnotationError(f"{node.file}: {node.place}: {error}") from error


def plain_label(label: Label) -> Plain:
    """One label, as label sets hold it."""
    skeleton = label.skeleton
    return {"name": label.name} | _filled(
        {
            "colour": label.colour,
            "group": label.group,
            "hotkey": label.hotkey,
            "attributes": [plain_kind(kind) for kind in label.attributes],
            "skeleton": skeleton
            and {"joints": list(skeleton.joints), "bones": [list(b) for b in skeleton.bones]},
            "extra": _plain_extra(label.extra),
        }
    )


def plain_kind(kind: AttributeKind) -> Plain:
    """An attribute a label's things can have."""
    plain: Plain = {"name": kind.name, "type": kind.type}
    if kind.default is not None:
        plain["default"] = kind.default
    return plain | _filled({"choices": list(kind.choices), "lasting": not kind.mutable})


def _plain_keyframe(key: Keyframe) -> Plain:
    plain: Plain = {"frame": key.frame} | plain_shape(key.shape)
    if key.score is not None:
        plain["score"] = key.score
    return plain | _filled(
        {
            "outside": key.outside,
            "occluded": key.occluded,
            "z_order": key.z_order,
            "attributes": dict(key.attributes),
            "extra": _plain_extra(key.extra),
        }
    )


def plain_segment(segment: Segment) -> Plain:
    """One segment."""
    plain = _named(segment, id=segment.id, label=segment.label)
    plain |= {"start": segment.start, "stop": segment.stop}
    return plain | _filled({"extra": _plain_extra(segment.extra)})


def _named(thing: Track | Segment | Tag, **values: Any) -> Plain:
    """What tracks, segments and tags have in common."""
    provenance = thing.provenance
    if provenance != HAND:
        told = {field.name: getattr(provenance, field.name) for field in fields(Provenance)}
        values["provenance"] = {name: value for name, value in told.items() if value is not None}
    return values | _filled({"attributes": dict(thing.attributes)})


def _plain_extra(extra: Extra) -> Plain:
    return dict(extra)


def _filled(values: Plain) -> Plain:
    """Without what is false, empty or zero: its default."""
    return {name: value for name, value in values.items() if value}


def media_from(node: JsonNode) -> MediaFacts:
    """The clip of such data."""
    steps = [row.whole(-_FAR, _FAR) for row in _rows(node, "pts_steps")]
    pts, last = [], 0
    for step in steps:
        last += step
        pts.append(last)
    base = node.get("time_base")
    return MediaFacts(
        node["file_name"].text(),
        node["width"].whole(1, 1 << 20),
        node["height"].whole(1, 1 << 20),
        node["frame_count"].whole(0, MAX_FRAME),
        _fraction(base) if base else Fraction(1),
        tuple(pts),
    )


def _fraction(node: JsonNode) -> Fraction:
    text = node.text()
    try:
        return Fraction(text) if len(text) < 64 else node.refuse("is too long a number")
    except (ValueError, ZeroDivisionError):
        node.refuse("must be a fraction such as 1/90000")


def label_from(node: JsonNode) -> Label:
    """The label of such data."""
    """The label of such data."""
    skeleton = node.get("skeleton")
    return Label(
        node["name"].text(),
        _text(node, "colour"),
        _extra_from(node),
        _text(node, "group"),
        tuple(kind_from(row) for row in _rows(node, "attributes")),
        _skeleton_from(skeleton) if skeleton else None,
        _text(node, "hotkey"),
    )


def kind_from(node: JsonNode) -> AttributeKind:
    """The attribute of such data."""
    type_, default = node["type"], node.get("default")
    if type_.value not in get_args(AttributeType):
        type_.refuse("is no type of attribute")
    return AttributeKind(
        node["name"].text(),
        type_.value,
        None if default is None else _attribute_value(default),
        tuple(row.text() for row in _rows(node, "choices")),
        not _flag(node, "lasting"),
    )


def _skeleton_from(node: JsonNode) -> SkeletonKind:
    bones = (row.numbers(0, 1 << 16) for row in _rows(node, "bones"))
    pairs = tuple((int(bone[0]), int(bone[-1])) for bone in bones if bone)
    return SkeletonKind(tuple(row.text() for row in node["joints"].rows()), pairs)


def track_from(node: JsonNode) -> Track:
    """One track of such data; raises as `layer_from`."""
    return Track(
        node["id"].whole(0, _FAR),
        node["label"].text(),
        tuple(_keyframe_from(row) for row in node["keyframes"].rows()),
        _provenance_from(node),
        attributes_from(node),
        _extra_from(node),
    )


def _keyframe_from(node: JsonNode) -> Keyframe:
    score, z_order = node.get("score"), node.get("z_order")
    return Keyframe(
        node["frame"].whole(0, MAX_FRAME),
        shape_from(node),
        _flag(node, "outside"),
        _flag(node, "occluded"),
        attributes_from(node),
        score.number(0, 1) if score else None,
        _extra_from(node),
        z_order.whole(-_FAR, _FAR) if z_order else 0,
    )


def _segment_from(node: JsonNode) -> Segment:
    return Segment(
        node["id"].whole(0, _FAR),
        node["label"].text(),
        node["start"].whole(0, MAX_FRAME),
        node["stop"].whole(0, MAX_FRAME),
        attributes_from(node),
        _provenance_from(node),
        _extra_from(node),
    )


def _tag_from(node: JsonNode) -> Tag:
    return Tag(node["label"].text(), _provenance_from(node), attributes_from(node))


def _provenance_from(node: JsonNode) -> Provenance:
    row = node.get("provenance")
    if row is None:
        return HAND
    score = row.get("score")
    return Provenance(
        "model" if row["source"].value == "model" else "hand",
        _text(row, "model"),
        _text(row, "version"),
        score.number(0, 1) if score else None,
        row["accepted"].flag(),
    )


def attributes_from(node: JsonNode) -> Attributes:
    """The attributes of such data; none where it has none."""
    if "attributes" not in node.fields():
        return NONE
    row = node["attributes"]
    return {name: _attribute_value(row[name]) for name in row.fields()}


def _attribute_value(node: JsonNode) -> str | int | float | bool:
    if isinstance(node.value, bool):
        return node.value
    if isinstance(node.value, int):
        return node.whole(-_FAR, _FAR)
    if isinstance(node.value, float):
        return node.number(-1e300, 1e300)
    return node.text()


def _extra_from(node: JsonNode) -> Extra:
    extra = node.get("extra")
    return extra.fields() if extra else NONE


def _rows(node: JsonNode, key: str) -> list[JsonNode]:
    found = node.get(key)
    return list(found.rows()) if found else []


def _text(node: JsonNode, key: str) -> str:
    found = node.get(key)
    return found.text() if found else ""


def _flag(node: JsonNode, key: str) -> bool:
    found = node.get(key)
    return found.flag() if found else False
