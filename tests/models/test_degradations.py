from __future__ import annotations

import io
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from models.training.compression import Compression
from models.training.crops import Tiles, window
from models.training.degrade import RealDegradation
from models.training.motion import clips, pan, with_cuts
from models.training.quality import decibels
from models.training.resampling import imresize, resize_matrix
from models.training.tasks import Upscaling, chosen

CPU = torch.device("cpu")


def smooth(side: int) -> torch.Tensor:
    """A picture with structure at several sizes, `(1, 3, side, side)`."""
    coarse = torch.rand(1, 3, side // 8, side // 8)
    return (imresize(coarse, 8) * 0.8 + 0.1 + torch.randn(1, 3, side, side) * 0.02).clamp(0, 1)


def test_bicubic_downscaling_gives_the_published_figures_on_set5() -> None:
    media = os.environ.get("REELWRIGHT_TEST_MEDIA")
    if not media:
        pytest.skip("REELWRIGHT_TEST_MEDIA is not set")
    paths = sorted((Path(media) / "images" / "Set5").iterdir())
    pictures = {
        f"Set5/{path.name}": torch.from_numpy(np.array(Image.open(path).convert("RGB")))
        for path in paths
    }
    assert len(chosen(pictures, "Set5")) == 5
    for scale, published in ((2, 33.66), (3, 30.39), (4, 28.42)):
        task = Upscaling(scale, CPU)
        cases = task.benchmarks(pictures)["Set5"]
        mean = sum(task.score(case.untouched, case.truth) for case in cases) / 5
        assert mean == pytest.approx(published, abs=0.05)


@pytest.mark.parametrize("factor", [0.25, 1 / 3, 0.5, 1, 2, 3])
def test_resizing_keeps_a_flat_picture_flat(factor: float) -> None:
    assert torch.allclose(resize_matrix(24, factor).sum(1), torch.ones(()), atol=1e-6)


@pytest.mark.parametrize("quality", [10, 40, 80])
def test_compression_looks_like_a_jpeg_file(quality: int) -> None:
    x = smooth(64)
    pixels = (x[0].permute(1, 2, 0) * 255).round().byte().numpy()
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=quality, subsampling=2)
    real = torch.from_numpy(np.array(Image.open(stream))).permute(2, 0, 1) / 255
    given = torch.from_numpy(pixels).permute(2, 0, 1)[None] / 255
    ours = Compression(CPU)(given, torch.tensor([float(quality)]))[0]
    assert decibels((ours - real) * 255) > decibels((given[0] - real) * 255) + 6


def test_real_degradation_is_half_the_size_and_in_range() -> None:
    x = smooth(64).expand(8, -1, -1, -1)
    damaged = RealDegradation(2, CPU)(x)
    assert damaged.shape == (8, 3, 32, 32)
    assert damaged.min() >= 0
    assert damaged.max() <= 1
    assert not torch.equal(damaged[0], damaged[1])


def test_a_pair_lines_up_after_random_cuts() -> None:
    tiles = Tiles(torch.randint(0, 256, (2, 64, 64, 3), dtype=torch.uint8))
    given, truth = Upscaling(2, CPU).pair(tiles, 4, 16)
    inner = (slice(None), slice(None), slice(2, -2), slice(2, -2))
    assert torch.allclose(imresize(truth, 0.5)[inner], given[inner], atol=0.6)
    error = (imresize(truth, 0.5)[inner].clamp(0, 1) - given[inner]).abs().mean()
    assert error < 0.01


def test_window_cuts_each_picture_at_its_own_place() -> None:
    x = torch.arange(2 * 3 * 6 * 6).view(2, 3, 6, 6)
    cut = window(x, torch.tensor([0, 2]), torch.tensor([1, 3]), 3)
    assert torch.equal(cut[0], x[0, :, 0:3, 1:4])
    assert torch.equal(cut[1], x[1, :, 2:5, 3:6])


def test_a_pan_by_whole_pixels_only_shifts() -> None:
    x = smooth(64)
    frames = pan(x, 2, 1)
    assert torch.allclose(frames[0, 2], x[0, :, 16:-16, 16:-16], atol=1e-4)
    assert torch.allclose(frames[0, 3], x[0, :, 17:-15, 18:-14], atol=1e-4)


def test_clips_have_five_frames_and_cuts_repeat_the_middle_one() -> None:
    frames = clips(smooth(64).expand(16, -1, -1, -1), 32)
    assert frames.shape == (16, 5, 3, 32, 32)
    cut = with_cuts(frames, share=1.0)
    assert torch.equal(cut[:, 0], frames[:, 2])
    assert torch.equal(cut[:, 4], frames[:, 2])
    assert torch.equal(with_cuts(frames, share=0.0), frames)
