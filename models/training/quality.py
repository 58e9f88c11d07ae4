"""Figures of quality, measured as the papers measure them."""

from __future__ import annotations

import torch
from torch import Tensor


def luma(x: Tensor) -> Tensor:
    """BT.601 studio-range luma of `(N, 3, H, W)` in [0, 1], in 8-bit units: `(N, 1, H, W)`."""
    weights = torch.tensor((65.481, 128.553, 24.966), device=x.device)
    return (x * weights[:, None, None]).sum(1, keepdim=True) + 16


def decibels(error: Tensor, peak: float = 255.0) -> float:
    """Peak signal-to-noise ratio of an error in units of `peak`; 100 at most."""
    mean = error.double().square().mean().clamp(min=peak**2 * 1e-10)
    return float(10 * torch.log10(peak**2 / mean))


def luma_psnr(result: Tensor, truth: Tensor, shave: int) -> float:
    """PSNR of the luma without `shave` border pixels, of results rounded to 8 bits.

    What the super-resolution papers report (shave = scale, MATLAB's rgb2ycbcr).
    """
    rounded = (result.clamp(0, 1) * 255).round() / 255
    error = luma(rounded) - luma(truth)
    return decibels(error[..., shave : error.shape[-2] - shave, shave : error.shape[-1] - shave])


def colour_psnr(result: Tensor, truth: Tensor) -> float:
    """PSNR over R', G' and B' together, as the denoising papers report."""
    return decibels((result.clamp(0, 1) - truth) * 255)
