"""Every format is known by its own files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.guessing import guess_format
from app.annotations.formats.registry import FORMATS
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.shapes import Box
from app.base.errors import AnnotationError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat

MASK = Mask.from_counts(24, 18, [30, 40, 24 * 18 - 70])
KEYS = (Keyframe(0, Box(1, 1, 5, 5)), Keyframe(2, Box(2, 1, 6, 5)))
LAYER = AnnotationLayer(
    MediaFacts("clip.mp4", 24, 18, 4, pts=(0, 1, 2, 3)),
    (Label("car"),),
    (Track(1, "car", KEYS), Track(2, "car", (Keyframe(0, MASK),))),
    (Segment(1, "car", 0, 2),),
)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_our_own_files_are_known(format_: AnnotationFormat, tmp_path: Path) -> None:
    path = tmp_path / f"out{format_.suffix}"
    format_.write(LAYER, path)
    assert guess_format(path).name == format_.name


@pytest.mark.parametrize(
    ("name", "text", "format_"),
    [
        ("a.json", '{"images": [], "annotations": [], "categories": []}', "coco"),
        ("a.json", '{"videos": [], "annotations": [], "categories": []}', "youtube-vis"),
        ("a.xml", "<annotations><meta/><track/></annotations>", "cvat-video"),
        (
            "a.xml",
            "<annotations><meta><task><mode>annotation</mode></task></meta></annotations>",
            "cvat-images",
        ),
    ],
)
def test_files_of_others_are_known(name: str, text: str, format_: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert guess_format(path).name == format_


def test_what_could_be_two_is_asked(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<annotation/>")
    with pytest.raises(UsageError, match="could be voc or voc-cvat; say which with --from"):
        guess_format(tmp_path)


@pytest.mark.parametrize("name", ["a.json", "a.xml", "a.xyz", "a"])
def test_what_is_unknown_is_asked(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text({"a.json": "{}", "a.xml": "<other/>"}.get(name, "?"))
    with pytest.raises(UsageError, match=f"{name} is in cannot be told; name it with --from: coco"):
        guess_format(path)


def test_an_empty_folder_and_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--from"):
        guess_format(tmp_path)
    with pytest.raises(AnnotationError, match="no such file"):
        guess_format(tmp_path / "missing.json")


def test_boxes_and_outlines_of_yolo_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "data.yaml").write_text("names:\n  0: car\n")
    (tmp_path / "labels").mkdir()
    file = tmp_path / "labels" / "a_000001.txt"
    file.write_text("0 0.5 0.5 0.1 0.1\n")
    assert guess_format(tmp_path).name == "yolo"
    file.write_text("0 0.5 0.5 0.1 0.1 0.2 0.3\n")
    assert guess_format(tmp_path).name == "yolo-seg"
