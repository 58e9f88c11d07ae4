"""A layer as a task of Label Studio."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import provenance_row
from app.annotations.formats.needs import end_of
from app.annotations.formats.text_file import write_text
from app.annotations.shapes import Box

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Attributes, Extra, Keyframe, Provenance, Segment, Tag, Track

Row = dict[str, Any]

FROM_NAMES = {"videorectangle": "box", "timelinelabels": "timeline", "choices": "tag"}
"""What the tags of a project's configuration are called, by the type of their results."""


def write(layer: AnnotationLayer, path: Path) -> None:
    """Write the file, whole or not at all.

    Raises:
        AnnotationError: the disk refuses.
    """
    kept = kept_of(layer.extra)
    media = layer.media
    results = [_track(media, track) for track in layer.tracks]
    results += [_segment(segment) for segment in layer.segments]
    results += [_tag(number, tag) for number, tag in enumerate(layer.tags, 1)]
    meta: Row = {"width": media.width, "height": media.height, "frames": media.frame_count}
    meta["labels"] = [
        {"name": label.name} | ({"color": label.colour} if label.colour else {})
        for label in layer.labels
    ]
    task = {"id": 1, "data": {"video": media.file_name}, **kept.get("task", {}), "meta": meta}
    result = results + kept.get("results", [])
    task["annotations"] = [{"id": 1, **kept.get("annotation", {}), "result": result}]
    write_text(path, json.dumps([task], indent=1) + "\n")


def kept_of(extra: Extra) -> Row:
    """What an imported file said beyond our words."""
    return dict(extra.get("label-studio", {}))


def _track(media: MediaFacts, track: Track) -> Row:
    kept = kept_of(track.extra)
    labels = kept.pop("labels", [])
    value = {
        "framesCount": media.frame_count,
        "duration": _time(media, media.frame_count),
        "labels": labels if labels[:1] == [track.label] else [track.label],
        "sequence": list(_sequence(media, track)),
    }
    row = _row("videorectangle", f"object-{track.id}", value)
    row |= {"original_width": media.width, "original_height": media.height}
    return row | _meta(track.attributes, track.provenance) | kept


def _sequence(media: MediaFacts, track: Track) -> list[Row]:
    """The keyframes; one after which the object is outside is its last enabled."""
    ends = {key.frame - 1 for key in track.keyframes if key.outside}
    return [
        {
            "frame": key.frame + 1,
            "time": _time(media, key.frame + 1),
            "enabled": key.frame not in ends,
            **_place(media, key),
            **kept_of(key.extra),
        }
        for key in track.keyframes
        if not key.outside
    ]


def _place(media: MediaFacts, key: Keyframe) -> Row:
    """The box in percent, by the corner about which it is turned."""
    assert isinstance(key.shape, Box)
    x0, y0, x1, y1 = key.shape.edges
    left, top = key.shape.outline[0]
    width, height = 100 / media.width, 100 / media.height
    place = {"x": left * width, "y": top * height}
    place |= {"width": (x1 - x0) * width, "height": (y1 - y0) * height}
    return place | {"rotation": key.shape.rotation}


def _time(media: MediaFacts, frames: int) -> float:
    """When so many frames are over, in seconds; 0 where times are not known."""
    return float(end_of(media, frames)) if media.pts else 0.0


def _segment(segment: Segment) -> Row:
    ranges = [{"start": segment.start + 1, "end": segment.stop}]
    value = {"ranges": ranges, "timelinelabels": [segment.label]}
    row = _row("timelinelabels", f"segment-{segment.id}", value)
    return row | _meta(segment.attributes, segment.provenance) | kept_of(segment.extra)


def _tag(number: int, tag: Tag) -> Row:
    row = _row("choices", f"tag-{number}", {"choices": [tag.label]})
    return row | _meta(tag.attributes, tag.provenance)


def _row(kind: str, id_: str, value: Row) -> Row:
    names = {"from_name": FROM_NAMES[kind], "to_name": "video"}
    return {"id": id_, "type": kind, **names, "origin": "manual", "value": value}


def _meta(attributes: Attributes, provenance: Provenance) -> Row:
    meta = {"attributes": dict(attributes)} if attributes else {}
    said = provenance_row(provenance)
    meta |= {"provenance": said} if said else {}
    return {"meta": meta} if meta else {}
