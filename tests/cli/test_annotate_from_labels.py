"""`reelwright annotate --from-labels`: going on from what is drawn already."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.registry import find_format
from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Polyline, box_around
from app.render.convert import facts_of
from tests.analyses.moving_squares import Square, lossless

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke

pytest.importorskip("cv2")

COUNT, START = 16, 8
SQUARE = Square(60, 40, 2.0, 0.6, side=40)
MIL = "follow:method=mil"


def truth(frame: int) -> Box:
    edges = SQUARE.box(frame)
    assert edges is not None
    return Box(*map(float, edges))


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("clips") / "square.mkv"
    return lossless(path, (SQUARE,), COUNT, noise=2.0)


@pytest.fixture
def boxes(video: Path, tmp_path: Path) -> Path:
    """Two boxes on one frame, one on the square."""
    tracks = (
        Track(1, "thing", (Keyframe(START, truth(START)),)),
        Track(2, "corner", (Keyframe(START, Box(2, 2, 30, 30)),)),
        Track(3, "gate", (Keyframe(0, Polyline(((96.5, 0), (96.5, 140)))),)),
    )
    labels = (Label("thing"), Label("corner"), Label("gate"))
    path = tmp_path / "boxes.xml"
    find_format("cvat-video").write(AnnotationLayer(facts_of(video), labels, tracks), path)
    return path


def read(path: Path, video: Path) -> AnnotationLayer:
    return find_format("cvat-video").read(path, facts_of(video))


def seen(layer: AnnotationLayer, number: int, frame: int) -> Box | None:
    track = next(one for one in layer.tracks if one.id == number)
    found = shape_at(track, frame)
    return box_around(found.shape) if found else None


def test_a_box_is_followed_both_ways_and_others_stay(
    invoke: Invoke, video: Path, boxes: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.xml"
    words = ["--from-labels", boxes, "--analysis", MIL, "--track", 1, "--format", "cvat-video"]
    outcome = invoke("annotate", video, *words, "-o", output)
    assert outcome.code == 0, outcome.err
    layer = read(output, video)
    assert [track.label for track in layer.tracks] == ["thing", "corner", "gate"]
    assert len(layer.tracks[0].keyframes) > 1
    overlaps = []
    for frame in range(COUNT):
        box = seen(layer, layer.tracks[0].id, frame)
        assert box is not None
        overlaps.append(box.iou(truth(frame)))
    assert min(overlaps) > 0.4
    assert overlaps[START] == 1
    held = layer.tracks[1].keyframes
    assert [key.frame for key in held if not key.outside] == [START]


def test_forward_leaves_the_frames_before_alone(
    invoke: Invoke, video: Path, boxes: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.xml"
    words = ["--from-labels", boxes, "--analysis", MIL, "--direction", "forward"]
    outcome = invoke("annotate", video, *words, "--format", "cvat-video", "-o", output)
    assert outcome.code == 0, outcome.err
    layer = read(output, video)
    assert seen(layer, layer.tracks[0].id, START - 1) is None
    box = seen(layer, layer.tracks[0].id, START + 4)
    assert box is not None
    assert box.iou(truth(START + 4)) > 0.4


def test_events_are_told_of_drawn_lines(
    invoke: Invoke, video: Path, boxes: Path, tmp_path: Path
) -> None:
    followed, output = tmp_path / "followed.xml", tmp_path / "out.json"
    words = ["--from-labels", boxes, "--analysis", MIL, "--track", 1, "--format", "cvat-video"]
    assert invoke("annotate", video, *words, "-o", followed).code == 0
    words = ["--from-labels", followed, "--analysis", "events:places=gate"]
    outcome = invoke("annotate", video, *words, "--format", "activitynet", "-o", output)
    assert outcome.code == 0, outcome.err
    told = json.dumps(json.loads(output.read_text()))
    # Its middle, 80 on the first frame, goes right by two on each: over 96.5 on the ninth.
    assert " left: thing" in told


@pytest.mark.parametrize(
    ("words", "hint", "code"),
    [
        (["--analysis", "follow"], "--from-labels FILE", 2),
        (["--analysis", "events"], "--from-labels FILE", 2),
        (["--analysis", "folow"], "“follow”", 2),
        (["--analysis", "follow", "--from-labels", "{boxes}", "--direction", "bac"], "backward", 2),
        (["--analysis", "shots", "--from-labels", "{boxes}", "--track", "1"], "--track", 2),
        (["--analysis", "follow", "--from-labels", "{boxes}", "--track", "9"], "no track 9", 1),
        (["--analysis", "follow", "--from-labels", "{boxes}", "--track", "3"], "no shape", 1),
        (["--analysis", "events:places=gat", "--from-labels", "{boxes}"], "“gate”", 2),
    ],
)
def test_what_does_not_go_together_is_said(
    invoke: Invoke, video: Path, boxes: Path, tmp_path: Path, words: list[str], hint: str, code: int
) -> None:
    output = tmp_path / "out.xml"
    given = [str(boxes) if word == "{boxes}" else word for word in words]
    outcome = invoke("annotate", video, *given, "--format", "cvat-video", "-o", output)
    assert outcome.code == code, outcome.err
    assert hint in outcome.err
    assert not output.exists()


def test_the_labels_themselves_are_not_overwritten(
    invoke: Invoke, video: Path, boxes: Path
) -> None:
    before = boxes.read_bytes()
    words = ["--from-labels", boxes, "--analysis", MIL, "--format", "cvat-video"]
    assert invoke("annotate", video, *words, "-o", boxes, "--overwrite").code == 1
    assert boxes.read_bytes() == before


def test_the_list_names_them(invoke: Invoke) -> None:
    told = invoke("effects", "--analyses").out
    assert {"follow", "propagate", "events", "shots"} <= {line.split()[0] for line in
                                                            told.splitlines()}  # fmt: skip
