"""A layer as COCO JSON, one annotation to a line, written as it is listed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import (
    attributes_row,
    category_row,
    provenance_row,
    times_row,
)
from app.annotations.formats.coco_geometry import geometry_row
from app.annotations.interpolation import stretches
from app.annotations.queries import shapes_at, shown_frames
from app.annotations.shapes import Skeleton
from app.base.errors import AnnotationError
from app.base.files import appearing

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Extra, Tag, Track
    from app.annotations.shapes import Shape

Row = dict[str, Any]

MAX_ANNOTATIONS = 10_000_000
"""Beyond this a dense listing is of no use to anyone (some gigabytes)."""


def write(layer: AnnotationLayer, path: Path, *, compressed: bool, polygons: bool) -> None:
    """Write the file, whole or not at all.

    Raises:
        AnnotationError: too many annotations, a mask of another size, or the disk refuses.
    """
    if shown_frames(layer) > MAX_ANNOTATIONS:
        raise AnnotationError(
            f"COCO lists every frame, here more than {MAX_ANNOTATIONS:,} shapes; "
            "choose a format that keeps keyframes."
        )
    writer = _Rows(layer, compressed, polygons)
    try:
        with appearing(path) as partial, partial.open("w", encoding="ascii") as file:
            file.writelines(json_lines(writer.sections()))
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error


def image_name(file_name: str, frame: int) -> str:
    """The picture file a frame would be saved as."""
    return f"{PurePath(file_name).stem or 'frame'}_{frame:06d}.png"


def json_lines(sections: Mapping[str, Row | Iterable[Row]]) -> Iterator[str]:
    """The text of the file, piece by piece; lists have one item to a line."""
    start = "{"
    for name, section in sections.items():
        yield f"{start}\n{json.dumps(name)}: "
        start = ","
        if not isinstance(section, list | Iterator):
            yield json.dumps(section)
            continue
        first = True
        for row in section:
            yield ("[\n" if first else ",\n") + json.dumps(row)
            first = False
        yield "[]" if first else "\n]"
    yield "\n}\n"


class _Rows:
    """The rows of a COCO file."""

    def __init__(self, layer: AnnotationLayer, compressed: bool, polygons: bool) -> None:
        self._layer = layer
        self._compressed, self._polygons = compressed, polygons
        self._categories = {label.name: id_ for id_, label in enumerate(layer.labels, 1)}
        self._kept = _kept(layer.extra)
        self._images: dict[int, Row] = {
            int(frame): row for frame, row in self._kept.get("images", {}).items()
        }
        self._frames = self._annotated_frames()

    def sections(self) -> dict[str, Row | Iterable[Row]]:
        """The top level, in order; the long lists are made as they are read."""
        layer = self._layer
        top: dict[str, Row | Iterable[Row]] = {"info": {}, "licenses": []}
        top |= self._kept.get("top", {})
        tags = [self._tag(tag) for tag in layer.tags]
        return top | {
            "videos": [self._video() | ({"tags": tags} if tags else {})],
            "images": map(self._image, enumerate(self._frames, 1)),
            "categories": [
                category_row(label, self._categories[label.name], "coco") for label in layer.labels
            ],
            "tracks": [self._track(track) for track in layer.tracks],
            "annotations": self._annotations(),
        }

    def _tag(self, tag: Tag) -> Row:
        row = {"category_id": self._categories[tag.label]} | provenance_row(tag.provenance)
        return row | attributes_row(tag.attributes, {}, {})

    def _track(self, track: Track) -> Row:
        row = {"id": track.id, "video_id": 1, "category_id": self._categories[track.label]}
        row |= provenance_row(track.provenance) | attributes_row(track.attributes, {}, {})
        return _kept(track.extra) | row

    def _annotated_frames(self) -> list[int]:
        count = self._layer.media.frame_count
        spans = {span for track in self._layer.tracks for span in stretches(track, count)}
        frames = {frame for span in spans for frame in range(*span)}
        return sorted(frames | set(self._images))

    def _video(self) -> Row:
        media = self._layer.media
        row: Row = self._kept.get("video", {}) | {"id": 1, "name": media.file_name}
        row |= {"width": media.width}
        row |= {"height": media.height, "length": media.frame_count}
        return row | times_row(media)

    def _image(self, numbered: tuple[int, int]) -> Row:
        id_, frame = numbered
        media = self._layer.media
        row: Row = {"id": id_, "width": media.width, "height": media.height}
        row |= {"file_name": image_name(media.file_name, frame)}
        row |= self._images.get(frame, {})
        row |= {"video_id": 1, "frame_index": frame}
        if (time := media.time_of(frame)) is not None:
            row |= {"time": float(time), "exact_time": str(time)}
        return row

    def _annotations(self) -> Iterator[Row]:
        id_ = 0
        for image_id, frame in enumerate(self._frames, 1):
            for shape in shapes_at(self._layer, frame):
                id_ += 1
                yield {"id": id_, "image_id": image_id} | self._annotation(shape)

    def _annotation(self, found: ShapeAt) -> Row:
        media, origin, shape = self._layer.media, found.origin, found.shape
        row: Row = {"category_id": self._categories[found.track.label], "iscrowd": 0}
        row |= geometry_row(
            shape,
            media.width,
            media.height,
            compressed=self._compressed,
            polygons=self._polygons,
        )
        row |= {"track_id": found.track.id, "shape": type(shape).__name__.lower()}
        told = {"score": origin.score, "occluded": origin.occluded or None}
        told["z_order"] = origin.z_order or None
        row |= {name: value for name, value in told.items() if value is not None}
        kept = _kept(origin.extra)
        attributes = attributes_row(
            origin.attributes, found.track.attributes, kept.pop("attributes", {})
        )
        if "occluded" in attributes.get("attributes", {}):
            row["occluded"] = origin.occluded  # or the attribute would be taken for it
        row |= attributes
        beside = kept.pop("beside_keypoints", None)
        if beside is not None and _is_unchanged(shape, beside):
            # Given back as it came, it is read again as it was.
            row = {name: row[name] for name in row if name not in ("shape", "geometry")}
            kept |= beside
        return row | kept


def _is_unchanged(shape: Shape, beside: Row) -> bool:
    """Whether an imported annotation's joints are where they were."""
    if not isinstance(shape, Skeleton):
        return False
    joints = zip(shape.points, shape.states, strict=True)
    now = [number for (x, y), state in joints for number in (x, y, state)]
    return bool(now == beside["keypoints"])


def _kept(extra: Extra) -> dict[str, Any]:
    """What an imported COCO file said beyond our words."""
    found = extra.get("coco")
    return dict(found) if isinstance(found, Mapping) else {}
