"""AOD-Net: Li et al., "AOD-Net: All-in-One Dehazing Network", ICCV 2017."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from app.inference.nets.edges import with_edges

if TYPE_CHECKING:
    from torch import Tensor


def _layer(inputs: int, size: int) -> nn.Conv2d:
    return nn.Conv2d(inputs, 3, size, padding=size // 2)


class AODNet(nn.Module):
    """Estimates haze and light as one map K; the clear picture is K·x - K + 1.

    Attributes:
        receptive_field: Half of each kernel, added up: exact.
    """

    receptive_field = 1 + 2 + 3 + 1

    def __init__(self) -> None:
        super().__init__()
        self.e_conv1 = _layer(3, 1)
        self.e_conv2 = _layer(3, 3)
        self.e_conv3 = _layer(6, 5)
        self.e_conv4 = _layer(6, 7)
        self.e_conv5 = _layer(12, 3)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape, not below 0."""
        haze = with_edges(self._haze, pictures, self.receptive_field)
        return (haze * pictures - haze + 1).relu()

    def _haze(self, pictures: Tensor) -> Tensor:
        first = self.e_conv1(pictures).relu()
        second = self.e_conv2(first).relu()
        third = self.e_conv3(torch.cat((first, second), 1)).relu()
        fourth = self.e_conv4(torch.cat((second, third), 1)).relu()
        haze: Tensor = self.e_conv5(torch.cat((first, second, third, fourth), 1)).relu()
        return haze
