"""OpenTimelineIO timelines: shots are clips, segments are markers, groups of labels are tracks.

Written and read as JSON (https://opentimelineio.readthedocs.io). Times count frames where the
clip's frames are even, else ticks of its time base, from the first frame. What OpenTimelineIO has
no word for (labels, tags, numbers, who said so) travels in metadata called `reelwright`.
"""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.annotations.formats import otio_reading
from app.annotations.formats.coco_fields import provenance_row
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.json_document import read_json
from app.annotations.formats.layer_steps import extras_but
from app.annotations.formats.needs import need_media
from app.annotations.formats.otio_reading import OWN, SHOTS
from app.annotations.formats.otio_words import marker_colour
from app.annotations.formats.refusals import naming
from app.annotations.formats.segment_steps import IN_ORDER, OBJECTS, TIMED, WITHIN
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import write_text
from app.annotations.layer_json import plain_label
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Segment, Tag

Row = dict[str, Any]


class OtioFormat(SteppedFormat):
    """OpenTimelineIO."""

    name = "otio"
    title = "OpenTimelineIO"
    suffix = ".otio"
    steps = (OBJECTS, TIMED, WITHIN, IN_ORDER, extras_but("otio"))

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a timeline of the whole clip."""
        row = _Timeline(layer).row()
        write_text(path, json.dumps(row, indent=1, ensure_ascii=False) + "\n")

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the edges of the first track's items as cuts, markers of all tracks as segments."""
        with naming(path.name):
            return otio_reading.layer_of(read_json(path), need_media(media, path), path)


class _Timeline:
    """The rows of one layer."""

    def __init__(self, layer: AnnotationLayer) -> None:
        self._layer = layer
        self._clock = FrameClock(layer.media)
        self._rate = self._clock.even_rate()
        self._labels = {label.name: label for label in layer.labels}

    def row(self) -> Row:
        """The root."""
        layer = self._layer
        groups = dict.fromkeys(label.group for label in layer.labels if label.group)
        own = layer.extra.get("otio")
        metadata: Row = dict(own) if isinstance(own, dict) else {}
        metadata[OWN] = {
            "labels": [plain_label(label) for label in layer.labels],
            "tags": [_said(tag) | {"label": tag.label} for tag in layer.tags],
        }
        tracks = [self._track(SHOTS, "", layer.cuts)]
        tracks += [self._track(group, group) for group in groups if self._markers(group)]
        stack = _item("Stack.1", "tracks") | {"children": tracks, "source_range": None}
        row: Row = {"OTIO_SCHEMA": "Timeline.1", "metadata": metadata}
        return row | {"name": layer.media.file_name, "global_start_time": None, "tracks": stack}

    def _track(self, name: str, group: str, cuts: Sequence[int] | None = None) -> Row:
        count = self._clock.count
        row = _item("Track.1", name) | {"kind": "Video", "source_range": None}
        if group:
            row["metadata"] = {OWN: {"group": group}}
        row["markers"] = self._markers(group)
        if cuts is None:
            row["children"] = [_item("Gap.1", "") | {"source_range": self._range(0, count)}]
        else:
            edges = (0, *cuts, count) if count else ()
            spans = enumerate(pairwise(edges), 1)
            row["children"] = [self._clip(number, *span) for number, span in spans]
        return row

    def _clip(self, number: int, start: int, stop: int) -> Row:
        reference: Row = {"OTIO_SCHEMA": "ExternalReference.1", "metadata": {}, "name": ""}
        reference |= {"available_range": self._range(0, self._clock.count)}
        reference |= {"available_image_bounds": None, "target_url": self._layer.media.file_name}
        row = _item("Clip.2", f"Shot {number}") | {"source_range": self._range(start, stop)}
        row["media_references"] = {"DEFAULT_MEDIA": reference}
        return row | {"active_media_reference_key": "DEFAULT_MEDIA"}

    def _markers(self, group: str) -> list[Row]:
        parts = self._layer.segments
        return [self._marker(part) for part in parts if self._labels[part.label].group == group]

    def _marker(self, part: Segment) -> Row:
        own = part.extra.get("otio")
        kept_: Row = dict(own) if isinstance(own, dict) else {}
        metadata = kept_.get("metadata")
        metadata = dict(metadata) if isinstance(metadata, dict) else {}
        metadata[OWN] = {"id": part.id} | _said(part)
        comment = kept_.get("comment", "")
        row: Row = {"OTIO_SCHEMA": "Marker.2", "metadata": metadata, "name": part.label}
        row |= {"color": marker_colour(self._labels[part.label].colour)}
        row |= {"marked_range": self._range(part.start, part.stop)}
        return row | {"comment": comment if isinstance(comment, str) else ""}

    def _range(self, start: int, stop: int) -> Row:
        first, end = self._time(start), self._time(stop)
        length = end | {"value": end["value"] - first["value"]}
        return {"OTIO_SCHEMA": "TimeRange.1", "start_time": first, "duration": length}

    def _time(self, frame: int) -> Row:
        base = self._layer.media.time_base
        rate = self._rate or 1 / base
        value = frame if self._rate else int(self._clock.at(frame) / base)
        return {"OTIO_SCHEMA": "RationalTime.1", "rate": float(rate), "value": float(value)}


def _item(schema: str, name: str) -> Row:
    row: Row = {"OTIO_SCHEMA": schema, "metadata": {}, "name": name, "source_range": None}
    return row | {"effects": [], "markers": [], "enabled": True, "color": None}


def _said(thing: Segment | Tag) -> Row:
    row = provenance_row(thing.provenance)
    return row | ({"attributes": dict(thing.attributes)} if thing.attributes else {})
