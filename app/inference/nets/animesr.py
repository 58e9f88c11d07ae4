"""AnimeSR: Wu et al., "AnimeSR: Learning Real-World Super-Resolution Models for Animation Videos",
NeurIPS 2022. Its cell carries a state along as in Fuoli et al., "Efficient Video Super-Resolution
through Recurrent Latent Space Propagation", ICCVW 2019."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.basicvsr import ResidualBlock
from app.inference.nets.sequence import SequenceNet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

SCALE = 4
PIXEL = 3 * SCALE * SCALE
"""Values of the enlarged picture in one pixel of the given one."""


class Cell(nn.Module):
    """Features at three sizes; the coarser ones join later and are added to the finer ones.

    Args:
        channels: Width at every size, and of the state that is carried along.
        blocks: Residual blocks at the whole, half and quarter size.
    """

    def __init__(self, channels: int, blocks: tuple[int, int, int]) -> None:
        super().__init__()
        self.conv_s1_first = _entrance(3 * 3 + PIXEL + channels, channels, 1)
        self.conv_s2_first = _entrance(channels, channels, 2)
        self.conv_s4_first = _entrance(channels, channels, 2)
        self.body_s1_first, self.body_s2_first, self.body_s4_first = (
            nn.ModuleList(ResidualBlock(channels) for _ in range(count)) for count in blocks
        )
        width = PIXEL + channels
        self.fusion = nn.Sequential(
            nn.Conv2d(3 * channels, 2 * width, 3, padding=1),
            nn.LeakyReLU(0.1),
            nn.Conv2d(2 * width, width, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """`(N, 9 + 48 + channels, H, W)` to `(N, 48 + channels, H, W)`; sides divide by 4."""
        features = [self.conv_s1_first(x)]
        for entrance in (self.conv_s2_first, self.conv_s4_first):
            features.append(entrance(features[-1]))
        bodies = (self.body_s1_first, self.body_s2_first, self.body_s4_first)
        longest = len(bodies[0])
        waits = [longest - len(body) for body in bodies]
        for step in range(longest):
            features = [
                body[step - wait](_joined(features, waits, level, step)) if step >= wait else own
                for level, (body, wait, own) in enumerate(zip(bodies, waits, features, strict=True))
            ]
        sizes = [_grown(each, level) for level, each in enumerate(features)]
        fused: Tensor = self.fusion(torch.cat(sizes, 1))
        return fused


def _entrance(before: int, after: int, stride: int) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(before, after, 3, stride, padding=1), nn.LeakyReLU(0.1))


def _joined(features: Sequence[Tensor], waits: Sequence[int], level: int, step: int) -> Tensor:
    """The features of one size and those of the coarser sizes that have begun."""
    joined = features[level]
    for coarser in range(level + 1, len(features)):
        if step > waits[coarser]:
            joined = joined + _grown(features[coarser], coarser - level)
    return joined


def _grown(features: Tensor, doublings: int) -> Tensor:
    if not doublings:
        return features
    factor = float(2**doublings)
    return F.interpolate(features, scale_factor=factor, mode="bilinear", align_corners=False)


class AnimeSR(SequenceNet):
    """Enlarges frames four times; each sees the one before, its result, a state, and the next.

    Args:
        channels: Width of the cell.
        blocks: Residual blocks at its three sizes.
        past, future: See `SequenceNet`; the state is built up over `past` frames.
    """

    def __init__(self, channels: int, blocks: tuple[int, int, int], past: int, future: int) -> None:
        super().__init__(past, future)
        self.channels = channels
        self.recurrent_cell = Cell(channels, blocks)

    def carried(
        self, frames: tuple[Tensor, ...], wanted: range, check: Callable[[], None]
    ) -> Tensor:
        """See `SequenceNet.forward`; H and W divide by 4."""
        count, _, height, width = frames[0].shape
        picture = frames[0].new_zeros(count, PIXEL, height, width)
        state = frames[0].new_zeros(count, self.channels, height, width)
        enlarged = []
        for number in range(wanted.stop):
            check()
            around = (max(number - 1, 0), number, min(number + 1, len(frames) - 1))
            seen = [frames[each] for each in around]
            made = self.recurrent_cell(torch.cat((*seen, picture, state), 1))
            state = F.leaky_relu(made[:, PIXEL:], 0.1)
            large = F.pixel_shuffle(made[:, :PIXEL], SCALE) + _grown(frames[number], 2)
            picture = F.pixel_unshuffle(large, SCALE)
            if number in wanted:
                enlarged.append(large)
        return torch.cat(enlarged, 1)
