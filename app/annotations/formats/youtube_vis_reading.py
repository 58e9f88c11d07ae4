"""YouTube-VIS JSON as a layer, everything in it doubted."""

from __future__ import annotations

from itertools import repeat
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from app.annotations.density import dense_keyframes
from app.annotations.formats.clip_size import agreed
from app.annotations.formats.coco_fields import (
    MAX_ID,
    attributes_of,
    label_of,
    own_attributes,
    plain_attributes,
    provenance_of,
    shared,
    times_of,
    unknown_fields,
)
from app.annotations.formats.coco_geometry import clamped_bounds
from app.annotations.formats.coco_shapes import box_from, mask_from, ring_from
from app.annotations.formats.refusals import naming
from app.annotations.formats.youtube_vis_writing import file_names
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import MAX_FRAME, NONE, Keyframe, Track
from app.annotations.shape_json import shape_from
from app.annotations.shapes import Polygon

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.model import Label
    from app.annotations.shapes import Shape

_MAX_SIDE = 1 << 20
_SECTIONS = {"videos", "categories", "annotations"}
_DEFAULTS = {"info", "licenses"}
_VIDEO = {"id", "name", "width", "height", "length", "file_names", "time_base", "pts"}
_LISTS = ("segmentations", "bboxes", "areas", "details")
_ANNOTATION = {
    *("id", "video_id", "category_id", "track_id", "width", "height", "attributes", *_LISTS),
    *("source", "model", "version", "score", "accepted"),
}


def layer_of(root: JsonNode, media: MediaFacts | None) -> AnnotationLayer:
    """The layer of the clip a document describes.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    with naming(root.file):
        video = _video(root, media)
        facts = _media(video, media)
        labels = _labels(root)
        id_ = video["id"].whole(0, MAX_ID)
        rows = [row for row in root["annotations"].rows() if _video_id(row) == id_]
        read = _Reading(facts, labels, video["length"].whole(0, MAX_FRAME))
        tracks = tuple(track for row in rows if (track := read.track(row)) is not None)
        extra = _extra(root, video, facts)
        return AnnotationLayer(facts, tuple(labels.values()), tracks, extra=extra)


def _video_id(row: JsonNode) -> int:
    return row["video_id"].whole(0, MAX_ID)


def _video(root: JsonNode, media: MediaFacts | None) -> JsonNode:
    """The one clip of the document, or the one called like `media`."""
    videos = list(root["videos"].rows())
    if not videos:
        root["videos"].refuse("names no clip")
    if len(videos) == 1:
        return videos[0]
    stem = PurePosixPath(media.file_name).stem if media else ""
    named = [row for row in videos if stem and PurePosixPath(_name(row)).stem == stem]
    if len(named) != 1:
        videos[1].refuse("is a second clip; name the one you want (--media)")
    return named[0]


def _name(video: JsonNode) -> str:
    """The clip's name: told, or the folder its pictures lie in."""
    if told := video.get("name"):
        return PurePosixPath(told.text().replace("\\", "/")).name
    names = video.get("file_names")
    first = next(names.rows(), None) if names else None
    return PurePosixPath(first.text().replace("\\", "/")).parent.name if first else ""


def _media(video: JsonNode, media: MediaFacts | None) -> MediaFacts:
    size = video["width"].whole(1, _MAX_SIDE), video["height"].whole(1, _MAX_SIDE)
    count = video["length"].whole(0, MAX_FRAME)
    facts = agreed(Path(video.file), size, count, media, _name(video))
    if media is not None:
        return facts
    time_base, pts = times_of(video, count)
    return MediaFacts(_name(video), *size, count, time_base, pts)


def _labels(root: JsonNode) -> dict[int, Label]:
    labels: dict[int, Label] = {}
    for row in root["categories"].rows():
        id_ = row["id"].whole(0, MAX_ID)
        if id_ in labels:
            row.refuse(f"has the id {id_} of an earlier category")
        labels[id_] = label_of(row, "youtube-vis")
    return labels


def _extra(root: JsonNode, video: JsonNode, media: MediaFacts) -> Mapping[str, Any]:
    top = unknown_fields(root, _SECTIONS)
    kept: dict[str, Any] = {
        "top": {key: value for key, value in top.items() if value or key not in _DEFAULTS},
        "video": unknown_fields(video, _VIDEO),
    }
    if (found := video.get("file_names")) and not _are_ours([*found.rows()], media):
        kept["video"]["file_names"] = found.value
    kept = {name: rows for name, rows in kept.items() if rows}
    return shared({"youtube-vis": kept} if kept else {})


def _are_ours(names: list[JsonNode], media: MediaFacts) -> bool:
    """Whether pictures are called as we would call them."""
    told = [name.text() for name in names]
    return len(told) == media.frame_count and told == file_names(media)


class _Reading:
    """Rows of one clip."""

    def __init__(self, media: MediaFacts, labels: dict[int, Label], length: int) -> None:
        self._media = media
        self._labels = labels
        self._length = length

    def track(self, row: JsonNode) -> Track | None:
        """The track of a row; None if it is seen on no frame."""
        category = row["category_id"]
        label = self._labels.get(category.whole(0, MAX_ID))
        if label is None:
            category.refuse(f"is {category.value}, but there is no such category")
        lasting = plain_attributes(row)
        seen = []
        for frame, (mask, bbox, _, details) in enumerate(self._frames(row)):
            shape = self._shape(mask, bbox, details)
            if shape is not None:
                seen.append(_keyframe(frame, shape, details, lasting))
        if not seen:
            return None
        kept = unknown_fields(row, _ANNOTATION)
        if kept.get("iscrowd") == 0:
            del kept["iscrowd"]
        return Track(
            (row.get("track_id") or row["id"]).whole(0, MAX_ID),
            label.name,
            dense_keyframes(seen, self._media.frame_count),
            provenance_of(row),
            lasting,
            shared({"youtube-vis": kept} if kept else {}),
        )

    def _frames(self, row: JsonNode) -> Iterable[tuple[JsonNode | None, ...]]:
        """What each list says of each frame; none if there is no list, however long the clip."""
        if not any(row.get(name) for name in _LISTS):
            return ()
        return zip(*[self._list(row, name) for name in _LISTS], strict=True)

    def _list(self, row: JsonNode, name: str) -> Iterable[JsonNode | None]:
        """A list with one entry for each frame; as if all were null if it is missing."""
        found = row.get(name)
        if found is None:
            return repeat(None, self._length)
        entries = [None if entry.value is None else entry for entry in found.rows()]
        if len(entries) != self._length:
            found.refuse(f"has {len(entries)} entries for {self._length} frames")
        return entries

    def _shape(
        self, mask: JsonNode | None, bbox: JsonNode | None, details: JsonNode | None
    ) -> Shape | None:
        width, height = self._media.width, self._media.height
        box = box_from(bbox, width, height) if bbox else None
        told = details.get("geometry") if details else None
        if told and box:
            exact = shape_from(told)
            near = zip(clamped_bounds(exact, width, height), box.bounds, strict=True)
            if not isinstance(exact, Mask) and all(abs(a - b) < 1e-6 for a, b in near):
                return exact
        if mask is None:
            return box
        if isinstance(mask.value, dict):
            return mask_from(mask, width, height)
        return Polygon(tuple(ring_from(part, width, height) for part in mask.rows()))


def _keyframe(
    frame: int, shape: Shape, details: JsonNode | None, lasting: Mapping[str, Any]
) -> Keyframe:
    if details is None:
        return Keyframe(frame, shape)
    attributes, occluded, _ = attributes_of(details)
    score, z_order = details.get("score"), details.get("z_order")
    return Keyframe(
        frame,
        shape,
        occluded=occluded,
        attributes=own_attributes(details, attributes, lasting) if attributes else NONE,
        score=score.number(0, 1) if score else None,
        z_order=z_order.whole(-MAX_ID, MAX_ID) if z_order else 0,
    )
