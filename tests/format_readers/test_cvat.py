"""Datumaro reads our CVAT files, with the same numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.annotations.density import dense_keyframes
from app.annotations.formats.coco_writing import image_name
from app.annotations.formats.cvat_images import CvatImagesFormat
from app.annotations.formats.cvat_video import CvatVideoFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import AttributeKind, Keyframe, Label, Segment, SkeletonKind, Track
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.shapes import Shape
    from tests.format_readers.conftest import Reader

MEDIA = MediaFacts("clip.mp4", 24, 18, 12)
BITS = np.zeros((18, 24), bool)
BITS[4:9, 5:15] = True
BITS[6, 8:11] = False
LABELS = (
    Label(
        "car <&>",
        "#ff0000",
        attributes=(AttributeKind("plate", mutable=False), AttributeKind("parked", "switch")),
    ),
    Label("person", skeleton=SkeletonKind(("nose", "ear"))),
)
POLYGON = Polygon((((1.25, 2.0), (7.0, 2.5), (3.0, 8.0)),))
SHAPES: list[tuple[Shape, int]] = [
    (Box(5.0, 4.0, 15.0, 9.0), 0),
    (Box(5.125, 4.0, 11.0, 11.0625, 30.5), 0),
    (POLYGON, 0),
    (Polyline(((0.5, 0.25), (3.0, 4.0))), 0),
    (Points(((1.0, 2.0), (3.5, 4.0))), 0),
    (Ellipse(9.0, 9.0, 4.0, 2.0, 15.0), 0),
    (Skeleton(((1.0, 2.0), (3.0, 4.0)), (2, 1)), 1),
]


def layer(*, masks: bool) -> AnnotationLayer:
    """Every kind of shape on frame 3."""
    told = {"parked": True}
    shapes = [*SHAPES, (Mask.from_array(BITS), 0)] if masks else SHAPES
    tracks = tuple(
        Track(
            id_,
            LABELS[label].name,
            dense_keyframes(
                [Keyframe(3, shape, occluded=id_ == 0, attributes=told, z_order=id_)], 12
            ),
            attributes={"plate": "AB 1"},
        )
        for id_, (shape, label) in enumerate(shapes)
    )
    return AnnotationLayer(MEDIA, LABELS, tuple(tracks), (Segment(1, "person", 3, 5),))


def check(rows: list[dict[str, Any]]) -> None:
    """All that datumaro knows a word for (no ellipses; skeletons as points) is as it was."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        by_kind.setdefault(row["type"], []).append(row)
    (box,) = by_kind["bbox"]
    assert (box["bbox"], box["label"], box["z_order"]) == ([5, 4, 10, 5], "car <&>", 0)
    assert box["attributes"]["occluded"] is True
    assert (box["attributes"]["plate"], box["attributes"]["parked"]) == ("AB 1", True)
    (turned,) = by_kind["rotated_bbox"]
    # Datumaro itself rounds to two decimals.
    assert turned["rotated"] == pytest.approx([8.0625, 7.53125, 5.875, 7.0625, 30.5], abs=0.006)
    assert by_kind["polygon"][0]["points"] == [1.25, 2, 7, 2.5, 3, 8]
    assert by_kind["polyline"][0]["points"] == [0.5, 0.25, 3, 4]
    assert [1, 2, 3.5, 4] in [row["points"] for row in by_kind["points"]]


def test_datumaro_reads_our_images(read_with: Reader, tmp_path: Path) -> None:
    images = tmp_path / "images"
    images.mkdir()
    for frame in range(12):
        (images / image_name("clip.mp4", frame)).touch()
    CvatImagesFormat().write(layer(masks=True), tmp_path / "annotations.xml")
    rows = read_with("cvat", tmp_path / "annotations.xml")
    on_three = [row for row in rows if row["frame"] == 3]
    check(on_three)
    (mask,) = (row for row in on_three if row["type"] == "mask")
    seen = np.zeros_like(BITS)
    seen[tuple(np.array(mask["pixels"]).T)] = True
    assert np.array_equal(seen, BITS)
    tags = [(row["frame"], row["label"]) for row in rows if row["type"] == "label"]
    assert tags == [(3, "person"), (4, "person")]


def test_datumaro_reads_our_video(read_with: Reader, tmp_path: Path) -> None:
    """It keeps no tracks of masks, nor does CVAT; of the rest, all."""
    CvatVideoFormat().write(replace(layer(masks=False), segments=()), tmp_path / "annotations.xml")
    rows = read_with("cvat", tmp_path / "annotations.xml")
    check([row for row in rows if row["frame"] == 3])
    closers = [row for row in rows if row["frame"] == 4]
    assert closers
    assert all(row["attributes"]["outside"] for row in closers)
    assert all(row["attributes"]["keyframe"] for row in rows)
    assert {row["attributes"]["track_id"] for row in rows} == {0, 1, 2, 3, 4, 6}
