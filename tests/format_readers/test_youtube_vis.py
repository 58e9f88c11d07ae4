"""TrackEval reads our YouTube-VIS files as truth: what we wrote is wholly like itself."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from app.annotations.density import dense_keyframes
from app.annotations.formats.youtube_vis import YoutubeVisFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Ellipse, Polygon

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader

WIDTH, HEIGHT, FRAMES = 60, 40, 10


def layer() -> AnnotationLayer:
    """A mask with a hole that walks, a box and a turned one, an ellipse, a polygon."""

    def walking(frame: int) -> Mask:
        bits = np.zeros((HEIGHT, WIDTH), bool)
        bits[5:20, 2 + 3 * frame : 20 + 3 * frame] = True
        bits[9:12, 8 + 3 * frame] = False
        return Mask.from_array(bits)

    masks = dense_keyframes([Keyframe(frame, walking(frame)) for frame in range(8)], FRAMES)
    box = (Keyframe(1, Box(3, 25, 20, 38)), Keyframe(9, Box(30, 22, 50, 39, 20)))
    ellipse = (Keyframe(0, Ellipse(40, 10, 9, 6, 30)), Keyframe(6, Box(0, 0, 1, 1), outside=True))
    polygon = (Keyframe(2, Polygon((((30, 2), (58, 4), (50, 18)),))),)
    return AnnotationLayer(
        MediaFacts("clip.mp4", WIDTH, HEIGHT, FRAMES),
        (Label("car"), Label("person")),
        (
            Track(7, "car", masks),
            Track(10**9, "car", box),
            Track(0, "person", ellipse),
            Track(3, "person", polygon),
        ),
    )


def as_result(truth: dict[str, Any]) -> list[dict[str, Any]]:
    """The truth as a tracker's finding: each row with a score and compressed masks."""
    rows = []
    for row in truth["annotations"]:
        masks = [
            None if mask is None
            else mask | {"counts": Mask.from_counts(WIDTH, HEIGHT, mask["counts"]).text}
            for mask in row["segmentations"]
        ]  # fmt: skip
        rows.append(
            {"video_id": 1, "category_id": row["category_id"], "score": 1, "segmentations": masks}
        )
    return rows


def test_trackeval_finds_our_truth_wholly_like_itself(read_with: Reader, tmp_path: Path) -> None:
    truth, result = tmp_path / "gt.json", tmp_path / "result.json"
    YoutubeVisFormat().write(layer(), truth)
    data = json.loads(truth.read_text())
    result.write_text(json.dumps(as_result(data)))
    rows = read_with("youtube_vis", truth, result)
    assert {label: row["hota"] for label, row in rows.items()} == pytest.approx(
        {"car": 1, "person": 1}
    )
    assert [(row["shapes"], row["tracks"]) for row in rows.values()] == [(8 + 9, 2), (6 + 8, 2)]


def test_trackeval_sees_what_is_missing(read_with: Reader, tmp_path: Path) -> None:
    truth, result = tmp_path / "gt.json", tmp_path / "result.json"
    YoutubeVisFormat().write(layer(), truth)
    rows = as_result(json.loads(truth.read_text()))
    rows[0]["segmentations"][3:] = [None] * 7
    result.write_text(json.dumps(rows))
    found = read_with("youtube_vis", truth, result)
    assert found["car"]["hota"] < 0.9
    assert found["person"]["hota"] == pytest.approx(1)
