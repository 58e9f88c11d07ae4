"""The old background goes out of the colours of soft edges."""

from __future__ import annotations

import pytest
import torch

from app.effects.foreground import foreground
from tests.effects.scenes import SIZE, scene, seen


def disc(soft: float) -> torch.Tensor:
    """`(1, H, W)`: a matte whose edge is so many samples wide."""
    rows, columns = (torch.arange(side) + 0.5 - side / 2 for side in SIZE)
    far = (rows[:, None] ** 2 + columns**2).sqrt()
    return ((40 - far) / soft + 0.5).clamp(0, 1)[None]


def off(shown: torch.Tensor, truth: torch.Tensor, matte: torch.Tensor) -> float:
    edge = ((matte > 0) & (matte < 1))[0]
    return float((shown - truth).square()[:, edge].mean())


@pytest.mark.parametrize("soft", [4.0, 12.0])
def test_over_another_background_little_of_the_old_one_is_left(soft: float) -> None:
    front, old, new = (0.5 * seen(scene(n), 0, 0) for n in (1, 2, 3))
    front, old = front + 0.5, old * torch.tensor([0.2, 1.0, 0.2])[:, None, None]
    matte = disc(soft)
    picture = torch.lerp(old, front, matte)
    truth = torch.lerp(new, front, matte)
    plain = off(torch.lerp(new, picture, matte), truth, matte)
    better = off(torch.lerp(new, foreground(picture, matte), matte), truth, matte)
    assert better < 0.25 * plain


def test_plain_colours_are_found_nearly_exactly() -> None:
    matte = disc(6.0)
    red, green = torch.tensor([[0.8, 0.1, 0.2], [0.0, 0.7, 0.2]])[:, :, None, None]
    found = foreground(torch.lerp(green.expand(3, *SIZE), red.expand(3, *SIZE), matte), matte)
    edge = ((matte > 0.1) & (matte < 1))[0]
    assert (found - red).abs()[:, edge].mean() < 0.02


def test_samples_that_are_whole_stay() -> None:
    picture, matte = seen(scene(), 0, 0), disc(4.0)
    found = foreground(picture, matte)
    whole = ((matte == 0) | (matte == 1))[0]
    assert torch.equal(found[:, whole], picture[:, whole])
    hard = (matte > 0.5).float()
    assert foreground(picture, hard) is picture


@pytest.mark.parametrize("size", [(1, 1), (2, 300), (300, 2)])
def test_any_size(size: tuple[int, int]) -> None:
    found = foreground(torch.rand(3, *size), torch.rand(1, *size))
    assert torch.isfinite(found).all()
    assert found.min() >= 0
    assert found.max() <= 1
