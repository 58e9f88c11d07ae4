"""Memory that tensors take is counted while they live; wide networks get smaller tiles for it."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest
import torch
from torch import nn

from app.inference.live_memory import LiveMemory
from app.inference.memory import CPU_PIXELS, first_limit

SIDE = 64
PLANE = 4 * SIDE * SIDE


def peak(module: nn.Module) -> int:
    picture = torch.zeros(1, 3, SIDE, SIDE)
    with torch.inference_mode(), LiveMemory() as live:
        module(picture)
    found: int = live.peak
    return found


def test_features_count_as_long_as_they_live() -> None:
    wide = nn.Conv2d(3, 32, 3, padding=1)
    narrow = nn.Conv2d(32, 1, 3, padding=1)
    assert peak(wide) == 32 * PLANE
    assert peak(nn.Sequential(wide, narrow)) == 33 * PLANE
    # what the first made is gone when the third begins
    back = nn.Conv2d(1, 8, 3, padding=1)
    assert peak(nn.Sequential(wide, narrow, back)) == 33 * PLANE


def test_views_and_work_in_place_take_nothing() -> None:
    class Views(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = x * 2
            return torch.relu_(y.flatten(2)).view_as(x)[..., 1:]

    assert peak(Views()) == 3 * PLANE


@pytest.mark.parametrize(("channels", "pixels"), [(4, CPU_PIXELS), (2048, 131_072)])
def test_wide_networks_get_fewer_pixels_at_once(
    monkeypatch: pytest.MonkeyPatch, channels: int, pixels: int
) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=4 << 30))
    net = nn.Conv2d(3, channels, 1).requires_grad_(False)
    limit = first_limit(net, torch.zeros(1, 3, 256, 256), 1)
    assert limit == pixels
