"""AVA: tables written from its description, and those of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.ava import AvaFormat
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import PAL

if TYPE_CHECKING:
    from pathlib import Path

MOVING = (
    Keyframe(0, Box(0, 0, 64, 36)),
    Keyframe(50, Box(100, 0, 164, 36)),
    Keyframe(60, Box(100, 0, 164, 36), outside=True),
)
LAYER = AnnotationLayer(
    PAL,
    (Label("walk"), Label("action 12")),
    (Track(5, "walk", MOVING), Track(2, "action 12", MOVING[1:])),
)
GOLDEN = """clip,0900,0.000000,0.000000,0.100000,0.100000,1,5
clip,0901,0.078125,0.000000,0.178125,0.100000,1,5
clip,0902,0.156250,0.000000,0.256250,0.100000,1,5
clip,0902,0.156250,0.000000,0.256250,0.100000,12,2
"""


def read(tmp_path: Path, text: str) -> AnnotationLayer:
    (tmp_path / "in.csv").write_text(text)
    return AvaFormat().read(tmp_path / "in.csv", PAL)


def test_whole_seconds_as_shares_of_the_picture(tmp_path: Path) -> None:
    AvaFormat().write(LAYER, path := tmp_path / "out.csv")
    assert path.read_text() == GOLDEN


def test_a_person_with_two_actions_keeps_its_number(tmp_path: Path) -> None:
    rows = [f"x,{second},0.1,0.1,0.5,0.5,{action},7\n" for second in (1, 2) for action in (80, 3)]
    layer = read(tmp_path, "".join(rows))
    assert [(track.id, track.label) for track in layer.tracks] == [
        (7, "action 3"),
        (8, "action 80"),
    ]
    assert [key.frame for key in layer.tracks[0].keyframes] == [25, 50, 75]
    AvaFormat().write(layer, path := tmp_path / "out.csv")
    assert [line.rsplit(",", 2)[1:] for line in path.read_text().split()] == [
        *(["3", "7"], ["80", "7"]),
        *(["3", "7"], ["80", "7"]),
    ]
    assert AvaFormat().read(path, PAL) == layer


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("clip,0901,0,0,1", "5 cells"),
        ("clip,0901,0,0,1.5,1,1,1", "share of the picture"),
        ("clip,0901,0.5,0,0.1,1,1,1", "right or bottom edge"),
        ("clip,0950,0,0,1,1,1,1", "which the clip does not have"),
        ("clip,0901,0,0,1,1,nan,1", "the action"),
        ("clip,0901,0,0,1,1,1,1\nclip,0901,0,0,1,1,1,1", "once more"),
        ("a,0901,0,0,1,1,1,1\nb,0901,0,0,1,1,1,1", "2 videos"),
    ],
)
def test_a_wrong_row_is_refused(tmp_path: Path, row: str, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.csv: line . .*{problem}"):
        read(tmp_path, row)
