"""From a clip to a COCO file."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from pycocotools.coco import COCO

from app.annotations.interpolation import stretches
from app.annotations.queries import shapes_at
from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.base.time import Span
from app.render.annotate import annotate
from app.render.export_annotations import export_annotations
from tests.analyses.moving_squares import HEIGHT, RATE, WIDTH, Square, clip

if TYPE_CHECKING:
    from pathlib import Path

    from app.analyses.analysis import FrameFindings
    from app.base.progress import Progress

COUNT = 70
SQUARE = Square(10, 20, 2.0, 0.3)

# pycocotools predates numpy's `copy` keyword; the decoded picture is right all the same.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lossless clip with a variable rate: frames at 0, 1, 3, 4, 6, 7, … ticks of 1/25 s."""
    path: Path = tmp_path_factory.mktemp("clips") / "squares.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv444p"
        stream.codec_context.time_base = Fraction(1, RATE)
        for number, picture in enumerate(clip((SQUARE,), COUNT)):
            frame = av.VideoFrame.from_ndarray(picture.pixels, "rgb24")
            frame.pts, frame.time_base = number * 3 // 2, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def test_a_clip_becomes_a_file_that_pycocotools_reads(video: Path, tmp_path: Path) -> None:
    layer = annotate(video, "moving-objects", {})
    assert len(layer.tracks) == 1
    path = tmp_path / "out.json"
    assert export_annotations(layer, path, "coco") == []
    judge = COCO(str(path))
    for row in judge.loadAnns(judge.getAnnIds()):
        frame = judge.loadImgs(row["image_id"])[0]["frame_index"]
        truth, seen = SQUARE.mask(frame), judge.annToMask(row) != 0
        assert (truth & seen).sum() / (truth | seen).sum() >= 0.7
    assert len(judge.getAnnIds()) == COUNT


def test_frames_are_tied_to_exact_times(video: Path, tmp_path: Path) -> None:
    layer = annotate(video, "moving-objects", {})
    assert layer.media.frame_count == COUNT
    # Matroska counts in milliseconds, of which 1/25 s is a whole number.
    assert layer.media.time_of(5) == Fraction(7, RATE)
    path = tmp_path / "out.json"
    export_annotations(layer, path, "coco")
    assert json.loads(path.read_text())["images"][5]["exact_time"] == "7/25"


def test_progress_and_provisional_findings_come_with_each_frame(video: Path) -> None:
    told: list[Progress] = []
    seen: list[FrameFindings] = []
    annotate(video, "moving-objects", {}, told.append, preview=seen.append)
    assert [(progress.done, progress.total) for progress in told] == [
        (number, COUNT) for number in range(1, COUNT + 1)
    ]
    assert [findings.frame for findings in seen] == list(range(COUNT))


def test_a_span_is_annotated_with_the_clips_own_frame_numbers(video: Path) -> None:
    span = Span(Fraction(30, RATE), Fraction(90, RATE))
    layer = annotate(video, "moving-objects", {}, span=span)
    assert [list(stretches(track, COUNT)) for track in layer.tracks] == [[(20, 60)]]
    assert shapes_at(layer, 60) == []


def test_cancelling_is_heard(video: Path) -> None:
    token = CancelToken()
    with pytest.raises(Cancelled):
        annotate(video, "moving-objects", {}, lambda _: token.cancel(), token)


def test_a_wrong_analysis_is_told_before_the_clip_is_opened(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no analysis"):
        annotate(tmp_path / "missing.mp4", "teleport", {})


@pytest.mark.slow
def test_the_cars_of_a_real_clip(media_dir: Path) -> None:
    """Four cars drive past, two of them at once; the camera changes its exposure."""
    layer = annotate(media_dir / "clips" / "car-detection.mp4", "moving-objects", {})
    spans = [list(stretches(track, layer.media.frame_count)) for track in layer.tracks]
    assert len(spans) == 4
    assert all(len(span) == 1 for span in spans)  # none is lost on its way
    expected = [(54, 111), (180, 229), (187, 240), (315, 348)]
    found = [span[0] for span in spans]
    assert np.abs(np.subtract(found, expected)).max() <= 4
