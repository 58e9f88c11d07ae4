"""BasicVSR: Chan et al., "BasicVSR: The Search for Essential Components in Video Super-Resolution
and Beyond", CVPR 2021."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.sequence import SequenceNet
from app.inference.nets.spynet import SpyNet, moved
from app.inference.tiling import TilePlan, run_tiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import Tensor

STRIPS = TilePlan(pixels=64 * 1024, overlap=4, grid=1, blend=False, scale=4)
"""Pieces that are enlarged at once, as their features are sixteen times as many. An enlarged
sample depends on less than four pixels to each side."""


def _activated(features: Tensor) -> Tensor:
    return F.leaky_relu(features, 0.1)


class ResidualBlock(nn.Module):
    """Two convolutions added to what they are given."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, channels, H, W)` to the same shape."""
        residual: Tensor = self.conv2(F.relu(self.conv1(features)))
        return features + residual


class Trunk(nn.Module):
    """One step in time: a frame and the features that came along become features of the frame."""

    def __init__(self, channels: int, blocks: int) -> None:
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(channels + 3, channels, 3, padding=1),
            nn.LeakyReLU(0.1),
            nn.Sequential(*(ResidualBlock(channels) for _ in range(blocks))),
        )

    def forward(self, x: Tensor) -> Tensor:
        """`(N, 3 + channels, H, W)` to `(N, channels, H, W)`."""
        features: Tensor = self.main(x)
        return features


class BasicVSR(SequenceNet):
    """Enlarges frames four times with features carried along from both ends of a sequence.

    Args:
        channels: Width of the trunks.
        blocks: Residual blocks of each trunk.
        past, future: See `SequenceNet`.
    """

    def __init__(self, channels: int, blocks: int, past: int, future: int) -> None:
        super().__init__(past, future)
        self.channels = channels
        self.spynet = SpyNet()
        self.backward_trunk = Trunk(channels, blocks)
        self.forward_trunk = Trunk(channels, blocks)
        self.fusion = nn.Conv2d(2 * channels, channels, 1)
        self.upconv1 = nn.Conv2d(channels, 4 * channels, 3, padding=1)
        self.upconv2 = nn.Conv2d(channels, 4 * 64, 3, padding=1)
        self.conv_hr = nn.Conv2d(64, 64, 3, padding=1)
        self.conv_last = nn.Conv2d(64, 3, 3, padding=1)

    def carried(
        self, frames: tuple[Tensor, ...], wanted: range, check: Callable[[], None]
    ) -> Tensor:
        """See `SequenceNet.forward`; any size."""
        count, _, height, width = frames[0].shape
        enlarged = frames[0].new_empty(count, 3 * len(wanted), 4 * height, 4 * width)
        after = self._propagated(self.backward_trunk, frames[wanted.start :][::-1], check)
        later = [each for left, each in enumerate(after, 1) if len(frames) - left in wanted]
        before = self._propagated(self.forward_trunk, frames[: wanted.stop], check)
        for number, earlier in enumerate(before):
            if number in wanted:
                seen = torch.cat((later.pop(), earlier, frames[number]), 1)
                place = 3 * (number - wanted.start)
                enlarged[:, place : place + 3] = run_tiled(self._enlarged, seen, STRIPS, check)
        return enlarged

    def _propagated(
        self, trunk: nn.Module, frames: Sequence[Tensor], check: Callable[[], None]
    ) -> Iterator[Tensor]:
        """Features of each frame, those of the one before moved to where it shows the same."""
        features = torch.zeros_like(frames[0][:, :1]).repeat(1, self.channels, 1, 1)
        for number, frame in enumerate(frames):
            check()
            if number:
                features = moved(features, self.spynet(frame, frames[number - 1]))
            features = trunk(torch.cat((frame, features), 1))
            yield features

    def _enlarged(self, seen: Tensor, origin: tuple[int, int]) -> Tensor:
        """Features from both sides and the frame `(N, 2 * channels + 3, h, w)`, as a picture."""
        features, frame = seen[:, :-3], seen[:, -3:]
        features = _activated(self.fusion(features))
        for convolution in (self.upconv1, self.upconv2):
            features = _activated(F.pixel_shuffle(convolution(features), 2))
        detail: Tensor = self.conv_last(_activated(self.conv_hr(features)))
        return detail + F.interpolate(frame, scale_factor=4.0, mode="bilinear", align_corners=False)
