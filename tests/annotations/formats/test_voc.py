"""Pascal VOC in its two conventions, which differ by a pixel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings

from app.annotations.formats.voc import VocCvatFormat, VocFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from pathlib import Path

DEVKIT, CVAT = VocFormat(), VocCvatFormat()
MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
EDGES = ("xmin", "ymin", "xmax", "ymax")


def written(layer: AnnotationLayer, format_: VocFormat, folder: Path) -> ElementTree.Element:
    format_.write(layer, folder / "out")
    return ElementTree.parse(folder / "out" / "Annotations" / "clip_000001.xml").getroot()


def file_of(folder: Path, objects: str, size: str = "<width>20</width><height>16</height>") -> Path:
    path = folder / "in"
    path.mkdir()
    text = f"<annotation>\n<size>{size}</size>\n{objects}</annotation>"
    (path / "2007_000001.xml").write_text(text)
    return path


def an_object(box: str, rest: str = "", name: str = "dog") -> str:
    edges = "".join(f"<{e}>{v}</{e}>" for e, v in zip(EDGES, box.split(), strict=False))
    return f"<object><name>{name}</name><bndbox>{edges}</bndbox>{rest}</object>\n"


@pytest.mark.parametrize("format_", [DEVKIT, CVAT], ids=lambda format_: format_.name)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(
    format_: VocFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    check_trip(format_, layer, tmp_path)


@pytest.mark.parametrize(
    ("format_", "numbers", "convention"),
    [
        (DEVKIT, ["6", "5", "15", "9"], "pixels from 1, inclusive"),
        (CVAT, ["5", "4", "15", "9"], "edges from 0"),
    ],
)
def test_the_reference_box_is_written_by_the_book(
    format_: VocFormat, numbers: list[str], convention: str, tmp_path: Path
) -> None:
    root = written(REFERENCE, format_, tmp_path)
    assert [root.findtext(f"object/bndbox/{edge}") for edge in EDGES] == numbers
    assert root.findtext("source/annotation") == convention
    assert root.findtext("filename") == "clip_000001.png"
    assert [root.findtext(f"size/{side}") for side in ("width", "height", "depth")] == [
        "20",
        "16",
        "3",
    ]
    assert root.findtext("object/attributes/attribute/value") == "7"
    listing = tmp_path / "out" / "ImageSets" / "Main" / "default.txt"
    assert listing.read_text() == "clip_000001\n"


def test_the_other_convention_is_noticed(tmp_path: Path) -> None:
    for one, other in ((DEVKIT, CVAT), (CVAT, DEVKIT)):
        one.write(REFERENCE, tmp_path / one.name)
        with pytest.raises(AnnotationError, match=f"read it as {one.name}"):
            other.read(tmp_path / one.name, REFERENCE.media)


def test_colours_and_labels_without_objects_are_in_the_label_map(tmp_path: Path) -> None:
    labels = (Label("a", "#ff8000"), *REFERENCE.labels)
    layer = replace(REFERENCE, labels=labels)
    assert DEVKIT.loses(layer) == []
    check_trip(DEVKIT, layer, tmp_path)
    text = (tmp_path / "out" / "labelmap.txt").read_text()
    assert text == "# label:color_rgb:parts:actions\na:255,128,0::\ncar:::\nperson:::\n"


def test_names_the_label_map_cannot_hold_are_changed_and_told(tmp_path: Path) -> None:
    layer = replace(REFERENCE, labels=(Label("#a:b"), *REFERENCE.labels))
    assert len(DEVKIT.loses(layer)) == 1
    assert check_trip(DEVKIT, layer, tmp_path).labels[0].name == "_a_b"


def test_files_of_others(tmp_path: Path) -> None:
    rest = "<pose>Left</pose><truncated>1</truncated><difficult>0</difficult>"
    objects = an_object("6 5 15 9", rest) + an_object("1.0 1 20 16", name=" cat\n")
    layer = DEVKIT.read(file_of(tmp_path, objects))
    assert layer.media == MediaFacts("in", 20, 16, 2)
    shapes = [track.keyframes[0].shape for track in layer.tracks]
    assert shapes == [Box(5, 4, 15, 9), Box(0, 0, 20, 16)]
    assert [label.name for label in layer.labels] == ["dog", "cat"]
    assert layer.tracks[0].keyframes[0].extra == {"voc": {"pose": "Left", "truncated": 1}}
    assert DEVKIT.loses(layer) == []
    check_trip(DEVKIT, layer, tmp_path)
    moved = CVAT.read(tmp_path / "in").tracks[0].keyframes[0].shape
    assert moved == Box(6, 5, 15, 9)


@pytest.mark.parametrize(
    ("objects", "problem"),
    [
        (an_object("6 5 15"), "line 3: <bndbox> has no <ymax>"),
        (an_object("6 5 nan 9"), "must be a number, not “nan”"),
        (an_object("9 5 5 9"), "right or bottom edge before"),
        (an_object("6 5 15 9", name=" "), "empty name"),
        (an_object("1 1 2 2", "<occluded>x</occluded>"), "must be 0 or 1"),
        ("<object/>", "has no <name>"),
    ],
)
def test_objects_that_make_no_sense_are_refused(objects: str, problem: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=f"2007_000001.xml.*{problem}"):
        DEVKIT.read(file_of(tmp_path, objects), MEDIA)


def test_an_object_twice_on_a_frame_is_refused(tmp_path: Path) -> None:
    rest = "<attributes><attribute><name>track_id</name><value>4</value></attribute></attributes>"
    path = file_of(tmp_path, an_object("1 1 2 2", rest) * 2)
    with pytest.raises(AnnotationError, match="line 4: <object> is a second shape of object 4"):
        DEVKIT.read(path, MEDIA)


def test_folders_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, "", "<width>21</width><height>16</height>")
    with pytest.raises(AnnotationError, match="21×16 pixels, but the clip has 20×16"):
        DEVKIT.read(path, MEDIA)
    (path / "2007_000001.xml").write_text("<!DOCTYPE a><annotation/>")
    with pytest.raises(AnnotationError, match="declares a document type"):
        DEVKIT.read(path, MEDIA)
    (path / "2007_000001.xml").unlink()
    with pytest.raises(AnnotationError, match="neither XML files"):
        DEVKIT.read(path, MEDIA)
    for text, problem in (("a:::\na:::", "there before"), ("a:1,2", "not red"), ("a:x", "“x”")):
        (path / "labelmap.txt").write_text(text)
        with pytest.raises(AnnotationError, match=problem):
            DEVKIT.read(path, MEDIA)
    (path / "labelmap.txt").write_text("a:::")
    with pytest.raises(AnnotationError, match="--media"):
        DEVKIT.read(path)
