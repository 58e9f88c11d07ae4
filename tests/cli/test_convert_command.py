"""`reelwright convert`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.coco import CocoFormat
from app.annotations.formats.cvat_video import CvatVideoFormat
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.shapes import Box
from app.render.convert import facts_of
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Twelve frames."""
    return make_clip(tmp_path / "clip.mp4", frames=12)


@pytest.fixture
def layer(clip: Path) -> AnnotationLayer:
    """A box that moves, and a segment."""
    keys = (Keyframe(2, Box(1, 2, 8, 9)), Keyframe(6, Box(5, 2, 12, 9)))
    track = Track(3, "car", keys)
    return AnnotationLayer(facts_of(clip), (Label("car"),), (track,), (Segment(1, "car", 0, 5),))


@pytest.fixture
def cvat(layer: AnnotationLayer, tmp_path: Path) -> Path:
    path = tmp_path / "in.xml"
    CvatVideoFormat().write(layer, path)
    return path


def test_a_file_is_converted_and_losses_are_said(
    invoke: Invoke, cvat: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.json"
    outcome = invoke("convert", cvat, "-o", output, "--to", "coco")
    assert outcome.code == 0, outcome.err
    assert outcome.out == f"{output}: coco, from cvat-video; 1 track, 0 segments\n"
    assert "Every frame becomes a keyframe" in outcome.err
    assert len(json.loads(output.read_text())["images"]) == 10


def test_the_result_as_json(invoke: Invoke, cvat: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.json"
    outcome = invoke("convert", cvat, "-o", output, "--to", "youtube-vis", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert json.loads(outcome.out) == {
        "output": str(output),
        "format": "youtube-vis",
        "from": "cvat-video",
        "lost": ["Every frame becomes a keyframe: which ones were set is forgotten."],
    }


def test_there_and_back_nothing_is_lost_but_what_was_said(
    invoke: Invoke, cvat: Path, tmp_path: Path
) -> None:
    there, back = tmp_path / "there.json", tmp_path / "back.xml"
    assert invoke("convert", cvat, "-o", there, "--to", "coco").code == 0
    assert invoke("convert", there, "-o", back, "--to", "cvat-video").code == 0
    assert CvatVideoFormat().read(back) == CocoFormat().read(there)


def test_the_clip_says_what_the_file_does_not(
    invoke: Invoke, clip: Path, cvat: Path, tmp_path: Path
) -> None:
    folder, back = tmp_path / "yolo", tmp_path / "back.json"
    assert invoke("convert", cvat, "-o", folder, "--to", "yolo").code == 0
    alone = invoke("convert", folder, "-o", back, "--to", "coco")
    assert alone.code == 1
    assert "--media" in alone.err
    outcome = invoke("convert", folder, "-o", back, "--to", "coco", "--media", clip)
    assert outcome.code == 0, outcome.err
    assert CocoFormat().read(back).media == facts_of(clip)


def test_a_clip_that_does_not_fit_is_refused(invoke: Invoke, cvat: Path, tmp_path: Path) -> None:
    short = make_clip(tmp_path / "short.mp4", frames=5)
    output = tmp_path / "out.json"
    outcome = invoke("convert", cvat, "-o", output, "--to", "coco", "--media", short)
    assert outcome.code == 1
    assert "in.xml" in outcome.err
    assert "the clip has 5" in outcome.err
    assert not output.exists()


def test_what_exists_is_replaced_only_on_demand(
    invoke: Invoke, cvat: Path, clip: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.json"
    output.write_text("mine")
    words = ["convert", cvat, "-o", output, "--to", "coco"]
    refused = invoke(*words)
    assert (refused.code, output.read_text()) == (1, "mine")
    assert "--overwrite" in refused.err
    assert invoke(*words, "--overwrite").code == 0
    assert CocoFormat().read(output).tracks
    before = clip.read_bytes()
    for own in (cvat, clip):
        words = ["convert", cvat, "-o", own, "--to", "coco", "--media", clip, "--overwrite"]
        assert invoke(*words).code == 1
    assert clip.read_bytes() == before


def test_a_folder_with_other_things_is_never_replaced(
    invoke: Invoke, cvat: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "set"
    words = ["convert", cvat, "-o", folder, "--to", "yolo", "--overwrite"]
    assert invoke(*words).code == 0
    assert invoke(*words).code == 0
    (folder / "images").mkdir()
    (folder / "images" / "a.jpg").write_text("mine")
    outcome = invoke(*words)
    assert outcome.code == 1
    assert "such as a.jpg" in outcome.err
    around = invoke("convert", cvat, "-o", tmp_path, "--to", "yolo", "--overwrite")
    assert around.code == 1
    assert "holds what is read here" in around.err
    assert (folder / "images" / "a.jpg").read_text() == "mine"


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--to", "cocoa"], "“coco”"),
        (["--to", "coco", "--from", "cvat-vide"], "“cvat-video”"),
        ([], "--to"),
    ],
)
def test_wrong_usage_is_2(
    invoke: Invoke, cvat: Path, tmp_path: Path, arguments: list[str], hint: str
) -> None:
    outcome = invoke("convert", cvat, "-o", tmp_path / "out.json", *arguments)
    assert outcome.code == 2
    assert hint in outcome.err


def test_a_file_of_no_known_format_is_wrong_usage(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('{"some": "thing"}')
    outcome = invoke("convert", path, "-o", tmp_path / "out.json", "--to", "coco")
    assert outcome.code == 2
    assert "--from" in outcome.err


def test_a_damaged_file_is_one_sentence(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "in.xml"
    path.write_text("<!DOCTYPE a><annotations/>")
    for words in ([], ["--from", "cvat-video"]):
        outcome = invoke("convert", path, "-o", tmp_path / "o.json", "--to", "coco", *words)
        assert outcome.code == 1
        assert outcome.err.count("\n") == 1
        assert "in.xml" in outcome.err
    missing = invoke("convert", tmp_path / "no.xml", "-o", tmp_path / "o.json", "--to", "coco")
    assert missing.code == 1
    assert "no.xml" in missing.err
