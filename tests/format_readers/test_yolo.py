"""Supervision and Datumaro read our YOLO folders: the same boxes, and polygons of the same area."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.yolo import YoloFormat, YoloSegFormat
from tests.format_readers.object_layers import HEIGHT, WIDTH, boxes, masks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader

WANTED = [
    ("clip_000000", "pedestrian", [20, 10, 30, 30]),
    ("clip_000001", "car", [5, 4, 15, 9]),
    ("clip_000001", "pedestrian", [22, 11, 32, 31]),
    ("clip_000002", "pedestrian", [24, 12, 34, 32]),
    ("clip_000003", "pedestrian", [26, 13, 36, 33]),
]


def test_two_readers_see_every_box(read_with: Reader, tmp_path: Path) -> None:
    YoloFormat().write(boxes(), tmp_path / "out")
    for rows in read_with("yolo", tmp_path / "out", WIDTH, HEIGHT).values():
        seen = sorted((row["frame"], row["label"], row["box"]) for row in rows)
        assert [row[:2] for row in seen] == [row[:2] for row in WANTED]
        for (_, _, box), (_, _, wanted) in zip(seen, WANTED, strict=True):
            assert box == pytest.approx(wanted, abs=1e-3)


def test_polygons_have_the_area_of_their_masks(read_with: Reader, tmp_path: Path) -> None:
    YoloSegFormat().write(masks(), tmp_path / "out")
    result = read_with("yolo", tmp_path / "out", WIDTH, HEIGHT, "masks")
    assert result["pycocotools"] == [
        [f"clip_{frame:06d}", number, area]
        for frame in range(6)
        for number, area in ((1, 40 * 30), (0, 12 * 16 + 4 * 3))
        if number or frame < 4
    ]
    people = [row for row in result["supervision"] if row["label"] == "pedestrian"]
    assert len(people) == 4
    for frame, row in enumerate(sorted(people, key=lambda row: str(row["frame"]))):
        # It draws polygons along the centres of pixels, half of one beyond them on each side.
        assert row["box"] == pytest.approx([5 + frame, 4, 17 + frame, 33], abs=1.01)
