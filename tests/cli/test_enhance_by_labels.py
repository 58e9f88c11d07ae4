"""`reelwright enhance --labels`: effects that go by annotations, without a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.annotations.formats.registry import find_format
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.render.convert import facts_of
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.cli.conftest import Invoke

SIZE = (128, 96)
INSIDE, OUTSIDE = (slice(30, 50), slice(40, 80)), (slice(70, 90), slice(40, 80))


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return make_clip(tmp_path / "clip.mkv", ClipKind(size=SIZE, frames=4))


@pytest.fixture
def labels(clip: Path, tmp_path: Path) -> Path:
    """One box, a face's, on all frames."""
    track = Track(1, "face", (Keyframe(0, Box(30, 20, 90, 60)),))
    path = tmp_path / "labels.xml"
    find_format("cvat-video").write(
        AnnotationLayer(facts_of(clip), (Label("face"),), (track,)), path
    )
    return path


def first(path: Path) -> NDArray[np.uint8]:
    """`(H, W, 4)`."""
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0))
        return np.asarray(picture.reformat(format="rgba").to_ndarray(), np.uint8)


def test_what_they_mark_is_cut_out(
    invoke: Invoke, clip: Path, labels: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.mov"
    chain = ["--effect", "cut-out:background=transparent", "--codec", "prores_ks"]
    outcome = invoke("enhance", clip, "-o", output, *chain, "--labels", labels)
    assert outcome.code == 0, outcome.err
    alpha = first(output)[..., 3]
    assert alpha[INSIDE].min() > 250
    assert alpha[OUTSIDE].max() < 5


def test_what_they_mark_is_hidden(invoke: Invoke, clip: Path, labels: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mkv"
    chain = ["--effect", "anonymise:style=box,track=all", "--codec", "ffv1"]
    told = ["--labels", labels, "--labels-format", "cvat-video"]
    outcome = invoke("enhance", clip, "-o", output, *chain, *told)
    assert outcome.code == 0, outcome.err
    before, after = first(clip).astype(int), first(output).astype(int)
    assert np.ptp(after[INSIDE][..., :3], axis=(0, 1)).max() <= 2
    assert abs(after[OUTSIDE] - before[OUTSIDE]).mean() < 2


def test_they_are_refused_where_nothing_looks_at_them(
    invoke: Invoke, clip: Path, labels: Path, tmp_path: Path
) -> None:
    words = ["-o", tmp_path / "out.mkv", "--effect", "sharpen", "--labels", labels]
    outcome = invoke("enhance", clip, *words)
    assert outcome.code == 2
    assert "cut-out or anonymise" in outcome.err
    assert not (tmp_path / "out.mkv").exists()


def test_a_format_that_cannot_be_told_is_asked_for(
    invoke: Invoke, clip: Path, tmp_path: Path
) -> None:
    odd = tmp_path / "labels.odd"
    odd.write_text("?")
    words = ["-o", tmp_path / "out.mkv", "--effect", "anonymise", "--labels", odd]
    outcome = invoke("enhance", clip, *words)
    assert outcome.code == 2
    assert "--labels-format" in outcome.err
    assert "--from" not in outcome.err
