"""Resizing and blurring as matrix products: exact, separable, and the same on every device."""

from __future__ import annotations

import math

import torch
from torch import Tensor


def cubic(x: Tensor) -> Tensor:
    """Keys' cubic kernel with a = -0.5 (Keys 1981), the one MATLAB's imresize uses."""
    x = x.abs()
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return torch.where(x <= 1, near, torch.where(x < 2, far, torch.zeros_like(x)))


def resize_matrix(size: int, factor: float, result: int | None = None) -> Tensor:
    """The `(result, size)` matrix of a bicubic resize equal to MATLAB's imresize.

    Antialiased when shrinking (the kernel is widened), borders mirrored with the edge repeated.

    Args:
        size: Samples in the input.
        factor: Samples out per sample in.
        result: Samples in the output; as imresize does, `ceil(size * factor)`, when not given.
    """
    result = math.ceil(size * factor) if result is None else result
    stretch = min(factor, 1.0)
    centre = (torch.arange(result, dtype=torch.float64) + 0.5) / factor - 0.5
    taps = math.ceil(4 / stretch) + 2
    index = (centre - 2 / stretch).floor()[:, None] + torch.arange(taps)
    weights = cubic((centre[:, None] - index) * stretch)
    weights = weights / weights.sum(1, keepdim=True)
    index = torch.remainder(index, 2 * size)
    index = torch.where(index >= size, 2 * size - 1 - index, index).long()
    matrix = torch.zeros(result, size, dtype=torch.float64)
    return matrix.scatter_add_(1, index, weights).float()


def gaussian_matrix(size: int, sigma: Tensor) -> Tensor:
    """One blur per entry of `sigma` `(N,)`, in samples: `(N, 1, size, size)`, rows sum to 1."""
    place = torch.arange(size, device=sigma.device, dtype=torch.float32)
    distance = (place[:, None] - place[None, :]) / sigma.clamp(min=0.05)[:, None, None]
    weights = torch.exp(-0.5 * distance**2)
    return (weights / weights.sum(2, keepdim=True))[:, None]


def separable(x: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
    """Apply a matrix to the rows and another to the columns of `(N, C, H, W)`."""
    return rows @ x @ columns.transpose(-1, -2)


def imresize(x: Tensor, factor: float) -> Tensor:
    """Resize `(N, C, H, W)` bicubically as MATLAB's imresize does, unclamped."""
    rows = resize_matrix(x.shape[-2], factor).to(x)
    columns = resize_matrix(x.shape[-1], factor).to(x)
    return separable(x, rows, columns)


def to_8_bits(x: Tensor) -> Tensor:
    """Clamp to [0, 1] and round to the 256 values that a picture file can hold."""
    return (x.clamp(0, 1) * 255).round() / 255
