"""ActivityNet JSON: labels over spans of seconds (http://activity-net.org/download.html).

Beyond ActivityNet's own fields, annotations carry `id`, `attributes` and who said so, the video's
entry `tags` and `cuts` (frames), and nodes of the taxonomy what we know of a label. A group of
labels is their parent in the taxonomy.
"""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.annotations.formats import activitynet_reading
from app.annotations.formats.coco_fields import provenance_row
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.json_document import read_json
from app.annotations.formats.layer_steps import extras_but
from app.annotations.formats.needs import need_media
from app.annotations.formats.refusals import naming
from app.annotations.formats.segment_steps import OBJECTS, TIMED_SEGMENTS, WITHIN
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import write_text
from app.annotations.layer_json import plain_label
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Extra, Segment, Tag

Row = dict[str, Any]


class ActivityNetFormat(SteppedFormat):
    """ActivityNet."""

    name = "activitynet"
    title = "ActivityNet JSON"
    suffix = ".json"
    steps = (OBJECTS, TIMED_SEGMENTS, WITHIN, extras_but("activitynet"))

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write the one video's entry."""
        text = json.dumps(_document(layer), indent=1, ensure_ascii=False)
        write_text(path, text + "\n")

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the entry of that clip: the only one, or the one of its name; truth or results."""
        with naming(path.name):
            return activitynet_reading.layer_of(read_json(path), need_media(media, path), path)


def _document(layer: AnnotationLayer) -> Row:
    own = _own(layer.extra)
    name = own.get("video") or PurePath(layer.media.file_name).stem or "clip"
    row: Row = {"version": "1.3"} | own.get("top", {}) | {"taxonomy": _taxonomy(layer)}
    return row | {"database": {name: _entry(layer, own.get("entry", {}))}}


def _own(extra: Extra) -> Row:
    """What a file of this format said beyond our words."""
    found = extra.get("activitynet")
    return found if isinstance(found, dict) else {}


def _taxonomy(layer: AnnotationLayer) -> list[Row]:
    groups = list(dict.fromkeys(label.group for label in layer.labels if label.group))
    ids = {"": 0} | {group: number for number, group in enumerate(groups, 1)}
    rows: list[Row] = [_node(0, "Root", None, None)]
    rows += [_node(ids[group], group, 0, "Root") for group in groups]
    for number, label in enumerate(layer.labels, len(ids)):
        node = _node(number, label.name, ids[label.group], label.group or "Root")
        details = plain_label(label)
        details = {key: details[key] for key in details if key not in ("name", "group")}
        rows.append(node | details)
    return rows


def _node(id_: int, name: str, parent: int | None, parent_name: str | None) -> Row:
    return {"nodeId": id_, "nodeName": name, "parentId": parent, "parentName": parent_name}


def _entry(layer: AnnotationLayer, own: Row) -> Row:
    media = layer.media
    clock = FrameClock(media)
    row: Row = {"subset": "training", "url": ""} | own
    row |= {"resolution": f"{media.width}x{media.height}"}
    if media.pts:
        row["duration"] = float(clock.length)
    row["annotations"] = [_annotation(part, clock) for part in layer.segments]
    if layer.tags:
        row["tags"] = [_said(tag) | {"label": tag.label} for tag in layer.tags]
    return row | ({"cuts": list(layer.cuts)} if layer.cuts else {})


def _annotation(part: Segment, clock: FrameClock) -> Row:
    span = [float(clock.at(frame)) for frame in (part.start, part.stop)]
    return _own(part.extra) | {"label": part.label, "segment": span, "id": part.id} | _said(part)


def _said(thing: Segment | Tag) -> Row:
    row = provenance_row(thing.provenance)
    return row | ({"attributes": dict(thing.attributes)} if thing.attributes else {})
