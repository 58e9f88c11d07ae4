"""Label Studio's tasks as a layer, everything in them doubted."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from app.annotations.formats.clip_size import MAX_SIDE, agreed
from app.annotations.formats.coco_fields import (
    MAX_ID,
    attributes_of,
    provenance_of,
    shared,
    unknown_fields,
)
from app.annotations.formats.json_document import JsonNode, read_json
from app.annotations.formats.label_studio_sequence import keyframes_of
from app.annotations.formats.label_studio_writing import FROM_NAMES
from app.annotations.formats.needs import need_media
from app.annotations.layer import AnnotationLayer
from app.annotations.model import HAND, MAX_FRAME, NONE, Label, Provenance, Segment, Tag, Track

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import MediaFacts
    from app.annotations.model import Attributes

_TASK = {"id", "data", "meta", "annotations", "predictions"}
_RESULT = {"id", "type", "from_name", "to_name", "origin", "value", "meta"}
_SIZES = {"original_width", "original_height"}
_OWN_ID = re.compile("(?:object|segment|tag)-([0-9]{1,15})")
_COLOUR = re.compile("#[0-9a-f]{6}")


def layer_of(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer a task describes.

    Raises:
        AnnotationError: several tasks or annotations, or anything in them that is not valid.
    """
    root = read_json(path)
    tasks = list(root.rows()) if isinstance(root.value, list) else [root]
    if len(tasks) != 1:
        root.refuse(f"has {len(tasks)} tasks; a layer describes one clip, so split the file")
    return _Reading(path, tasks[0], media).layer()


class _Reading:
    """One task being read."""

    def __init__(self, path: Path, task: JsonNode, media: MediaFacts | None) -> None:
        self._path, self._task = path, task
        self._labels: dict[str, Label] = {}
        self._tracks: dict[int, Track] = {}
        self._segments: dict[int, Segment] = {}
        self._tags: list[Tag] = []
        self._loose_tracks: list[Track] = []
        self._loose_segments: list[Segment] = []
        self._others: list[Any] = []
        self._by = HAND
        self._annotation: dict[str, Any] = {}
        self._results = self._find_results()
        self._media = self._clip(media)

    def layer(self) -> AnnotationLayer:
        """Everything."""
        self._read_labels()
        readers = {
            "videorectangle": self._read_track,
            "timelinelabels": self._read_segment,
            "choices": self._read_tags,
        }
        for row in self._results:
            reader = readers.get(row["type"].text().lower())
            if reader is None:
                self._others.append(row.value)
            else:
                reader(row)
        for id_, track in enumerate(self._loose_tracks, max(self._tracks, default=0) + 1):
            self._tracks[id_] = replace(track, id=id_)
        for id_, part in enumerate(self._loose_segments, max(self._segments, default=0) + 1):
            self._segments[id_] = replace(part, id=id_)
        return AnnotationLayer(
            self._media,
            tuple(self._labels.values()),
            tuple(self._tracks.values()),
            tuple(self._segments.values()),
            tuple(self._tags),
            self._extra(),
        )

    def _find_results(self) -> list[JsonNode]:
        """Those of the one annotation; if there is none, those of the one prediction."""
        found = self._task.get("annotations") or self._task.get("completions")
        rows = (
            [row for row in found.rows() if not row.fields().get("was_cancelled")] if found else []
        )
        guesses = self._task.get("predictions")
        if not rows and guesses:
            rows = list(guesses.rows())
            if rows:
                version = rows[0].get("model_version")
                self._by = Provenance("model", version.text() if version else "", accepted=False)
        elif rows:
            self._annotation = unknown_fields(rows[0], {"id", "result"})
        if len(rows) > 1:
            rows[1].refuse("is a second annotation of the clip; keep one of them")
        return list(rows[0]["result"].rows()) if rows else []

    def _clip(self, media: MediaFacts | None) -> MediaFacts:
        """The clip: its size is in the task's meta, or in every result."""
        meta = self._task.get("meta")
        sized = [(meta, "width", "height")] if meta and meta.get("width") else []
        sized += [
            (row, "original_width", "original_height")
            for row in self._results
            if row.get("original_width") and row.get("original_height")
        ]
        if not sized:
            return need_media(media, self._path)
        node, across, down = sized[0]
        assert node is not None
        size = node[across].whole(1, MAX_SIDE), node[down].whole(1, MAX_SIDE)
        return agreed(self._path, size, 0 if media else self._frames(meta), media, self._name())

    def _frames(self, meta: JsonNode | None) -> int:
        counts = [meta.get("frames")] if meta else []
        counts += [
            row["value"].get("framesCount")
            for row in self._results
            if row["type"].value == "videorectangle"
        ]
        return max((node.whole(0, MAX_FRAME) for node in counts if node), default=0)

    def _name(self) -> str:
        data = self._task.get("data")
        said = data.fields() if data else {}
        first = next((value for value in said.values() if isinstance(value, str)), "")
        return PurePosixPath(str(said.get("video", first)).replace("\\", "/")).name

    def _read_labels(self) -> None:
        meta = self._task.get("meta")
        found = meta.get("labels") if meta else None
        for row in found.rows() if found else ():
            name, colour = row["name"].text(), row.get("color")
            if not name or name in self._labels:
                row.refuse("has no name, or that of an earlier label")
            known = colour is not None and _COLOUR.fullmatch(str(colour.value))
            self._labels[name] = Label(name, str(colour.value) if colour and known else "")

    def _label(self, node: JsonNode) -> str:
        name = node.text()
        if not name:
            node.refuse("is an empty label")
        self._labels.setdefault(name, Label(name))
        return name

    def _read_track(self, row: JsonNode) -> None:
        value = row["value"]
        found = value.get("labels")
        labels = [self._label(node) for node in found.rows()] if found else []
        if not labels:
            self._labels.setdefault("object", Label("object"))
        id_, extra = _identity(row, _SIZES)
        extra |= {"labels": labels} if len(labels) > 1 else {}
        keys = keyframes_of(value["sequence"], self._media)
        if not keys:
            return
        attributes, by = self._meta(row)
        label = labels[0] if labels else "object"
        track = Track(id_ or 0, label, keys, by, attributes, _kept(extra))
        if id_ is None:
            self._loose_tracks.append(track)
        elif id_ in self._tracks:
            row.refuse("has the id of an earlier result")
        else:
            self._tracks[id_] = track

    def _read_segment(self, row: JsonNode) -> None:
        id_, extra = _identity(row, set())
        attributes, by = self._meta(row)
        labels = [self._label(node) for node in row["value"]["timelinelabels"].rows()]
        for part in row["value"]["ranges"].rows():
            start = part["start"].whole(1, MAX_FRAME)
            stop = part["end"].whole(start, MAX_FRAME)
            for label in labels:
                made = Segment(id_ or 0, label, start - 1, stop, attributes, by, _kept(extra))
                if id_ is None or id_ in self._segments:
                    self._loose_segments.append(made)
                else:
                    self._segments[id_] = made

    def _read_tags(self, row: JsonNode) -> None:
        attributes, by = self._meta(row)
        for choice in row["value"]["choices"].rows():
            self._tags.append(Tag(self._label(choice), by, attributes))

    def _meta(self, row: JsonNode) -> tuple[Attributes, Provenance]:
        """What we wrote of attributes and of who said so."""
        meta = row.get("meta")
        if meta is None or not isinstance(meta.value, dict):
            return NONE, self._by
        by = meta.get("provenance")
        found = meta.get("attributes")
        fields = {"attributes": found.fields() if found else {}, "occluded": False, "track_id": 0}
        attributes, _, _ = attributes_of(meta.holding(fields))
        return attributes, provenance_of(by) if by else self._by

    def _extra(self) -> Any:
        task = unknown_fields(self._task, _TASK)
        data = self._task.get("data")
        if data and data.value != {"video": self._media.file_name}:
            task["data"] = data.value
        id_ = self._task.get("id")
        task |= {"id": id_.value} if id_ and id_.value != 1 else {}
        kept = {"task": task, "annotation": self._annotation, "results": self._others}
        return _kept({name: said for name, said in kept.items() if said})


def _identity(row: JsonNode, also: set[str]) -> tuple[int | None, dict[str, Any]]:
    """The number in an id of ours, and what we have no word for, another program's id included."""
    found = row.get("id")
    own = _OWN_ID.fullmatch(found.text()) if found else None
    extra = unknown_fields(row, _RESULT | also)
    if found and own is None:
        extra["id"] = found.text()
    from_name, to_name = row.get("from_name"), row.get("to_name")
    if from_name and from_name.value != FROM_NAMES.get(row["type"].text().lower()):
        extra["from_name"] = from_name.value
    if to_name and to_name.value != "video":
        extra["to_name"] = to_name.value
    origin = row.get("origin")
    if origin and origin.value != "manual":
        extra["origin"] = origin.value
    number = int(own[1]) if own else None
    return (number if number is not None and number <= MAX_ID else None), extra


def _kept(extra: dict[str, Any]) -> Any:
    return shared({"label-studio": extra} if extra else {})
