"""The temporal denoiser: it finds motion, and learns only from frames that can teach it."""

from __future__ import annotations

import math

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from app.inference.nets.reel_denoise_temporal import build, merge
from app.inference.nets.reel_motion import MARGIN, motion_between
from models.training.motion import pan

SIGMA = 25 / 255


def texture(height: int = 96, width: int = 128, seed: int = 0) -> Tensor:
    """`(1, 3, height, width)`, with detail of several sizes."""
    random = torch.Generator().manual_seed(seed)
    result = torch.full((1, 3, height, width), 0.5)
    for size in (3, 6, 12):
        grain = torch.randn((1, 3, height // size + 2, width // size + 2), generator=random)
        result += 0.08 * F.interpolate(grain, (height, width), mode="bicubic")
    return result.clamp(0, 1)


def noisy(frames: Tensor, sigma: float = SIGMA, seed: int = 1) -> Tensor:
    return frames + torch.randn(frames.shape, generator=torch.Generator().manual_seed(seed)) * sigma


def fed(frames: Tensor, sigma: float = SIGMA) -> Tensor:
    """`(1, 5, 3, H, W)` with the map of the noise, as the network takes it."""
    level = torch.full_like(frames[:, 0, :1], sigma)
    return torch.cat((frames.flatten(1, 2), level), 1)


def errors(frames: Tensor, truth: Tensor) -> tuple[float, float]:
    """How noisy the merged frame is, and how noisy it is said to be."""
    merged = merge(fed(frames))
    inner = (..., slice(16, -16), slice(16, -16))
    wrong = (merged[:, :3] - truth)[inner].square().mean().sqrt()
    return float(wrong) / SIGMA, float(merged[:, 3:][inner].mean()) / SIGMA


@pytest.mark.parametrize(("across", "down"), [(0.0, 0.0), (1.5, -0.75), (-6.3, 4.1), (11.0, 9.0)])
def test_motion_is_found_beneath_noise(across: float, down: float) -> None:
    frames = noisy(pan(texture(160, 192), across, down))
    power = torch.full_like(frames[:, 0, :1], SIGMA**2)

    motion = motion_between(frames[:, 2], frames[:, 1], power)[..., 24:-24, 24:-24]

    # what the pan shows one frame earlier lies farther along it
    assert motion.mean((0, 2, 3)).tolist() == pytest.approx([across, down], abs=0.25)
    assert float(motion.std((2, 3)).max()) < 0.6


def test_five_frames_of_one_thing_halve_the_noise() -> None:
    still = texture().expand(5, -1, -1, -1)[None]
    wrong, said = errors(noisy(still), still[:, 2])
    assert wrong < 0.6
    assert said == pytest.approx(wrong, rel=0.25)


def test_other_shots_teach_nothing() -> None:
    frames = torch.stack([texture(seed=seed) for seed in range(5)], 1)
    wrong, said = errors(noisy(frames), frames[:, 2])
    assert wrong == pytest.approx(1, abs=0.05)
    assert said > 0.9


@pytest.mark.parametrize("stand_in", [[2, 2, 2, 2, 2], [2, 2, 2, 3, 4], [1, 1, 2, 3, 3]])
def test_a_frame_that_stands_in_for_another_does_not_count_twice(stand_in: list[int]) -> None:
    still = texture().expand(5, -1, -1, -1)[None]
    wrong, said = errors(noisy(still)[:, stand_in], still[:, 2])
    fewest = 1 / math.sqrt(len(set(stand_in)))
    assert fewest * 0.9 < wrong < fewest * 1.2 + 0.1
    assert said == pytest.approx(wrong, rel=0.2)


def test_repeating_the_middle_frame_is_as_good_as_the_single_frame() -> None:
    frames = noisy(texture()[:, None])[:, [0] * 5]
    merged = merge(fed(frames))
    assert torch.allclose(merged[:, :3], frames[:, 2], atol=1e-6)
    assert torch.allclose(merged[:, 3], torch.tensor(SIGMA), atol=1e-6)


@pytest.mark.parametrize("left", [True, False])
def test_nothing_beyond_the_receptive_field_is_seen(left: bool) -> None:
    net = build({"width": 8, "deep": 8, "outer": 1, "inner": 1}).eval()
    reach = net.receptive_field
    frames = noisy(pan(texture(40 + 32, 2 * reach + 72), 2.0, 0.5))
    other = frames.clone()
    middle = frames.shape[-1] // 2 // 4 * 4
    changed = slice(None, middle) if left else slice(middle, None)
    other[..., changed] = noisy(other[..., changed], 1.0, 7)

    with torch.no_grad():
        differs = (net(fed(frames)) - net(fed(other))).abs().sum((0, 1, 2)).nonzero().flatten()

    farthest = int(differs.max()) - middle + 1 if left else middle - int(differs.min())
    assert MARGIN // 2 < farthest <= reach
