"""WebVTT: files written from the specification, and those of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.webvtt import WebVttFormat
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer

GOLDEN = """WEBVTT

4
00:00:00.200 --> 00:00:01.200
<v Action>run

7
00:00:00.400 --> 00:00:04.000
<v Weather>rain &amp; &lt;wind&gt;
"""
FOREIGN = """WEBVTT - a title
Kind: captions

NOTE a remark
over two lines

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.000 line:0 align:start
<v.loud Fred>Hi <b>there</b> &amp; so&nbsp;on</v>

00:00:02.000 --> 00:00:03.000
<c.yellow>No</c> name
second line
"""


def read(tmp_path: Path, text: str) -> AnnotationLayer:
    (tmp_path / "in.vtt").write_text(text, encoding="utf-8")
    return WebVttFormat().read(tmp_path / "in.vtt", PAL)


def test_it_is_written_as_specified(tmp_path: Path) -> None:
    WebVttFormat().write(SEGMENTS, path := tmp_path / "out.vtt")
    assert path.read_text(encoding="utf-8") == GOLDEN


def test_a_foreign_file_is_read_and_given_back(tmp_path: Path) -> None:
    layer = read(tmp_path, FOREIGN)
    found = [(part.label, part.start, part.stop) for part in layer.segments]
    assert found == [("Hi there & so\xa0on", 25, 50), ("No name second line", 50, 75)]
    assert layer.labels[0].group == "Fred"
    WebVttFormat().write(layer, path := tmp_path / "out.vtt")
    text = path.read_text(encoding="utf-8")
    for kept in ("WEBVTT - a title\nKind", "NOTE a remark\nover", "STYLE\n::cue", "intro\n"):
        assert kept in text
    assert "line:0 align:start\n<v.loud Fred>Hi <b>there</b> &amp; so&nbsp;on</v>\n" in text
    assert WebVttFormat().read(path, PAL) == layer


def test_kept_words_that_would_break_the_file_are_left_out(tmp_path: Path) -> None:
    """Project files are doubted, too."""
    bad = {"settings": "x\n\n00:00 --> 00:01", "id": 5, "text": "run\n\nmore"}
    part = replace(SEGMENTS.segments[0], extra={"webvtt": bad})
    layer = replace(SEGMENTS, segments=(part, SEGMENTS.segments[1]), extra={"webvtt": {"head": 3}})
    assert len(WebVttFormat().loses(layer)) == len(WebVttFormat().loses(SEGMENTS)) + 2
    WebVttFormat().write(layer, path := tmp_path / "out.vtt")
    assert path.read_text(encoding="utf-8") == GOLDEN


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "is not “WEBVTT”"),
        ("WEBVTTX\n", "is not “WEBVTT”"),
        ("WEBVTT\n\n00:00.000 --> soon\na\n", "line 3 has “-->” but no two times"),
        ("WEBVTT\n\nx\n00:09.000 --> 00:10.000\na\n", "line 4 starts after"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.vtt: .*{problem}"):
        read(tmp_path, text)
