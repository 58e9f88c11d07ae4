"""Damaging good pictures the way cameras and codecs do, to have something to learn from."""

from __future__ import annotations

import torch
from torch import Tensor

from models.training.compression import Compression
from models.training.crops import chance, uniform
from models.training.resampling import (
    gaussian_matrix,
    imresize,
    resize_matrix,
    separable,
    to_8_bits,
)

JITTER = (1.0, 0.5, 0.6, 0.7, 0.8, 0.9)


def add_noise(x: Tensor, sigma: Tensor) -> Tensor:
    """Add white Gaussian noise of standard deviation `sigma` `(N,)` over 255, unclamped."""
    return x + torch.randn_like(x) * (sigma / 255)[:, None, None, None]


def add_shot_noise(x: Tensor, sigma: Tensor) -> Tensor:
    """Add noise whose variance grows with the light, `sigma` `(N,)` over 255 at white."""
    return x + torch.randn_like(x) * x.clamp(min=0).sqrt() * (sigma / 255)[:, None, None, None]


def blur(x: Tensor, low: float, high: float) -> Tensor:
    """Blur each picture by its own random Gaussian, of different width along each axis."""
    count = x.shape[0]
    rows = gaussian_matrix(x.shape[-2], uniform(count, low, high, x.device))
    columns = gaussian_matrix(x.shape[-1], uniform(count, low, high, x.device))
    return separable(x, rows, columns)


def jitter_matrices(size: int, device: torch.device) -> Tensor:
    """Shrinking by each factor of `JITTER` and growing back, `(len(JITTER), size, size)`."""
    result = []
    for factor in JITTER:
        down = resize_matrix(size, factor)
        result.append(resize_matrix(down.shape[0], size / down.shape[0], size) @ down)
    return torch.stack(result).to(device)


class RealDegradation:
    """Light second-order degradation (Real-ESRGAN, Wang et al. 2021): a good camera, a bad upload.

    Blur, downscale, noise, compression; then resampling, a little noise and compression again.
    """

    def __init__(self, scale: int, device: torch.device) -> None:
        self.scale = scale
        self.compress = Compression(device)
        self._jitters: dict[int, Tensor] = {}
        self._shrinks: dict[int, Tensor] = {}

    def __call__(self, x: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] -> damaged and `scale` times smaller.

        H and W: multiples of 16 * scale.
        """
        x = torch.where(chance(x.shape[0], 0.7, x.device), blur(x, 0.2, 1.8), x)
        x = separable(x, self._shrink(x.shape[-2]), self._shrink(x.shape[-1]))
        x = self._noise(x, 12.0)
        x = self._compress(x, 0.4, 50, 95)
        x = self._resample(x, 0.35)
        x = self._noise(x, 3.0)
        return to_8_bits(self._compress(x, 0.7, 35, 95))

    def _noise(self, x: Tensor, most: float) -> Tensor:
        """White or shot noise, half of each; a quarter of the pictures stays clean."""
        count = x.shape[0]
        sigma = (uniform(count, -most / 3, most, x.device)).clamp(min=0)
        noisy = add_noise(x, sigma)
        return torch.where(chance(count, 0.5, x.device), noisy, add_shot_noise(x, sigma))

    def _compress(self, x: Tensor, share: float, low: float, high: float) -> Tensor:
        """Compress a share of the pictures."""
        damaged = self.compress(x.clamp(0, 1), uniform(x.shape[0], low, high, x.device))
        return torch.where(chance(x.shape[0], share, x.device), damaged, x)

    def _resample(self, x: Tensor, share: float) -> Tensor:
        """Shrink and grow a share of the pictures by a random factor."""
        factor = torch.randint(len(JITTER), (x.shape[0],), device=x.device)
        rows, columns = (self._jitter(side)[factor][:, None] for side in x.shape[-2:])
        return torch.where(chance(x.shape[0], share, x.device), separable(x, rows, columns), x)

    def _jitter(self, size: int) -> Tensor:
        if size not in self._jitters:
            self._jitters[size] = jitter_matrices(size, self.compress.dct.device)
        return self._jitters[size]

    def _shrink(self, size: int) -> Tensor:
        if size not in self._shrinks:
            matrix = resize_matrix(size, 1 / self.scale)
            self._shrinks[size] = matrix.to(self.compress.dct.device)
        return self._shrinks[size]


def shrink(x: Tensor, scale: int) -> Tensor:
    """The benchmark's low-resolution picture: bicubic, rounded to 8 bits."""
    return to_8_bits(imresize(x, 1 / scale))
