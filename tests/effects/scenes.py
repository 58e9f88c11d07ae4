"""A textured scene that a camera looks at from anywhere, to the sample."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
import torch.nn.functional as F

from app.inference.transfer import upload
from app.media.video_reader import VideoReader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.base.frame import Frame

MARGIN = 60
SIZE = 120, 168
"""Rows and columns of what the camera sees."""


def scene(seed: int = 1) -> Tensor:
    """`(3, H, W)`, with `MARGIN` around what a camera at rest sees; soft blots of all sizes."""
    generator = torch.Generator().manual_seed(seed)
    height, width = (side + 2 * MARGIN for side in SIZE)
    whole = torch.zeros(3, height, width)
    for cell in (4, 9, 30):
        small = torch.rand((1, 3, height // cell, width // cell), generator=generator)
        whole += F.interpolate(small, (height, width), mode="bicubic")[0] / 3
    return whole.clamp(0, 1)


def seen(whole: Tensor, right: int, down: int) -> Tensor:
    """What a camera sees that was moved."""
    top, left = MARGIN + down, MARGIN + right
    return whole[:, top : top + SIZE[0], left : left + SIZE[1]].clone()


def shaken(whole: Tensor, count: int, most: int = 4, seed: int = 3) -> list[Tensor]:
    """Pictures of a camera in an unsteady hand."""
    generator = torch.Generator().manual_seed(seed)
    places = torch.randint(-most, most + 1, (count, 2), generator=generator).tolist()
    return [seen(whole, *place) for place in places]


def unrest(pictures: Sequence[Tensor], edge: int = 24) -> float:
    """Mean change from picture to picture, the edges apart."""
    inner = torch.stack(list(pictures))[:, :3, edge:-edge, edge:-edge]
    return float((inner[1:] - inner[:-1]).abs().mean())


def real_clip(name: str, first: int, count: int, size: tuple[int, int]) -> list[Frame[Tensor]]:
    """Frames of a real clip, reduced to `(height, width)`; skips where there are none."""
    folder = os.environ.get("REELWRIGHT_TEST_MEDIA")
    if not folder or not (Path(folder) / "clips" / name).exists():
        pytest.skip("REELWRIGHT_TEST_MEDIA does not lead to real clips")
    frames = []
    with VideoReader(Path(folder) / "clips" / name) as reader:
        for number, frame in enumerate(reader.frames()):
            if number >= first + count:
                break
            if number >= first:
                pixels = upload(frame.pixels, torch.device("cpu"))
                small = F.interpolate(pixels[None], size, mode="area")[0]
                frames.append(frame.with_pixels(small))
    return frames
