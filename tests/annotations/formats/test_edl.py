"""CMX 3600: lists written from the description, and those of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.edl import EdlFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import NTSC, PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = """TITLE: clip.mp4
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00
* FROM CLIP NAME: clip.mp4
* LOC: 00:00:00:05 RED     run
* SEGMENT: 00:00:00:05 00:00:01:05 run
* LOC: 00:00:00:10 RED     rain & <wind>
* SEGMENT: 00:00:00:10 00:00:04:00 rain & <wind>

002  AX       V     C        00:00:01:00 00:00:02:10 00:00:01:00 00:00:02:10
* FROM CLIP NAME: clip.mp4

003  AX       V     C        00:00:02:10 00:00:04:00 00:00:02:10 00:00:04:00
* FROM CLIP NAME: clip.mp4
"""
FOREIGN = """TITLE:   REEL 1
FCM: DROP FRAME

001  TAPE01   V     C        10:00:00;00 10:00:02;00 01:00:00;00 01:00:02;00
* FROM CLIP NAME: a.mov
* LOC: 01:00:01;00 GREEN   LOOK
002  TAPE02   AA/V  D    012 03:00:00;00 03:00:58;02 01:00:02;00 01:01:00;02
003  TAPE02   A     C        03:00:00;00 03:00:58;02 01:00:02;00 01:00:59;02
M2   TAPE02       012.0                03:00:00;00
"""


def read(tmp_path: Path, text: str, media: MediaFacts = PAL) -> AnnotationLayer:
    (tmp_path / "in.edl").write_text(text, encoding="utf-8")
    return EdlFormat().read(tmp_path / "in.edl", media)


def test_it_is_written_as_described(tmp_path: Path) -> None:
    EdlFormat().write(SEGMENTS, path := tmp_path / "out.edl")
    assert path.read_text(encoding="utf-8") == GOLDEN


def test_the_out_point_is_the_next_in_point_and_drop_frame_is_told(tmp_path: Path) -> None:
    EdlFormat().write(AnnotationLayer(NTSC, cuts=(1800,)), path := tmp_path / "out.edl")
    text = path.read_text(encoding="utf-8")
    assert "FCM: DROP FRAME" in text
    assert "00:00:00;00 00:01:00;02 00:00:00;00 00:01:00;02" in text
    assert EdlFormat().read(path, NTSC).cuts == (1800,)


def test_a_foreign_list_counts_from_its_hour(tmp_path: Path) -> None:
    layer = read(tmp_path, FOREIGN, NTSC)
    assert layer.cuts == (60, 1800)
    assert [(part.label, part.start, part.stop) for part in layer.segments] == [("LOOK", 30, 31)]


def test_more_shots_than_numbers_are_joined_and_told(tmp_path: Path) -> None:
    layer = AnnotationLayer(NTSC, cuts=tuple(range(1, 1500)))
    assert any("999" in sentence for sentence in EdlFormat().loses(layer))
    EdlFormat().write(layer, path := tmp_path / "out.edl")
    back = EdlFormat().read(path, NTSC)
    assert back.cuts == tuple(range(1, 999))
    fits = replace(layer, cuts=tuple(range(1, 999)))
    assert EdlFormat().loses(fits) == []


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello\n", "line 1 is no line of an edit decision list"),
        ("001 AX V C 00:00:00:00 00:00:00:31 00:00:00:00 00:00:00:31\n", "line 1 has the time"),
        ("001 AX V C 00:00:00:00 00:00:09:00 00:00:00:00 00:00:09:00\n", "outside the clip"),
        ("001 AX V C 00:00:02:00 00:00:01:00 00:00:02:00 00:00:01:00\n", "ends before"),
    ],
)
def test_a_wrong_list_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.edl: .*{problem}"):
        read(tmp_path, text)
