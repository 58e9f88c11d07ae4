"""MOT Challenge: everything counts from 1 in its tables, and from 0 here."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings

from app.annotations.formats.mot import MotFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = MotFormat()
MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
INFO = "[Sequence]\nname=a b\nimDir=img1\nframeRate=30\nseqLength=3\nimWidth=20\nimHeight=16\n"


def sequence(path: Path, table: str, info: str = INFO, labels: str | None = None) -> Path:
    (path / "gt").mkdir(parents=True)
    (path / "gt" / "gt.txt").write_bytes(table.encode())
    if info:
        (path / "seqinfo.ini").write_text(info)
    if labels is not None:
        (path / "gt" / "labels.txt").write_text(labels)
    return path


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(layer: AnnotationLayer, tmp_path: Path) -> None:
    check_trip(FORMAT, layer, tmp_path)


def test_the_reference_box_is_written_by_the_book(tmp_path: Path) -> None:
    FORMAT.write(REFERENCE, tmp_path / "out")
    assert (tmp_path / "out" / "gt" / "gt.txt").read_text() == "2,7,6,5,10,5,1,2,1\n"
    assert (tmp_path / "out" / "gt" / "labels.txt").read_text() == "car\nperson\n"
    info = "[Sequence]\nname=clip\nimDir=img1\nframeRate=0\nseqLength=3\n"
    info += "imWidth=20\nimHeight=16\nimExt=.jpg\n"
    assert (tmp_path / "out" / "seqinfo.ini").read_text() == info


def test_the_rate_comes_from_the_times_of_frames(tmp_path: Path) -> None:
    media = MediaFacts("c.mp4", 20, 16, 3, Fraction(1001, 30_000), (5, 6, 7))
    FORMAT.write(AnnotationLayer(media), tmp_path / "out")
    assert "frameRate=30\n" in (tmp_path / "out" / "seqinfo.ini").read_text()


def test_truth_of_others(tmp_path: Path) -> None:
    table = "3,2,1,1,4,5,0,3,0.25\r\n1,2,6.5,5,10,5,1,3,1\r\n1,9,0,0,2,2,1,14,1\r\n"
    layer = FORMAT.read(sequence(tmp_path, table))
    assert layer.media == MediaFacts("a b", 20, 16, 3)
    assert [label.name for label in layer.labels][::13] == ["pedestrian", "class 14"]
    assert [track.label for track in layer.tracks] == ["car", "class 14"]
    first, second = layer.tracks
    assert first.id == 2
    assert first.keyframes == (
        Keyframe(0, Box(5.5, 4, 15.5, 9)),
        Keyframe(1, Box(5.5, 4, 15.5, 9), outside=True),
        Keyframe(2, Box(0, 0, 4, 5), False, True, extra={"mot": {"conf": 0, "visibility": 0.25}}),
    )
    assert second.keyframes[0].shape == Box(-1, -1, 1, 1)
    check_trip(FORMAT, layer, tmp_path)


def test_results_of_others_have_scores(tmp_path: Path) -> None:
    (tmp_path / "det.txt").write_text("1,-1,1,1,4,5,0.5,-1,-1,-1\n1,-1,3,1,4,5,-7,-1,-1,-1\n")
    layer = FORMAT.read(tmp_path / "det.txt", MEDIA)
    assert [track.id for track in layer.tracks] == [1, 2]
    assert [track.keyframes[0].score for track in layer.tracks] == [0.5, None]
    assert [label.name for label in layer.labels] == ["object"]


def test_tables_that_count_from_zero_are_known_by_their_first(tmp_path: Path) -> None:
    layer = FORMAT.read(sequence(tmp_path, "0,1,1,1,4,5,1,1,1\n2,1,1,1,4,5,1,1,1\n"))
    assert [key.frame for key in layer.tracks[0].keyframes] == [0, 1, 2]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1,1,1,1", "line 2 must have a frame"),
        ("1,1,1,1,nan,1", "nan as a number of a box"),
        ("1,1,1,1,-4,1", "negative size"),
        ("x,1,1,1,4,1", "“x” where a frame should be"),
        ("1.5,1,1,1,4,1", "must be a whole number"),
        ("1e9,1,1,1,4,1", "as a frame; it must lie"),
        ("4,1,1,1,4,1", "says 3 frames, but the table goes on to 4"),
        ("2,1,1,1,4,1,1,2,1", "gives object 1 a second label"),
        ("1,1,1,1,4,1,1,1,1", "second shape of object 1"),
    ],
)
def test_rows_that_make_no_sense_are_refused(row: str, problem: str, tmp_path: Path) -> None:
    path = sequence(tmp_path, f"1,1,1,1,4,5,1,1,1\n{row}\n")
    with pytest.raises(AnnotationError, match=problem):
        FORMAT.read(path)


def test_sequences_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    row = "1,1,1,1,4,5,1,2,1\n"
    for number, (labels, info, media, problem) in enumerate(
        [
            ("a\n", INFO, MEDIA, "class 2, which labels.txt does not name"),
            ("a\nb\na\n", INFO, MEDIA, "names a class twice"),
            (None, "", None, "--media"),
            (None, INFO.replace("imWidth=20", "imWidth=21"), MEDIA, "21×16"),
            (None, INFO.replace("imWidth=20\n", ""), MEDIA, "has no imWidth"),
            (None, INFO.replace("=20", "=x"), MEDIA, "line 6 has “x”"),
            (None, INFO, MediaFacts("a", 20, 16, 0), "the clip has 0 frames"),
        ]
    ):
        path = sequence(tmp_path / str(number), row, info, labels)
        with pytest.raises(AnnotationError, match=problem):
            FORMAT.read(path, media)
