"""TrackEval reads our DAVIS pictures: the same numbers and pixels, and J&F as it should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.davis import DavisFormat
from app.annotations.formats.keeping import kept
from app.annotations.queries import shapes_at
from tests.format_readers.object_layers import FRAMES, masks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader

WHERE = "Annotations/480p"


def test_trackeval_finds_our_truth_wholly_like_itself(read_with: Reader, tmp_path: Path) -> None:
    DavisFormat().write(masks(), tmp_path / "out")
    folder = tmp_path / "out" / WHERE
    seen = read_with("davis", folder, folder)
    assert seen["j_and_f"] == pytest.approx(1)
    assert (seen["sequence"], seen["frames"]) == ("clip", FRAMES)
    plain = kept(masks(), DavisFormat().steps)
    frames = [shapes_at(plain, frame) for frame in range(FRAMES)]
    assert seen["ids"] == [[at.track.id for at in found] for found in frames]
    assert seen["areas"] == [[at.shape.area for at in found] for found in frames]
    assert seen["void"] == [0] * FRAMES


def test_trackeval_sees_what_moved(read_with: Reader, tmp_path: Path) -> None:
    DavisFormat().write(masks(), tmp_path / "truth")
    DavisFormat().write(masks(2), tmp_path / "moved")
    seen = read_with("davis", tmp_path / "truth" / WHERE, tmp_path / "moved" / WHERE)
    assert 0.5 < seen["j_and_f"] < 0.99
