"""Enlarged film is judged by a pan whose frames all models see alike."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.network import NetworkTraits
from app.inference.quality.measuring import measure
from app.inference.quality.upscaling import FRAMES, SIDE, STEP, pan
from tests.inference.fake_network import FakeNetwork

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

pytest.importorskip("cv2", reason="pictures are read with OpenCV")


def picture(height: int, width: int) -> NDArray[np.uint8]:
    return np.random.default_rng(1).integers(60, 200, (height, width, 3), np.uint8)


@pytest.mark.parametrize(("height", "width"), [(300, 400), (228, 344), (90, 70)])
def test_a_pan_moves_by_whole_samples(height: int, width: int) -> None:
    frames = pan(picture(height, width), 4)
    across, down = STEP
    assert len(frames) == 2 * FRAMES + 1
    for one, following in itertools.pairwise(frames):
        assert one.shape == following.shape
        assert np.array_equal(one[down:, across:], following[:-down, :-across])
    assert all(side % 4 == 0 and 0 < side <= SIDE for side in frames[0].shape[:2])


class _Noting(FakeNetwork):
    def __init__(self, past: int, future: int) -> None:
        super().__init__(4)
        self.traits = NetworkTraits(4, past, future)
        self.seen: list[torch.Tensor] = []

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        self.seen.append(pictures)
        return super().__call__(pictures, sigma)


def test_all_upscalers_are_judged_by_the_same_frame(tmp_path: Path) -> None:
    import cv2

    (tmp_path / "Set5").mkdir()
    cv2.imwrite(str(tmp_path / "Set5" / "one.png"), picture(100, 120))
    card = Catalogue.load([MODELS_FOLDER / "cards"]).find("rlfn-x4")
    several = replace(card, input=replace(card.input, past=3, future=2))
    single, temporal = _Noting(0, 0), _Noting(3, 2)

    still, moving = measure(card, single, tmp_path)
    (first,) = measure(several, temporal, tmp_path)

    assert (still.set, moving.set, first.set) == ("Set5", "Set5 panned", "Set5 panned")
    assert moving.value == first.value
    assert torch.equal(single.seen[1][0], temporal.seen[0][0, 3])
    assert temporal.seen[0].shape == (1, 6, 3, 21, 24)
    assert "one frame seen" in moving.condition
    assert "6 frames seen" in first.condition
