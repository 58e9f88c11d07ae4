"""A layer as COCO JSON, one annotation to a line, written as it is listed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.annotations.interpolation import stretches
from app.annotations.masks import Mask
from app.annotations.model import HAND
from app.annotations.outlines import outline
from app.annotations.queries import shapes_at, shown_frames
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from app.base.files import appearing

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Extra, Provenance
    from app.annotations.shapes import Polygon, Shape

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
            file.writelines(_document(writer.sections()))
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error


def provenance_row(provenance: Provenance) -> Row:
    """Who said so; nothing for a hand."""
    if provenance == HAND:
        return {}
    names = ("source", "model", "version", "score", "accepted")
    return {name: getattr(provenance, name) for name in names}


def image_name(file_name: str, frame: int) -> str:
    """The picture file a frame would be saved as."""
    return f"{PurePath(file_name).stem or 'frame'}_{frame:06d}.png"


def _document(sections: dict[str, Row | Iterable[Row]]) -> Iterator[str]:
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
        tags = [
            {"category_id": self._categories[tag.label]} | provenance_row(tag.provenance)
            for tag in layer.tags
        ]
        return top | {
            "videos": [self._video() | ({"tags": tags} if tags else {})],
            "images": map(self._image, enumerate(self._frames, 1)),
            "categories": [
                {"supercategory": ""}
                | _kept(label.extra)
                | {"id": self._categories[label.name], "name": label.name}
                | ({"color": label.colour} if label.colour else {})
                for label in layer.labels
            ],
            "tracks": [
                {"id": track.id, "video_id": 1, "category_id": self._categories[track.label]}
                | provenance_row(track.provenance)
                for track in layer.tracks
            ],
            "annotations": self._annotations(),
        }

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
        if media.pts:
            row |= {"time_base": str(media.time_base), "pts": list(media.pts)}
        return row

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
        media, origin = self._layer.media, found.origin
        shape = _inside(found.shape, media.width, media.height)
        x0, y0, x1, y1 = shape.bounds
        row: Row = {"category_id": self._categories[found.track.label], "iscrowd": 0}
        row |= {"bbox": [x0, y0, x1 - x0, y1 - y0], "area": shape.area}
        row |= {"segmentation": self._segmentation(shape), "track_id": found.track.id}
        row["shape"] = type(found.shape).__name__.lower()
        if origin.score is not None:
            row["score"] = origin.score
        if origin.occluded:
            row["occluded"] = True
        kept = dict(_kept(origin.extra))
        attributes = {**kept.pop("attributes", {}), **origin.attributes}
        return row | ({"attributes": attributes} if attributes else {}) | kept

    def _segmentation(self, shape: Shape) -> Row | list[list[float]]:
        if isinstance(shape, Box):
            x0, y0, x1, y1 = shape.bounds
            return [[x0, y0, x1, y0, x1, y1, x0, y1]]
        if not isinstance(shape, Mask):
            return _flat(shape)
        if self._polygons and (polygon := _faithful(shape)):
            return _flat(polygon)
        counts = shape.text if self._compressed else shape.counts.tolist()
        return {"size": [shape.height, shape.width], "counts": counts}


def _kept(extra: Extra) -> dict[str, Any]:
    """What an imported COCO file said beyond our words."""
    return dict(extra.get("coco", {}))


def _flat(polygon: Polygon) -> list[list[float]]:
    return [[number for point in ring for number in point] for ring in polygon.rings]


def _faithful(mask: Mask) -> Polygon | None:
    """The mask's outline if it says all: None for holes and for an empty mask."""
    polygon, holes = outline(mask)
    return None if holes else polygon


def _inside(shape: Shape, width: int, height: int) -> Shape:
    """The shape with its points brought into the picture.

    Raises:
        AnnotationError: a mask of a picture of another size.
    """
    if not isinstance(shape, Mask):
        return shape.clamped(width, height)
    if (shape.width, shape.height) != (width, height):
        raise AnnotationError(
            f"A mask is {shape.width}×{shape.height} but the clip {width}×{height}; "
            "resize it first."
        )
    return shape
