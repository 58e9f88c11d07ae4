"""Label Studio's own kit reads our tasks: the same box on every frame."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.label_studio import LabelStudioFormat
from app.annotations.model import Segment, Tag
from app.annotations.queries import shapes_of
from app.annotations.shapes import Box
from tests.format_readers.object_layers import FRAMES, HEIGHT, MEDIA, WIDTH, boxes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


def test_its_kit_sees_every_box(read_with: Reader, tmp_path: Path) -> None:
    media = replace(MEDIA, time_base=Fraction(1, 25), pts=tuple(range(FRAMES)))
    segments, tags = (Segment(1, "car", 2, 5),), (Tag("car"),)
    layer = replace(boxes(), media=media, segments=segments, tags=tags)
    path = tmp_path / "out.json"
    LabelStudioFormat().write(layer, path)
    result = read_with("label_studio", path)
    for track, frames in zip(layer.tracks, result["frames"], strict=True):
        shown = list(shapes_of(track, FRAMES))
        assert sorted(map(int, frames)) == [at.frame + 1 for at in shown]
        for at in shown:
            assert isinstance(at.shape, Box)
            x, y, width, height, rotation = frames[str(at.frame + 1)]
            x0, x1 = x * WIDTH / 100, (x + width) * WIDTH / 100
            y0, y1 = y * HEIGHT / 100, (y + height) * HEIGHT / 100
            assert (x0, y0, x1, y1) == pytest.approx(at.shape.edges)
            assert rotation == 0
    least = result["min"]
    assert least["video"] == "clip.mp4"
    assert [row["labels"] for row in least["box"]] == [["car"], ["pedestrian"]]
    assert least["timeline"] == [
        {"ranges": [{"start": 3, "end": 5}], "timelinelabels": ["car"]},
    ]
    assert least["tag"] == "car"
