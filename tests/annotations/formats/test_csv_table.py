"""Our own table, and tables of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.csv_table import CsvFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Track
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

MOVING = (Keyframe(0, Box(0, 0, 10, 10)), Keyframe(2, Box(4, 2, 14, 12)))


def read(tmp_path: Path, text: str, media: MediaFacts | None = PAL) -> AnnotationLayer:
    (tmp_path / "in.csv").write_text(text, encoding="utf-8")
    return CsvFormat().read(tmp_path / "in.csv", media)


def test_nothing_is_lost_and_the_clip_need_not_be_named(tmp_path: Path) -> None:
    CsvFormat().write(SEGMENTS, path := tmp_path / "out.csv")
    assert CsvFormat().loses(SEGMENTS) == []
    assert CsvFormat().read(path) == SEGMENTS


def test_a_dense_table_has_every_frame_and_reads_the_same(tmp_path: Path) -> None:
    layer = AnnotationLayer(PAL, (Label("car"),), (Track(1, "car", MOVING),))
    CsvFormat(dense=True).write(layer, path := tmp_path / "out.csv")
    rows = [line for line in path.read_text().splitlines() if line.startswith("shape")]
    assert len(rows) == 100
    assert ",2,1,12,11," in rows[1]
    assert CsvFormat().read(path) == layer


def test_a_plain_table_of_others(tmp_path: Path) -> None:
    """Objects are seen on the frames that are listed, and what has no number is by itself."""
    layer = read(
        tmp_path,
        "frame,label,x0,y0,x1,y1,id,mine\n0,car,1,2,3,4,7,x\n1,car,1,2,3,4,7,x\n5,dog,1,2,3,4,,x\n",
    )
    seen = [[found.track.label for found in shapes_at(layer, frame)] for frame in (0, 1, 2, 5, 6)]
    assert seen == [["car"], ["car"], [], ["dog"], []]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("shape,car,x,1,2,3,4", "line 2 has “x” where frame should be"),
        ("shape,car,-1,1,2,3,4", "line 2 has -1 as frame"),
        ("shape,car,1,nan,2,3,4", "line 2 has nan as x0"),
        ("shape,car,1,9,2,3,4", "line 2 has a box"),
        ("shape,,1,1,2,3,4", "line 2 has no label"),
        ("shape,car,1,1,2,3,4,5", "line 2 has 8 cells"),
        ("thing,car,1,1,2,3,4", "line 2 has “thing” as kind"),
        ('shape,"car', "line 2 is not a row"),
        ("cut,,5\ncut,,5", "must rise"),
    ],
)
def test_a_wrong_row_is_refused_with_its_line(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.csv: .*{problem}"):
        read(tmp_path, f"kind,label,frame,x0,y0,x1,y1\n{row}\n")


def test_a_table_of_another_clip_is_refused(tmp_path: Path) -> None:
    CsvFormat().write(SEGMENTS, path := tmp_path / "out.csv")
    with pytest.raises(AnnotationError, match="100 frames of 640×360"):
        CsvFormat().read(path, MediaFacts("clip.mp4", 640, 360, 99))
