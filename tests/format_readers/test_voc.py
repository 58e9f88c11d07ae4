"""Supervision reads the devkit's Pascal VOC, Datumaro both conventions: the same boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.voc import VocCvatFormat, VocFormat
from tests.format_readers.object_layers import HEIGHT, WIDTH, boxes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


@pytest.mark.parametrize(
    ("format_", "readers", "others"),
    [
        (VocFormat(), ["supervision", "voc-one-based"], ["dm-zero-based"]),
        (VocCvatFormat(), ["dm-zero-based"], ["supervision", "voc-one-based"]),
    ],
    ids=["devkit", "cvat"],
)
def test_the_readers_of_each_convention_see_every_box(
    format_: VocFormat, readers: list[str], others: list[str], read_with: Reader, tmp_path: Path
) -> None:
    format_.write(boxes(), tmp_path / "out")
    result = read_with("voc", tmp_path / "out", WIDTH, HEIGHT)
    for name in readers:
        rows = sorted(result[name], key=lambda row: (row["frame"], row["label"]))
        assert [(row["frame"], row["label"], row["box"]) for row in rows] == [
            ("clip_000000", "pedestrian", [20, 10, 30, 30]),
            ("clip_000001", "car", [5, 4, 15, 9]),
            ("clip_000001", "pedestrian", [22, 11, 32, 31]),
            ("clip_000002", "pedestrian", [24, 12, 34, 32]),
            ("clip_000003", "pedestrian", [26, 13, 36, 33]),
        ]
    # Read by the other convention all is off by a pixel: this is why both have a name.
    for name in others:
        car = next(row["box"] for row in result[name] if row["label"] == "car")
        assert car in ([6, 5, 15, 9], [4, 3, 15, 9])
    car = next(row for row in result["dm-zero-based"] if row["label"] == "car")
    assert car["attributes"]["track_id"] == "7"
    assert [r["attributes"]["occluded"] for r in result["dm-zero-based"] if r != car] == [True] * 4
