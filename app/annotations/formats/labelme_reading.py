"""LabelMe's files as a layer, everything in them doubted."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.annotations.formats.clip_size import MAX_SIDE, agreed
from app.annotations.formats.coco_fields import MAX_ID, attributes_of, unknown_fields
from app.annotations.formats.folder import files_in
from app.annotations.formats.frame_files import frame_files
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.json_document import read_json
from app.annotations.formats.labelme_shapes import shape_of
from app.annotations.formats.labelme_writing import VERSION
from app.annotations.formats.needs import need_media
from app.annotations.formats.text_file import lines_of
from app.annotations.layer import AnnotationLayer
from app.annotations.model import NONE, Keyframe, Label
from app.annotations.shapes import Polygon
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.layer import MediaFacts

_FRAME = {"shapes", "imagePath", "imageData", "imageHeight", "imageWidth", "frame_index"}
_SHAPE = {
    *("label", "points", "group_id", "shape_type", "mask", "flags", "attributes"),
    *("score", "z_order", "box", "radius"),
}
_LAYERS = 10**6
"""The highest z-order."""


def layer_of(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer a folder describes.

    Raises:
        AnnotationError: no such folder, frames of several sizes, or anything that is not valid.
    """
    files = files_in(path, "**/*.json")
    names = path / "labels.txt"
    known = names.is_file() and names.resolve().is_relative_to(path.resolve())
    if not files and not known:
        raise AnnotationError(f"{path.name} holds neither JSON files nor a labels.txt.")
    reading = _Reading([line.text for line in lines_of(names)] if known else [])
    frames = frame_files(files, media.frame_count if media else None)
    count = 0 if media else max(frames, default=-1) + 1
    for frame, file in frames.items():
        root = read_json(file)
        height, width = root.get("imageHeight"), root.get("imageWidth")
        if height is None or width is None:
            media = need_media(media, file)
        else:
            size = width.whole(1, MAX_SIDE), height.whole(1, MAX_SIDE)
            media = agreed(file, size, count, media, path.name)
        reading.read_frame(root, frame, media)
    return reading.layer(need_media(media, path))


class _Reading:
    """Files being read, in order of their frames."""

    def __init__(self, names: list[str]) -> None:
        self._labels = dict.fromkeys(names)
        self._gathered = Gathering()
        self._loose: list[tuple[str, Keyframe]] = []
        self._groups: dict[int, list[tuple[str, Keyframe]]] = {}
        self._frames: dict[str, dict[str, Any]] = {}

    def layer(self, media: MediaFacts) -> AnnotationLayer:
        """Everything, once all frames are read."""
        highest = max(self._groups, default=0)
        for id_, found in self._groups.items():
            numbers: dict[str, int] = {}
            for label, key in found:
                # A number is one object's in LabelMe on one picture only: labels tell them apart.
                if label not in numbers:
                    highest += bool(numbers)
                    numbers[label] = highest if numbers else id_
                self._add(numbers[label], label, key)
        for label, key in self._loose:
            self._gathered.add_loose(label, key)
        extra = MappingProxyType({"labelme": self._frames}) if self._frames else NONE
        labels = tuple(map(Label, self._labels))
        tracks = self._gathered.tracks(media.frame_count)
        return AnnotationLayer(media, labels, tracks, extra=extra)

    def _add(self, id_: int, label: str, key: Keyframe) -> None:
        """Polygons of one object on one frame are its parts; other shapes stand for themselves."""
        earlier = self._gathered.has(id_, key.frame)
        if earlier is None:
            self._gathered.add(id_, label, key)
        elif isinstance(earlier.shape, Polygon) and isinstance(key.shape, Polygon):
            joined = Polygon(earlier.shape.rings + key.shape.rings)
            self._gathered.put(id_, replace(earlier, shape=joined))
        else:
            self._loose.append((label, key))

    def read_frame(self, root: JsonNode, frame: int, media: MediaFacts) -> None:
        """Read one file."""
        for row in root["shapes"].rows():
            label = row["label"].text()
            if not label:
                row.refuse("has an empty label")
            self._labels.setdefault(label)
            key, group = _keyframe(row, frame, media), row.get("group_id")
            if group is None:
                self._loose.append((label, key))
            else:
                self._groups.setdefault(group.whole(0, MAX_ID), []).append((label, key))
        kept = unknown_fields(root, _FRAME)
        if kept.get("version") == VERSION:
            del kept["version"]
        if not kept.get("flags", True):
            del kept["flags"]
        if kept:
            self._frames[str(frame)] = kept


def _keyframe(row: JsonNode, frame: int, media: MediaFacts) -> Keyframe:
    found = row.get("flags")
    flags = dict(found.fields()) if found else {}
    occluded = flags.get("occluded") is True
    if isinstance(flags.get("occluded"), bool):
        del flags["occluded"]
    attributes, _, rest = attributes_of(_attributes_alone(row))
    extra = unknown_fields(row, _SHAPE) | ({"flags": flags} if flags else {})
    extra |= {"attributes": rest} if rest else {}
    if not extra.get("description", True):
        del extra["description"]
    score, z_order = row.get("score"), row.get("z_order")
    return Keyframe(
        frame,
        shape_of(row, media),
        occluded=occluded,
        attributes=attributes,
        score=score.number(0, 1) if score else None,
        extra=MappingProxyType({"labelme": extra}) if extra else NONE,
        z_order=z_order.whole(-_LAYERS, _LAYERS) if z_order else 0,
    )


def _attributes_alone(row: JsonNode) -> JsonNode:
    """The row with nothing but its attributes, of which none has a meaning of its own here."""
    found = row.get("attributes")
    fields = {"attributes": found.fields() if found else {}, "occluded": False, "track_id": 0}
    return row.holding(fields)
