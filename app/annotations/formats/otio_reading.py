"""OpenTimelineIO timelines as layers, everything in them doubted. No media is opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import provenance_of, shared
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.needs import need_times
from app.annotations.formats.otio_words import MARKER_COLOURS
from app.annotations.formats.segment_list import SegmentList
from app.annotations.layer import AnnotationLayer
from app.annotations.layer_json import attributes_from, label_from
from app.annotations.model import Label, Segment, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.layer import MediaFacts
    from app.base.time import Time

OWN = "reelwright"
SHOTS = "Shots"
_LONG = 1e15
_MAX_ID = 1 << 53
_ZERO = Fraction(0)


@dataclass(slots=True)
class _Found:
    """What a timeline said so far, in seconds from its beginning."""

    need_times: Callable[[], object]
    clock: FrameClock
    labels: dict[str, Label]
    edges: list[tuple[Time, JsonNode]] = field(default_factory=list)
    segments: SegmentList = field(default_factory=SegmentList)


def layer_of(root: JsonNode, media: MediaFacts, path: Path) -> AnnotationLayer:
    """The shots and markers of a timeline about a clip.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    if not _schema(root).startswith("Timeline"):
        root.refuse("is not a timeline")
    own = _own(root)
    found = _Found(lambda: need_times(media, path), FrameClock(media), _labels(own))
    found.segments.labels = found.labels
    stack = root["tracks"]
    tracks = list(stack["children"].rows())
    _read_markers(stack, _ZERO, "", found)
    is_first = True
    for track in tracks:
        pictures = track.get("kind") is None or track["kind"].value == "Video"
        _read_track(track, found, shots=is_first and pictures)
        is_first = is_first and not pictures
    tags = tuple(_tags(own))
    for tag in tags:
        found.labels.setdefault(tag.label, Label(tag.label))
    parts = found.segments.in_order()
    labels = tuple(found.labels.values())
    cuts, extra = _cuts(found), _extra(root)
    return AnnotationLayer(media, labels, segments=parts, tags=tags, cuts=cuts, extra=extra)


def _labels(own: JsonNode | None) -> dict[str, Label]:
    rows = own.get("labels") if own else None
    labels = [label_from(row) for row in rows.rows()] if rows else []
    return {label.name: label for label in labels}


def _tags(own: JsonNode | None) -> Iterator[Tag]:
    rows = own.get("tags") if own else None
    for row in rows.rows() if rows else ():
        yield Tag(row["label"].text(), provenance_of(row), attributes_from(row))


def _schema(node: JsonNode) -> str:
    found = node.get("OTIO_SCHEMA")
    return found.text() if found else ""


def _own(node: JsonNode) -> JsonNode | None:
    metadata = node.get("metadata")
    return metadata.get(OWN) if metadata else None


def _read_track(track: JsonNode, found: _Found, *, shots: bool) -> None:
    own = _own(track)
    group = own.get("group") if own else None
    name = group.text() if group else ""
    _read_markers(track, _ZERO, name, found)
    at = _ZERO
    for item in track["children"].rows():
        if _schema(item).startswith("Transition"):
            continue
        start, length = _extent(item)
        _read_markers(item, at - start, name, found)
        if shots and length:
            found.need_times()
            found.edges += [(at, item), (at + length, item)]
        at += length


def _extent(item: JsonNode) -> tuple[Time, Time]:
    """Where an item begins in its own time, and how long it lasts."""
    part = item.get("source_range") or _available(item)
    if part is None:
        item.refuse("does not say how long it is")
    return _time(part["start_time"]), _time(part["duration"])


def _available(item: JsonNode) -> JsonNode | None:
    references = item.get("media_references")
    key = item.get("active_media_reference_key")
    reference = item.get("media_reference")
    if references and key:
        reference = references.get(key.text())
    return reference.get("available_range") if reference else None


def _read_markers(item: JsonNode, shift: Time, group: str, found: _Found) -> None:
    markers = item.get("markers")
    for marker in markers.rows() if markers else ():
        found.need_times()
        part = marker["marked_range"]
        start = _time(part["start_time"]) + shift
        stop = start + _time(part["duration"])
        clock = found.clock
        if not clock.count or not 0 <= start < max(clock.length, Fraction(1, 10**6)):
            part.refuse("starts outside the clip")
        first, last = (clock.nearest(time) for time in (start, stop))
        first = min(first, clock.count - 1)
        _add(marker, first, max(last, first + 1), group, found)


def _add(marker: JsonNode, start: int, stop: int, group: str, found: _Found) -> None:
    own, name, colour = _own(marker), marker.get("name"), marker.get("color")
    label = (name.text() if name else "") or "marker"
    if label not in found.labels:
        word = colour.value if colour and isinstance(colour.value, str) else ""
        found.labels[label] = Label(label, MARKER_COLOURS.get(word, ""), group=group)
    id_ = own.get("id") if own else None
    extra = _marker_extra(marker)
    found.segments.add(
        Segment(
            0,
            label,
            start,
            stop,
            attributes_from(own) if own else {},
            provenance_of(own or marker),
            shared({"otio": extra} if extra else {}),
        ),
        id_.whole(0, _MAX_ID) if id_ else None,
    )


def _marker_extra(marker: JsonNode) -> dict[str, Any]:
    metadata, comment = marker.get("metadata"), marker.get("comment")
    rest = dict(metadata.fields()) if metadata else {}
    rest.pop(OWN, None)
    extra: dict[str, Any] = {"metadata": rest} if rest else {}
    return extra | ({"comment": comment.text()} if comment and comment.value else {})


def _cuts(found: _Found) -> tuple[int, ...]:
    clock = found.clock
    cuts = set()
    for time, item in found.edges:
        frame = clock.nearest(time)
        if time > clock.length + 1:
            item.refuse("ends after the clip")
        cuts.add(frame)
    return tuple(sorted(cuts - {0, clock.count}))


def _extra(root: JsonNode) -> dict[str, Any]:
    metadata = root.get("metadata")
    rest = dict(metadata.fields()) if metadata else {}
    rest.pop(OWN, None)
    return dict(shared({"otio": rest} if rest else {}))


def _time(node: JsonNode) -> Time:
    value = Fraction(node["value"].number(-_LONG, _LONG))
    return value / Fraction(node["rate"].number(1e-9, 1e12))
