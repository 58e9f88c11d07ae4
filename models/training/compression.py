"""Compression artefacts on the device: what JPEG's quantisation does, without its bit stream."""

from __future__ import annotations

import math

import torch
import torch.nn.functional as F
from torch import Tensor

# ITU-T T.81 Annex K, tables K.1 (luma) and K.2 (chroma)
LUMA = (
    (16, 11, 10, 16, 24, 40, 51, 61),
    (12, 12, 14, 19, 26, 58, 60, 55),
    (14, 13, 16, 24, 40, 57, 69, 56),
    (14, 17, 22, 29, 51, 87, 80, 62),
    (18, 22, 37, 56, 68, 109, 103, 77),
    (24, 35, 55, 64, 81, 104, 113, 92),
    (49, 64, 78, 87, 103, 121, 120, 101),
    (72, 92, 95, 98, 112, 100, 103, 99),
)
CHROMA = (
    (17, 18, 24, 47, 99, 99, 99, 99),
    (18, 21, 26, 66, 99, 99, 99, 99),
    (24, 26, 56, 99, 99, 99, 99, 99),
    (47, 66, 99, 99, 99, 99, 99, 99),
    *(((99,) * 8,) * 4),
)
# JFIF 1.02: BT.601 luma, full range, chroma around 0
YCC = (
    (0.299, 0.587, 0.114),
    (-0.168736, -0.331264, 0.5),
    (0.5, -0.418688, -0.081312),
)


def dct_matrix() -> Tensor:
    """The orthonormal 8-point DCT-II, `(8, 8)`."""
    row = torch.arange(8, dtype=torch.float64)
    matrix = torch.cos(math.pi * (2 * row[None, :] + 1) * row[:, None] / 16) / 2
    matrix[0] /= math.sqrt(2)
    return matrix.float()


class Compression:
    """Quantises blocks of 8x8 as JPEG does, one quality per picture, chroma halved (4:2:0).

    Its constants live on the device, so that a CUDA graph can capture a call.
    """

    def __init__(self, device: torch.device) -> None:
        self.dct = dct_matrix().to(device)
        self.tables = [torch.tensor(t, dtype=torch.float32).to(device) for t in (LUMA, CHROMA)]
        self.ycc = torch.tensor(YCC).to(device)
        # the level shift: 128 off the luma, nothing off the chroma
        self.offset = torch.tensor((128.0, 0.0, 0.0))[:, None, None].to(device)
        self.rgb = torch.tensor(YCC).inverse().to(device)

    def __call__(self, x: Tensor, quality: Tensor) -> Tensor:
        """Compress `(N, 3, H, W)` in [0, 1], H and W multiples of 16, at `quality` `(N,)` 1..99."""
        planes = torch.einsum("ij,njhw->nihw", self.ycc, x * 255) - self.offset
        luma = self._quantise(planes[:, :1], self.tables[0], quality)
        halves = F.avg_pool2d(planes[:, 1:], 2)
        halves = self._quantise(halves, self.tables[1], quality)
        chroma = F.interpolate(halves, scale_factor=2, mode="bilinear", align_corners=False)
        planes = torch.cat((luma, chroma), 1) + self.offset
        decoded = torch.einsum("ij,njhw->nihw", self.rgb, planes)
        return decoded.round().clamp(0, 255) / 255

    def _quantise(self, plane: Tensor, table: Tensor, quality: Tensor) -> Tensor:
        """Round the DCT coefficients of `(N, C, H, W)` to multiples of the scaled table."""
        steps = quantiser(table, quality)[:, None, None, None]
        count, channels, height, width = plane.shape
        blocks = plane.reshape(count, channels, height // 8, 8, width // 8, 8).transpose(3, 4)
        coefficients = self.dct @ blocks @ self.dct.T
        blocks = self.dct.T @ ((coefficients / steps).round() * steps) @ self.dct
        return blocks.transpose(3, 4).reshape(plane.shape)


def quantiser(table: Tensor, quality: Tensor) -> Tensor:
    """The table for each quality `(N,)`, scaled as the IJG library does: `(N, 8, 8)`."""
    percent = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality)
    return ((table * percent[:, None, None] + 50) / 100).floor().clamp(1, 255)
