"""ActivityNet JSON as a layer, everything in it doubted."""

from __future__ import annotations

from fractions import Fraction
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import provenance_of, shared, unknown_fields
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.json_document import JsonNode
from app.annotations.formats.needs import need_times
from app.annotations.layer import AnnotationLayer
from app.annotations.layer_json import attributes_from, label_from
from app.annotations.model import MAX_FRAME, NONE, Label, Segment, Tag

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import MediaFacts

_TOP = {"taxonomy", "database", "results"}
_ENTRY = {"annotations", "duration", "resolution", "tags", "cuts"}
_SAID = {"source", "model", "version", "score", "accepted", "attributes"}
_NODE = {"nodeId", "nodeName", "parentId", "parentName"}
_MAX_ID = 1 << 53
_LONG = 1e15
"""Seconds; nothing lasts longer."""


def layer_of(root: JsonNode, media: MediaFacts, path: Path) -> AnnotationLayer:
    """The layer a document describes of a clip.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    results = root.get("results")
    videos = results or root["database"]
    key = _key_of(videos, media)
    entry = videos[key] if key else None
    labels = _labels(root)
    parts = list(_segments(entry, media, path, results is not None)) if entry else []
    is_object = entry is not None and isinstance(entry.value, dict)
    tags = list(_tags(entry)) if entry and is_object else []
    for name in [part.label for part in parts] + [tag.label for tag in tags]:
        labels.setdefault(name, Label(name))
    cuts = entry.get("cuts") if entry and is_object else None
    return AnnotationLayer(
        media,
        tuple(labels.values()),
        segments=tuple(parts),
        tags=tuple(tags),
        extra=_extra(root, entry if is_object else None, key, media),
        cuts=tuple(row.whole(1, MAX_FRAME) for row in cuts.rows()) if cuts else (),
    )


def _key_of(videos: JsonNode, media: MediaFacts) -> str:
    """Which of the videos the clip is."""
    keys = list(videos.fields())
    stem = PurePath(media.file_name).stem
    found = [key for key in (stem, media.file_name, f"v_{stem}") if key in keys]
    if not found and len(keys) > 1:
        videos.refuse(f"has {len(keys)} videos, and none is called “{stem}” as the clip is")
    return (found or keys or [""])[0]


def _labels(root: JsonNode) -> dict[str, Label]:
    """The leaves of the taxonomy."""
    taxonomy = root.get("taxonomy")
    nodes = list(taxonomy.rows()) if taxonomy else []
    ids = [node["nodeId"].whole(0, _MAX_ID) for node in nodes]
    names = {id_: node["nodeName"].text() for id_, node in zip(ids, nodes, strict=True)}
    parents = [_parent(node) for node in nodes]
    inner = {parent for parent in parents if parent is not None}
    tops = {id_ for id_, parent in zip(ids, parents, strict=True) if parent is None}
    labels: dict[str, Label] = {}
    for id_, parent, node in zip(ids, parents, nodes, strict=True):
        if id_ not in inner and parent is not None:
            group = "" if parent in tops else names.get(parent, "")
            labels.setdefault(names[id_], _label(node, names[id_], group))
    return labels


def _parent(node: JsonNode) -> int | None:
    parent = node.get("parentId")
    return parent.whole(0, _MAX_ID) if parent else None


def _label(node: JsonNode, name: str, group: str) -> Label:
    fields = unknown_fields(node, _NODE) | {"name": name, "group": group}
    return label_from(JsonNode(fields, node.file, node.place))


def _segments(entry: JsonNode, media: MediaFacts, path: Path, results: bool) -> Iterator[Segment]:
    listed = entry if isinstance(entry.value, list) else entry["annotations"]
    # Kinetics, in the same form, has one annotation and no list.
    rows = list(listed.rows()) if isinstance(listed.value, list) else [listed]
    clock = FrameClock(need_times(media, path)) if rows else FrameClock(media)
    given = [id_.value for row in rows if (id_ := row.get("id"))]
    free = max((id_ for id_ in given if isinstance(id_, int) and id_ < _MAX_ID), default=0) + 1
    for row in rows:
        id_ = row.get("id")
        said = _by_model(row) if results else row
        yield _segment(said, clock, id_.whole(0, _MAX_ID) if id_ else free)
        free += id_ is None


def _by_model(row: JsonNode) -> JsonNode:
    """A row of results, which no hand made."""
    fields = {"source": "model", "accepted": False} | row.fields()
    return JsonNode(fields, row.file, row.place)


def _segment(row: JsonNode, clock: FrameClock, id_: int) -> Segment:
    span = row["segment"]
    times = span.numbers(0, _LONG)
    if len(times) != 2 or times[1] < times[0]:
        span.refuse("must be two times in seconds, the second not before the first")
    if not clock.count or times[0] >= max(clock.length, clock.at(clock.count - 1)):
        span.refuse("starts after the end of the clip")
    start, stop = (clock.nearest(Fraction(time)) for time in times)
    start = min(start, clock.count - 1)
    rest = unknown_fields(row, {"label", "segment", "id"} | (_SAID if row.get("source") else set()))
    rest.pop("attributes", None)
    return Segment(
        id_,
        row["label"].text(),
        start,
        max(stop, start + 1),
        attributes_from(row),
        provenance_of(row),
        shared({"activitynet": rest} if rest else {}),
    )


def _tags(entry: JsonNode) -> Iterator[Tag]:
    rows = entry.get("tags")
    for row in rows.rows() if rows else ():
        yield Tag(row["label"].text(), provenance_of(row), attributes_from(row))


def _extra(
    root: JsonNode, entry: JsonNode | None, key: str, media: MediaFacts
) -> dict[str, Any] | Any:
    top = unknown_fields(root, _TOP)
    if top.get("version") == "1.3":
        del top["version"]
    rest = unknown_fields(entry, _ENTRY) if entry else {}
    for name, usual in (("subset", "training"), ("url", "")):
        if rest.get(name) == usual:
            del rest[name]
    own: dict[str, Any] = {"top": top} if top else {}
    own |= {"entry": rest} if rest else {}
    if key and key != (PurePath(media.file_name).stem or "clip"):
        own["video"] = key
    return shared({"activitynet": own}) if own else NONE
