"""TrackEval, motmetrics and Datumaro read our MOT Challenge folders: the same boxes and objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.mot import MotFormat
from tests.format_readers.object_layers import FRAMES, boxes, people

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


def test_trackeval_finds_our_truth_wholly_like_itself(read_with: Reader, tmp_path: Path) -> None:
    MotFormat().write(people(), tmp_path / "out")
    seen = read_with("mot", tmp_path / "out")["trackeval"]
    assert seen["hota"] == pytest.approx(1)
    assert seen["idf1"] == pytest.approx(1)
    assert (seen["frames"], seen["shapes"], seen["tracks"]) == (FRAMES, 5, 2)
    assert seen["boxes"][1] == [[6, 5, 10, 5], [23, 12, 10, 20]]


def test_motmetrics_takes_the_one_away(read_with: Reader, tmp_path: Path) -> None:
    MotFormat().write(people(), tmp_path / "out")
    rows = read_with("mot", tmp_path / "out")["motmetrics"]
    assert len(rows) == 5
    assert {"frame": 2, "id": 7, "box": [5, 4, 10, 5]} in rows
    assert {"frame": 4, "id": 9, "box": [26, 13, 10, 20]} in rows


def test_datumaro_sees_labels_and_what_is_covered(read_with: Reader, tmp_path: Path) -> None:
    layer = boxes()
    MotFormat().write(layer, tmp_path / "out")
    rows = read_with("mot", tmp_path / "out")["datumaro"]
    car = {"frame": 2, "id": 7, "label": "car", "occluded": False, "box": [6, 5, 10, 5]}
    assert car in rows
    assert {row["label"] for row in rows if row["occluded"]} == {"pedestrian"}
    assert len(rows) == 5
