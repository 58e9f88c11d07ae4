"""YOLO: files written from the specification, and those of others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from app.annotations.density import dense_keyframes
from app.annotations.formats.yolo import YoloFormat, YoloSegFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box, Polygon
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from pathlib import Path

BOTH = [YoloFormat(), YoloSegFormat()]
MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
some = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def folder(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize("format_", BOTH, ids=["boxes", "polygons"])
@some
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(
    format_: YoloFormat, layer: AnnotationLayer, tmp_path: Path
) -> None:
    check_trip(format_, layer, tmp_path)


def test_the_reference_box_is_written_by_the_book(tmp_path: Path) -> None:
    YoloFormat().write(REFERENCE, tmp_path / "out")
    file = tmp_path / "out" / "labels" / "train" / "clip_000001.txt"
    assert file.read_text() == "1 0.5 0.40625 0.5 0.3125\n"
    yaml = 'path: .\ntrain: images/train\nval: images/train\nnames:\n  0: "car"\n  1: "person"\n'
    assert (tmp_path / "out" / "data.yaml").read_text() == yaml


def test_the_reference_box_becomes_its_corners(tmp_path: Path) -> None:
    YoloSegFormat().write(REFERENCE, tmp_path / "out")
    file = tmp_path / "out" / "labels" / "train" / "clip_000001.txt"
    assert file.read_text() == "1 0.25 0.25 0.75 0.25 0.75 0.5625 0.25 0.5625\n"


def of_mask(bits: np.ndarray) -> AnnotationLayer:
    keys = dense_keyframes([Keyframe(0, Mask.from_array(bits))], 3)
    return AnnotationLayer(MEDIA, (Label("a"),), (Track(1, "a", keys),))


def test_polygons_of_masks_keep_their_area(tmp_path: Path) -> None:
    bits = np.zeros((16, 20), bool)
    bits[4:9, 5:15] = bits[12:14, 1:3] = True
    layer = of_mask(bits)
    losses = YoloSegFormat().loses(layer)
    assert any("become polygons" in sentence for sentence in losses)
    assert any("without width" in sentence for sentence in losses)
    assert not any("Holes" in sentence for sentence in losses)
    (shown,) = shapes_at(check_trip(YoloSegFormat(), layer, tmp_path), 0)
    assert shown.shape.area == 54


def test_filled_holes_are_told(tmp_path: Path) -> None:
    bits = np.zeros((16, 20), bool)
    bits[2:12, 2:12] = True
    bits[4:7, 4:7] = False
    assert bits.sum() == 91
    layer = of_mask(bits)
    assert any("Holes" in sentence for sentence in YoloSegFormat().loses(layer))
    (shown,) = shapes_at(check_trip(YoloSegFormat(), layer, tmp_path), 0)
    assert shown.shape.area == 100


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ("names: ['a', \"b c\", d]", ["a", "b c", "d"]),
        ("names: {0: a, 1: b}  # two", ["a", "b"]),
        ("names:\n- a\n- 'it''s'\nnc: 2", ["a", "it's"]),
        ("train: x\r\nnames:\r\n  1: b # second\r\n  0: a\r\nroboflow:\r\n  0: no", ["a", "b"]),
    ],
)
def test_names_of_other_programs(names: str, wanted: list[str], tmp_path: Path) -> None:
    path = folder(tmp_path, {"data.yaml": names + "\n"})
    assert [label.name for label in YoloFormat().read(path, MEDIA).labels] == wanted


def test_files_of_other_programs(tmp_path: Path) -> None:
    path = folder(
        tmp_path,
        {
            "classes.txt": "dog\r\ncat\r\n",
            "labels/img_0002.txt": "1  0.5 0.5 0.1 0.125 0.75\r\n\r\n0 0.1 0.1 0.4 0.4\r\n",
        },
    )
    layer = YoloFormat().read(path, MEDIA)
    assert [(a.label, a.keyframes[0].frame, a.keyframes[0].score) for a in layer.tracks] == [
        ("cat", 2, 0.75),
        ("dog", 2, None),
    ]
    assert layer.tracks[0].keyframes[0].shape == Box(9, 7, 11, 9)
    assert layer.tracks[1].keyframes[0].shape == Box(-2, -1.6, 6, 4.8)


def test_files_that_count_from_one_are_known_by_their_last(tmp_path: Path) -> None:
    path = folder(tmp_path, {f"labels/{n}.txt": "0 .5 .5 .1 .1\n" for n in (1, 3)})
    layer = YoloFormat().read(path, MEDIA)
    assert [track.keyframes[0].frame for track in layer.tracks] == [0, 2]
    assert [label.name for label in layer.labels] == ["class 0"]


def test_boxes_among_polygons_are_polygons(tmp_path: Path) -> None:
    path = folder(tmp_path, {"labels/0.txt": "0 .5 .5 .1 .5\n0 0 0 1 0 1 1\n"})
    layer = YoloSegFormat().read(path, MEDIA)
    assert layer.tracks[1].keyframes[0].shape == Polygon((((0, 0), (20, 0), (20, 16)),))
    assert layer.tracks[0].keyframes[0].shape.bounds == (9, 4, 11, 12)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0 0.5 0.5 0.1", "line 1 must have a class and at least four numbers"),
        ("0 0.5 0.5 0.1 nan", "line 1 has nan as a share of the picture"),
        ("0 0.5 0.5 0.1 1.5", "between -0.0001 and 1.0001"),
        ("\n7 0.5 0.5 0.1 0.1", "line 2 has 7 as the number of a class"),
        ("0 0.5 0.5 0.1 0.1 0.1 0.2", "read it as yolo-seg"),
        ("a 1 2 3 4", "has “a” where the number of a class should be"),
    ],
)
def test_lines_that_make_no_sense_are_refused(text: str, problem: str, tmp_path: Path) -> None:
    path = folder(tmp_path, {"labels/1.txt": text, "classes.txt": "a\n"})
    with pytest.raises(AnnotationError, match=rf"1\.txt: .*{problem}|{problem}"):
        YoloFormat().read(path, MEDIA)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"x.md": ""}, "neither data.yaml nor files"),
        ({"labels/a.txt": ""}, "has no number of a frame"),
        ({"labels/9.txt": ""}, "9.txt is of frame 9, but the clip has 3 frames"),
        ({"labels/a1.txt": "", "labels/b1.txt": ""}, "are both of frame 1"),
        ({"data.yaml": "names: 5\n"}, "neither a list nor a map"),
        ({"data.yaml": "names: {0: a, 2: b}\n"}, "without gaps"),
        ({"data.yaml": "names: [a, a]\n"}, "two classes called “a”"),
        ({"data.yaml": 'names: ["a\\x"]\n'}, "not well quoted"),
    ],
)
def test_folders_that_make_no_sense_are_refused(
    files: dict[str, str], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match=problem):
        YoloFormat().read(folder(tmp_path, files), MEDIA)


def test_the_clip_must_be_named(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="--media"):
        YoloFormat().read(folder(tmp_path, {"data.yaml": "names: []"}))


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = folder(tmp_path / "other", {"0.txt": "0 .5 .5 .1 .1"}) / "0.txt"
    path = folder(tmp_path / "set", {"labels/1.txt": "0 .5 .5 .1 .1"})
    (path / "labels" / "0.txt").symlink_to(secret)
    assert [t.keyframes[0].frame for t in YoloFormat().read(path, MEDIA).tracks] == [1]


def test_names_are_kept_apart_when_they_are_cleaned(tmp_path: Path) -> None:
    labels = (Label("a\nb"), Label("a b"), Label("a\rb"), Label("\n"))
    layer = replace(REFERENCE, labels=labels, tracks=())
    back = check_trip(YoloFormat(), layer, tmp_path)
    assert [label.name for label in back.labels] == ["a b 2", "a b", "a b 3", "label"]
