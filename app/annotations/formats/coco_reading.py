"""COCO JSON as a layer, everything in it doubted."""

from __future__ import annotations

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
    track_id_of,
    unknown_fields,
)
from app.annotations.formats.coco_quick import plain_box, plain_score
from app.annotations.formats.coco_shapes import shape_of, skeleton_of
from app.annotations.formats.coco_writing import image_name
from app.annotations.formats.refusals import naming
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import MAX_SAMPLES
from app.annotations.model import HAND, MAX_FRAME, NONE, Keyframe, Label, Provenance, Tag, Track

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.model import Attributes, Extra
    from app.annotations.shapes import Shape

_Found = tuple[str, "int | None", Keyframe]
"""Label, track and keyframe of an annotation."""

_MAX_SIDE = 1 << 20
_SECTIONS = {"videos", "images", "categories", "tracks", "annotations"}
_DEFAULTS = {"info", "licenses"}
"""Sections written empty when nothing is known; empty ones are not worth keeping."""
_IMAGE = {"id", "width", "height", "video_id", "frame_index", "time", "exact_time"}
_VIDEO = {"id", "name", "width", "height", "length", "time_base", "pts", "tags"}
_TRACK = {
    *("id", "video_id", "category_id", "attributes"),
    *("source", "model", "version", "score", "accepted"),
}
_ANNOTATION = {
    *("id", "image_id", "category_id", "bbox", "area", "segmentation", "iscrowd", "track_id"),
    *("shape", "geometry", "score", "occluded", "z_order", "attributes", "stated_attributes"),
}
_KEYPOINTS = {"keypoints", "num_keypoints"}
_BESIDE_KEYPOINTS = ("keypoints", "segmentation", "bbox", "area")
"""What an annotation with keypoints says of their person's outline, kept as it is."""


def layer_of(root: JsonNode, media: MediaFacts | None = None) -> AnnotationLayer:
    """The layer a COCO document describes: one clip, its images being frames.

    Raises:
        AnnotationError: anything in it that is not valid, with its place.
    """
    with naming(root.file):
        return _Reading(root, media).layer()


class _Reading:
    """One document being read; each method reads one section and needs those before it."""

    def __init__(self, root: JsonNode, known: MediaFacts | None) -> None:
        self._root = root
        self._known = known
        self._top: dict[str, Any] = {}
        self._labels: dict[int, Label] = {}
        self._frames: dict[int, int] = {}
        self._images: dict[int, dict[str, Any]] = {}
        self._seen: dict[int, dict[int, Keyframe]] = {}
        self._label_of: dict[int, str] = {}
        self._provenance: dict[int, Provenance] = {}
        self._attributes: dict[int, Attributes] = {}
        self._track_extra: dict[int, Extra] = {}

    def layer(self) -> AnnotationLayer:
        """Everything."""
        self._read_categories()
        video = self._video()
        media = self._media(video)
        tags = self._tags(video)
        self._read_track_rows()
        self._read_annotations(media)
        tracks = [
            Track(
                id_,
                self._label_of[id_],
                dense_keyframes([seen[frame] for frame in sorted(seen)], media.frame_count),
                self._provenance.get(id_, HAND),
                self._attributes.get(id_, NONE),
                self._track_extra.get(id_, NONE),
            )
            for id_, seen in self._seen.items()
            if seen
        ]
        labels = tuple(self._labels.values())
        return AnnotationLayer(media, labels, tuple(tracks), tags=tags, extra=self._extra(video))

    def _read_categories(self) -> None:
        for row in self._root["categories"].rows():
            id_ = row["id"].whole(0, MAX_ID)
            if id_ in self._labels:
                row.refuse(f"has the id {id_} of an earlier category")
            self._labels[id_] = label_of(row, "coco")

    def _video(self) -> JsonNode | None:
        found = self._root.get("videos")
        videos = list(found.rows()) if found else []
        if len(videos) > 1:
            videos[1].refuse("is a second video; a layer describes one clip, so split the file")
        return videos[0] if videos else None

    def _media(self, video: JsonNode | None) -> MediaFacts:
        name = PurePosixPath(video["name"].text().replace("\\", "/")).name if video else ""
        images = list(self._root["images"].rows())
        size = self._size(video, images)
        self._read_images(images, self._known.file_name if self._known else name)
        length = video.get("length") if video else None
        shown = max(self._frames.values(), default=-1) + 1
        count = length.whole(shown, MAX_FRAME) if length else shown
        if self._known is not None:
            return agreed(Path(self._root.file), size, count, self._known)
        time_base, pts = times_of(video, count)
        return MediaFacts(name, *size, count, time_base, pts)

    def _size(self, video: JsonNode | None, images: list[JsonNode]) -> tuple[int, int]:
        sized = ([video] if video and video.get("width") else []) + images
        if not sized:
            self._root.refuse("has no image and no video, so the picture's size is unknown")
        sizes = [
            (row["width"].whole(1, _MAX_SIDE), row["height"].whole(1, _MAX_SIDE)) for row in sized
        ]
        for row, size in zip(sized, sizes, strict=True):
            if size != sizes[0] or size[0] * size[1] > MAX_SAMPLES:
                row.refuse(
                    "has a size of its own or one that is too large; a layer describes one clip, "
                    "whose frames all have one size"
                )
        return sizes[0]

    def _read_images(self, images: list[JsonNode], name: str) -> None:
        """Tie image ids to frames: by `frame_index`, or where no image has one by order of id."""
        numbered = [row for row in images if row.get("frame_index")]
        if numbered and len(numbered) < len(images):
            bare = next(row for row in images if not row.get("frame_index"))
            bare.refuse("has no frame_index, though other images have one")
        ids = [row["id"].whole(0, MAX_ID) for row in images]
        order = {id_: place for place, id_ in enumerate(sorted(ids))}
        taken: set[int] = set()
        for id_, row in zip(ids, images, strict=True):
            frame = row["frame_index"].whole(0, MAX_FRAME - 1) if numbered else order[id_]
            if id_ in self._frames or frame in taken:
                row.refuse("repeats the id or frame_index of an earlier image")
            self._frames[id_] = frame
            taken.add(frame)
            self._keep_image(row, frame, name)

    def _keep_image(self, row: JsonNode, frame: int, name: str) -> None:
        kept = unknown_fields(row, _IMAGE)
        if kept.get("file_name") == image_name(name, frame):
            del kept["file_name"]
        self._images[frame] = kept

    def _tags(self, video: JsonNode | None) -> tuple[Tag, ...]:
        found = video.get("tags") if video else None
        rows = found.rows() if found else ()
        return tuple(
            Tag(self._label(row).name, provenance_of(row), plain_attributes(row)) for row in rows
        )

    def _label(self, row: JsonNode) -> Label:
        category = row["category_id"]
        label = self._labels.get(category.whole(0, MAX_ID))
        return label or category.refuse(f"is {category.value}, but there is no such category")

    def _read_track_rows(self) -> None:
        found = self._root.get("tracks")
        for row in found.rows() if found else ():
            id_ = row["id"].whole(0, MAX_ID)
            if id_ in self._seen:
                row.refuse(f"has the id {id_} of an earlier track")
            self._seen[id_], self._label_of[id_] = {}, self._label(row).name
            self._provenance[id_] = provenance_of(row)
            self._attributes[id_] = plain_attributes(row)
            kept = unknown_fields(row, _TRACK)
            self._track_extra[id_] = shared({"coco": kept} if kept else {})

    def _read_annotations(self, media: MediaFacts) -> None:
        loose: list[tuple[str, Keyframe]] = []
        for row in self._root["annotations"].rows():
            plain = self._plain(row.value, media)
            label, track_id, keyframe = plain or self._careful(row, media)
            if track_id is None:
                loose.append((label, keyframe))
            else:
                self._add(row, track_id, label, keyframe)
        first = max(self._seen, default=0) + 1
        for id_, (label, keyframe) in enumerate(loose, first):
            self._seen[id_], self._label_of[id_] = {keyframe.frame: keyframe}, label

    def _plain(self, row: Any, media: MediaFacts) -> _Found | None:
        """What a row of nothing but a box says; None where it needs a closer look."""
        box = plain_box(row, media.width, media.height)
        if box is None:
            return None
        category, image, track = row.get("category_id"), row.get("image_id"), row.get("track_id")
        if type(category) is not int or type(image) is not int:
            return None
        label, frame = self._labels.get(category), self._frames.get(image)
        known = track is None or (type(track) is int and 0 <= track <= MAX_ID)
        if label is None or frame is None or not known:
            return None
        self._mention(frame)
        return label.name, track, Keyframe(frame, box, score=plain_score(row))

    def _careful(self, row: JsonNode, media: MediaFacts) -> _Found:
        return self._label(row).name, track_id_of(row), self._keyframe(row, media)

    def _mention(self, frame: int) -> None:
        """An image with annotations needs no mention of its own, unless it has unknown fields."""
        if not self._images.get(frame, True):
            del self._images[frame]

    def _add(self, row: JsonNode, id_: int, label: str, keyframe: Keyframe) -> None:
        if self._label_of.setdefault(id_, label) != label:
            row.refuse(f"gives track {id_} a second category")
        seen = self._seen.setdefault(id_, {})
        if keyframe.frame in seen:
            row.refuse(f"is a second shape of track {id_} on frame {keyframe.frame}")
        seen[keyframe.frame] = keyframe

    def _keyframe(self, row: JsonNode, media: MediaFacts) -> Keyframe:
        image = row["image_id"]
        frame = self._frames.get(image.whole(0, MAX_ID))
        if frame is None:
            image.refuse(f"is {image.value}, but there is no such image")
        self._mention(frame)
        attributes, occluded, rest = attributes_of(row)
        shape, extra = self._shape(row, media)
        extra |= {"attributes": rest} if rest else {}
        score, z_order, track_id = row.get("score"), row.get("z_order"), track_id_of(row)
        lasting = NONE if track_id is None else self._attributes.get(track_id, NONE)
        return Keyframe(
            frame,
            shape,
            occluded=occluded,
            attributes=own_attributes(row, attributes, lasting),
            score=score.number(0, 1) if score else None,
            extra=shared({"coco": extra} if extra else {}),
            z_order=z_order.whole(-MAX_ID, MAX_ID) if z_order else 0,
        )

    def _shape(self, row: JsonNode, media: MediaFacts) -> tuple[Shape, dict[str, Any]]:
        """The annotation's shape, and what the annotation says that we have no word for."""
        fields, kind = row.fields(), row.get("shape")
        extra = unknown_fields(row, _ANNOTATION)
        if crowd := row.get("iscrowd"):
            extra |= {"iscrowd": 1} if crowd.whole(0, 1) else {}
        if kind is not None or not fields.get("num_keypoints") or not fields.get("keypoints"):
            ours = kind is not None and kind.value == "skeleton"
            extra = {key: extra[key] for key in extra if not (ours and key in _KEYPOINTS)}
            return shape_of(row, media.width, media.height), extra
        beside = {key: fields[key] for key in _BESIDE_KEYPOINTS if key in fields}
        extra = {key: extra[key] for key in extra if key not in _KEYPOINTS}
        return skeleton_of(row["keypoints"]), extra | {"beside_keypoints": beside}

    def _extra(self, video: JsonNode | None) -> Mapping[str, Any]:
        top = unknown_fields(self._root, _SECTIONS)
        kept: dict[str, Any] = {
            "top": {key: value for key, value in top.items() if value or key not in _DEFAULTS},
            "video": unknown_fields(video, _VIDEO) if video else {},
            "images": {str(frame): row for frame, row in self._images.items()},
        }
        kept = {name: rows for name, rows in kept.items() if rows}
        return shared({"coco": kept} if kept else {})
