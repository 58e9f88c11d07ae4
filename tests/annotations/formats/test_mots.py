"""MOTS as text and as pictures: classes in the numbers of objects, no overlaps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from app.annotations.density import dense_keyframes
from app.annotations.formats.mots import MotsFormat, MotsPngFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from pathlib import Path

TEXT, PICTURES = MotsFormat(), MotsPngFormat()
MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
BOX_RLE = Mask.from_array(np.pad(np.ones((5, 10), bool), ((4, 7), (5, 5)))).text
ONE_RLE = Mask.from_array(np.pad(np.ones((1, 1), bool), ((0, 15), (0, 19)))).text


def table(path: Path, rows: str, labels: str | None = None) -> Path:
    (path / "gt").mkdir(parents=True)
    (path / "gt" / "gt.txt").write_text(rows)
    if labels is not None:
        (path / "gt" / "labels.txt").write_text(labels)
    return path


@pytest.mark.parametrize("format_", [TEXT, PICTURES], ids=lambda format_: format_.name)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(
    format_: MotsFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    check_trip(format_, layer, tmp_path)


def test_the_reference_box_is_written_by_the_book(tmp_path: Path) -> None:
    TEXT.write(REFERENCE, tmp_path / "out")
    assert (tmp_path / "out" / "gt" / "gt.txt").read_text() == f"2 2001 2 16 20 {BOX_RLE}\n"
    assert (tmp_path / "out" / "gt" / "labels.txt").read_text() == "car\nperson\n"
    assert "seqLength=3\n" in (tmp_path / "out" / "seqinfo.ini").read_text()


def test_the_reference_box_covers_its_pixels(tmp_path: Path) -> None:
    PICTURES.write(REFERENCE, tmp_path / "out")
    folder = tmp_path / "out" / "instances" / "clip"
    pixels = np.array(Image.open(folder / "000001.png"))
    assert pixels.dtype == np.uint16
    assert pixels.astype(int).sum() == 2001 * 50
    assert (pixels[4:9, 5:15] == 2001).all()
    assert len(list(folder.iterdir())) == 3


def test_numbers_that_fit_are_kept(tmp_path: Path) -> None:
    track = replace(REFERENCE.tracks[0], id=2345)
    back = check_trip(TEXT, replace(REFERENCE, tracks=(track,)), tmp_path)
    assert back.tracks[0].id == 2345


def test_regions_nobody_judges_keep_their_class(tmp_path: Path) -> None:
    rows = f"1 10000 10 16 20 {ONE_RLE}\n1 2000 2 16 20 {BOX_RLE}\n"
    layer = TEXT.read(table(tmp_path / "in", rows), MEDIA)
    assert [(track.id, track.label) for track in layer.tracks] == [
        (2000, "pedestrian"),
        (10000, "ignored"),
    ]
    for format_ in (TEXT, PICTURES):
        assert [track.id for track in check_trip(format_, layer, tmp_path).tracks] == [2000, 10000]


def many(labels: int, tracks: int) -> AnnotationLayer:
    names = tuple(Label(f"label {number}") for number in range(labels))
    made = []
    for id_ in range(tracks):
        bits = np.zeros((16, 20), bool)
        bits.flat[id_] = True
        keys = dense_keyframes([Keyframe(0, Mask.from_array(bits))], 3)
        made.append(Track(id_, f"label {id_ % labels}", keys))
    return AnnotationLayer(MEDIA, names, tuple(made))


def test_nine_labels_fit_and_unused_ones_make_room(tmp_path: Path) -> None:
    assert len(check_trip(TEXT, many(9, 9), tmp_path).labels) == 9
    assert len(check_trip(PICTURES, many(30, 9), tmp_path).labels) == 9
    assert any("room for nine" in sentence for sentence in TEXT.loses(many(30, 9)))
    with pytest.raises(AnnotationError, match="these objects have 10"):
        TEXT.write(many(10, 10), tmp_path / "no")
    assert TEXT.loses(many(10, 10))[-1].endswith("these objects have 10.")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("1 1001 1 16 20", "must have a frame, an object"),
        (f"1 1001 1 16 21 {BOX_RLE}", "is of a picture of 21×16"),
        ("1 1001 1 16 20 x!y", "line 2 is damaged"),
        (f"1 1001 1 16 20 {BOX_RLE}", "overlaps an earlier one"),
        (f"1 1000 1 16 20 {ONE_RLE}", "second shape of object 1000"),
        (f"2 1000 2 16 20 {ONE_RLE}", "second label"),
        (f"4 1000 1 16 20 {ONE_RLE}", "the clip has 3 frames"),
        (f"1 1003 3 16 20 {ONE_RLE}", "class 3, which labels.txt does not name"),
    ],
)
def test_rows_that_make_no_sense_are_refused(row: str, problem: str, tmp_path: Path) -> None:
    path = table(tmp_path / "in", f"1 1000 1 16 20 {BOX_RLE}\n{row}\n", "a\nb\n")
    with pytest.raises(AnnotationError, match=problem):
        TEXT.read(path, MEDIA)


def test_pictures_of_others(tmp_path: Path) -> None:
    pixels = np.zeros((16, 20), np.uint16)
    pixels[0, :3], pixels[2:4, 3:9], pixels[9, 9] = 10000, 2005, 5005
    (tmp_path / "instances" / "0002").mkdir(parents=True)
    Image.fromarray(pixels).save(tmp_path / "instances" / "0002" / "000001.png")
    layer = PICTURES.read(tmp_path)
    assert layer.media == MediaFacts("0002", 20, 16, 2)
    assert [(track.id, track.label, track.keyframes[0].shape.area) for track in layer.tracks] == [
        (2005, "pedestrian", 12),
        (5005, "class 5", 1),
        (10000, "ignored", 3),
    ]
    (tmp_path / "instances" / "labels.txt").write_text("a\nb\n")
    with pytest.raises(AnnotationError, match="5005 in its pictures, but"):
        PICTURES.read(tmp_path)


def test_pictures_of_few_bits_or_of_several_clips_are_refused(tmp_path: Path) -> None:
    for name, dtype in (("a", np.uint8), ("b", np.uint16)):
        (tmp_path / name).mkdir()
        Image.fromarray(np.zeros((16, 20), dtype)).save(tmp_path / name / "0.png")
    with pytest.raises(AnnotationError, match="samples of 8 bits; here they must have 16"):
        PICTURES.read(tmp_path / "a")
    with pytest.raises(AnnotationError, match="several clips"):
        PICTURES.read(tmp_path)
    (tmp_path / "c").mkdir()
    with pytest.raises(AnnotationError, match="holds no PNG"):
        PICTURES.read(tmp_path / "c")


def test_a_box_is_no_mask_until_it_is_told() -> None:
    assert isinstance(REFERENCE.tracks[0].keyframes[0].shape, Box)
    assert any("pixels whose centres" in sentence for sentence in TEXT.loses(REFERENCE))
