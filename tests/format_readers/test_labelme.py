"""Supervision reads our LabelMe files: the same boxes and polygons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.labelme import LabelMeFormat
from tests.format_readers.object_layers import FRAMES, HEIGHT, WIDTH, boxes, masks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


def test_supervision_sees_every_box(read_with: Reader, tmp_path: Path) -> None:
    LabelMeFormat().write(boxes(), tmp_path / "out")
    rows = read_with("labelme", tmp_path / "out", tmp_path / "images", WIDTH, HEIGHT)
    assert sorted((row["frame"], row["label"], row["box"]) for row in rows) == [
        ("clip_000000", "pedestrian", [20, 10, 30, 30]),
        ("clip_000001", "car", [5, 4, 15, 9]),
        ("clip_000001", "pedestrian", [22, 11, 32, 31]),
        ("clip_000002", "pedestrian", [24, 12, 34, 32]),
        ("clip_000003", "pedestrian", [26, 13, 36, 33]),
    ]


def test_supervision_sees_polygons_and_passes_masks_over(read_with: Reader, tmp_path: Path) -> None:
    LabelMeFormat().write(masks(), tmp_path / "out")
    rows = read_with("labelme", tmp_path / "out", tmp_path / "images", WIDTH, HEIGHT)
    assert [(row["label"], row["box"]) for row in rows] == [("car", [10, 10, 50, 40])] * FRAMES
