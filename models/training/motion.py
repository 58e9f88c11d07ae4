"""Short clips made of still photographs: smooth pans, zooms and turns with subpixel steps."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.crops import uniform

STEPS = (-2, -1, 0, 1, 2)


def coordinates(size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Pixel offsets from the middle of a square, x and y, each `(size, size)`."""
    line = torch.arange(size, device=device, dtype=torch.float32) - (size - 1) / 2
    return line.expand(size, size), line[:, None].expand(size, size)


def sample(x: Tensor, columns: Tensor, rows: Tensor) -> Tensor:
    """Read `(N, C, H, W)` bicubically at pixel offsets `(N, h, w)` from its middle."""
    grid = torch.stack((2 * columns / x.shape[-1], 2 * rows / x.shape[-2]), -1)
    return F.grid_sample(x, grid, "bicubic", "reflection", align_corners=False).clamp(0, 1)


def clips(x: Tensor, size: int, speed: float = 4.0) -> Tensor:
    """Pan, zoom and turn over each picture: `(N, 3, H, W)` -> `(N, 5, 3, size, size)`.

    A fifth stands still; the rest moves up to `speed` pixels per frame in one direction, zooms by
    up to 1 % and turns by up to 0.5 degrees per frame. The middle frame has a random phase too,
    so that all five frames are resampled alike and none is sharper than the others.
    """
    count, device = x.shape[0], x.device
    moves = (torch.rand(count, device=device) < 0.8).float()
    heading = uniform(count, 0, 2 * math.pi, device)
    pace = uniform(count, 0, 1, device) * speed * moves
    zoom = uniform(count, -0.01, 0.01, device) * moves
    turn = uniform(count, -0.009, 0.009, device) * moves
    phase = [uniform(count, -0.5, 0.5, device)[:, None, None] for _ in range(2)]
    across, down = coordinates(size, device)
    frames = []
    for step in STEPS:
        scale, angle = (1 + zoom * step)[:, None, None], (turn * step)[:, None, None]
        shift_x = (heading.cos() * pace * step)[:, None, None] + phase[0]
        shift_y = (heading.sin() * pace * step)[:, None, None] + phase[1]
        columns = scale * (angle.cos() * across - angle.sin() * down) + shift_x
        rows = scale * (angle.sin() * across + angle.cos() * down) + shift_y
        frames.append(sample(x, columns, rows))
    return torch.stack(frames, 1)


def with_cuts(frames: Tensor, share: float = 0.15) -> Tensor:
    """Replace neighbours beyond a random cut by the middle frame, on each side in `share`."""
    device, count = frames.device, frames.shape[0]
    step = torch.arange(5, device=device)[None, :] - 2
    before = 3 - 2 * (torch.rand(count, 1, device=device) < share).long()
    after = 3 - 2 * (torch.rand(count, 1, device=device) < share).long()
    before = before + torch.randint(2, (count, 1), device=device)
    after = after + torch.randint(2, (count, 1), device=device)
    kept = (step > -before) & (step < after)
    return torch.where(kept[:, :, None, None, None], frames, frames[:, 2:3])


def pan(x: Tensor, across: float, down: float) -> Tensor:
    """A steady pan over whole pictures, by whole-frame shifts: `(N, 3, H, W)` -> `(N, 5, 3, …)`.

    A border of 16 pixels is left out, so that no made-up edge is seen.
    """
    height, width = x.shape[-2] - 32, x.shape[-1] - 32
    rows = torch.arange(height, device=x.device, dtype=torch.float32) - (height - 1) / 2
    columns = torch.arange(width, device=x.device, dtype=torch.float32) - (width - 1) / 2
    places = (columns.expand(height, width), rows[:, None].expand(height, width))
    frames = [
        sample(
            x,
            (places[0] + across * step).expand(len(x), -1, -1),
            (places[1] + down * step).expand(len(x), -1, -1),
        )
        for step in STEPS
    ]
    return torch.stack(frames, 1)
