"""SubRip: files written from the usual description, and those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.edits.segments import relabel_segments
from app.annotations.formats.srt import SrtFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import NTSC, PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

GOLDEN = """1
00:00:00,200 --> 00:00:01,200
run

2
00:00:00,400 --> 00:00:04,000
rain &
"""
FOREIGN = """\ufeff1\r
00:00:01,000 --> 00:00:02,000 X1:10 X2:20\r
<i>Hello</i>\r
{\\an8}world\r
\r
\r
2\r
0:00:02.5 --> 00:00:03,000\r
42\r
"""


def read(tmp_path: Path, text: str, media: MediaFacts = PAL) -> AnnotationLayer:
    (tmp_path / "in.srt").write_text(text, encoding="utf-8", newline="")
    return SrtFormat().read(tmp_path / "in.srt", media)


def test_it_is_written_as_players_expect_it(tmp_path: Path) -> None:
    SrtFormat().write(SEGMENTS, path := tmp_path / "out.srt")
    assert path.read_text(encoding="utf-8") == GOLDEN


def test_a_foreign_file_is_read_and_given_back(tmp_path: Path) -> None:
    layer = read(tmp_path, FOREIGN)
    found = [(part.label, part.start, part.stop) for part in layer.segments]
    assert found == [("Hello world", 25, 50), ("42", 62, 75)]
    SrtFormat().write(layer, path := tmp_path / "out.srt")
    assert "01,000 --> 00:00:02,000 X1:10 X2:20\n<i>Hello</i>\n{\\an8}world\n" in path.read_text()
    assert SrtFormat().read(path, PAL) == layer


def test_a_segment_with_another_label_gets_another_text(tmp_path: Path) -> None:
    layer = relabel_segments(read(tmp_path, FOREIGN), {1}, "42")
    SrtFormat().write(layer, path := tmp_path / "out.srt")
    assert "Hello" not in path.read_text()
    assert any("changed since" in sentence for sentence in SrtFormat().loses(layer))


def test_frames_at_29_97_are_exact(tmp_path: Path) -> None:
    layer = read(tmp_path, "1\n00:01:00,060 --> 00:01:00,093\na\n", NTSC)
    assert [(part.start, part.stop) for part in layer.segments] == [(1800, 1801)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("hello\n", "line 1 is no cue"),
        ("1\n00:00:02,000 --> 00:00:01,000\na\n", "line 2 ends before it starts"),
        ("1\n00:00:09,000 --> 00:00:10,000\na\n", "line 2 starts after the end of the clip"),
        ("1\n00:99:02,000 --> 00:99:03,000\na\n", "more than 59 minutes"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.srt: .*{problem}"):
        read(tmp_path, text)


def test_the_clip_must_be_known(tmp_path: Path) -> None:
    (tmp_path / "in.srt").write_text(GOLDEN)
    with pytest.raises(AnnotationError, match="--media"):
        SrtFormat().read(tmp_path / "in.srt")
    with pytest.raises(AnnotationError, match="times of the clip's frames"):
        SrtFormat().read(tmp_path / "in.srt", MediaFacts("clip.mp4", 8, 6, 100))
