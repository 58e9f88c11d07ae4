"""A layer as YouTube-VIS JSON, one track to a line, written as it is listed."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from app.annotations.filling import fitting, mask_of
from app.annotations.formats.coco_fields import (
    attributes_row,
    category_row,
    provenance_row,
    times_row,
)
from app.annotations.formats.coco_geometry import clamped_bounds
from app.annotations.formats.coco_writing import json_lines
from app.annotations.interpolation import stretches
from app.annotations.masks import Mask
from app.annotations.queries import shapes_of, shown_frames
from app.annotations.shape_json import plain_shape
from app.annotations.shapes import Points, Polyline, Skeleton
from app.base.errors import AnnotationError
from app.base.files import appearing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Extra, Track

Row = dict[str, Any]

MAX_SHAPES = 2_000_000
"""Beyond this a listing of every frame's runs is of no use to anyone."""

MAX_CELLS = 100_000_000
"""Frames times tracks: each has a null at least."""

MAX_FRAMES = 5_000_000
"""Each is named, whether something is on it or not."""


def write(layer: AnnotationLayer, path: Path) -> None:
    """Write the file, whole or not at all.

    Raises:
        AnnotationError: too many frames, a mask of another size, or the disk refuses.
    """
    cells = layer.media.frame_count * (len(layer.tracks) + 1)
    if (
        shown_frames(layer) > MAX_SHAPES
        or cells > MAX_CELLS
        or layer.media.frame_count > MAX_FRAMES
    ):
        raise AnnotationError(
            f"YouTube-VIS lists every frame, here more than {MAX_SHAPES:,} shapes, "
            f"{MAX_CELLS:,} rows or {MAX_FRAMES:,} frames; choose a format that keeps keyframes."
        )
    categories = {label.name: id_ for id_, label in enumerate(layer.labels, 1)}
    kept = _kept(layer.extra)
    sections: dict[str, Any] = {"info": {}, "licenses": []}
    sections |= kept.get("top", {})
    sections["videos"] = [kept.get("video", {}) | video_row(layer.media)]
    if "file_names" in kept.get("video", {}):
        sections["videos"][0]["file_names"] = kept["video"]["file_names"]
    sections["categories"] = [
        category_row(label, categories[label.name], "youtube-vis") for label in layer.labels
    ]
    sections["annotations"] = _annotations(layer, categories)
    try:
        with appearing(path) as partial, partial.open("w", encoding="ascii") as file:
            file.writelines(json_lines(sections))
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error


def video_row(media: MediaFacts) -> Row:
    """The clip."""
    row: Row = {"id": 1, "name": media.file_name, "width": media.width, "height": media.height}
    return row | {"length": media.frame_count, "file_names": file_names(media)} | times_row(media)


def file_names(media: MediaFacts) -> list[str]:
    """What the pictures of the frames would be called, in a folder of the clip's name."""
    folder = PurePath(media.file_name).stem or "clip"
    return [f"{folder}/{frame:05d}.jpg" for frame in range(media.frame_count)]


def _annotations(layer: AnnotationLayer, categories: dict[str, int]) -> Iterator[Row]:
    seen = (track for track in layer.tracks if any(stretches(track, layer.media.frame_count)))
    for id_, track in enumerate(seen, 1):
        row = _kept(track.extra) | {"id": id_, "video_id": 1}
        row |= {"category_id": categories[track.label], "track_id": track.id}
        row = {"iscrowd": 0} | row
        row |= {"width": layer.media.width, "height": layer.media.height}
        row |= _frames(track, layer.media)
        row |= attributes_row(track.attributes, {}, {}) | provenance_row(track.provenance)
        yield row


def _frames(track: Track, media: MediaFacts) -> Row:
    """The lists with one entry for each frame."""
    count = media.frame_count
    lists: dict[str, list[Any]] = {
        name: [None] * count for name in ("segmentations", "bboxes", "areas", "details")
    }
    for shown in shapes_of(track, count):
        shape = shown.shape
        if not isinstance(shape, Polyline | Points | Skeleton):
            mask = mask_of(shape, media.width, media.height)
            counts = mask.counts.tolist()
            lists["segmentations"][shown.frame] = {
                "size": [media.height, media.width],
                "counts": counts,
            }
        x0, y0, x1, y1 = clamped_bounds(shape, media.width, media.height)
        lists["bboxes"][shown.frame] = [x0, y0, x1 - x0, y1 - y0]
        lists["areas"][shown.frame] = shape.area
        lists["details"][shown.frame] = _details(shown, track, media) or None
    if not any(lists["details"]):
        del lists["details"]
    return lists


def _details(shown: ShapeAt, track: Track, media: MediaFacts) -> Row:
    shape, origin = shown.shape, shown.origin
    row: Row = {}
    if isinstance(shape, Mask):
        fitting(shape, media.width, media.height)
    else:
        row["geometry"] = plain_shape(shape)
    if origin.score is not None:
        row["score"] = origin.score
    if origin.occluded:
        row["occluded"] = True
    if origin.z_order:
        row["z_order"] = origin.z_order
    if not origin.attributes:
        return row  # those of the track stand in its row
    return row | attributes_row(origin.attributes, track.attributes, {})


def _kept(extra: Extra) -> Row:
    """What an imported file said beyond our words."""
    found = extra.get("youtube-vis")
    return dict(found) if isinstance(found, dict) else {}
