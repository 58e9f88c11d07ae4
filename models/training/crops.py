"""Random crops out of tiles that all live on the device: no loader, no copies, no waiting."""

from __future__ import annotations

import torch
from torch import Tensor


def uniform(count: int, low: float, high: float, device: torch.device) -> Tensor:
    """`(count,)` random numbers in `[low, high)`."""
    return torch.rand(count, device=device) * (high - low) + low


def chance(count: int, share: float, device: torch.device) -> Tensor:
    """`(count, 1, 1, 1)` booleans, each true with probability `share`."""
    return torch.rand(count, 1, 1, 1, device=device) < share


def window(x: Tensor, top: Tensor, left: Tensor, size: int) -> Tensor:
    """One crop per picture: `(N, C, H, W)` and corners `(N,)` -> `(N, C, size, size)`."""
    row = torch.arange(size, device=x.device)
    each = torch.arange(x.shape[0], device=x.device)[:, None, None]
    rows, columns = (top[:, None] + row)[:, :, None], (left[:, None] + row)[:, None, :]
    # the two sliced-apart indices put the channel last
    return x[each, :, rows, columns].permute(0, 3, 1, 2)


class Tiles:
    """Photographs of one size, `(N, H, W, C)` bytes on a device, as an endless source of crops.

    C is 3, or 6 where each photograph has a damaged copy behind it.
    """

    def __init__(self, pixels: Tensor) -> None:
        self.pixels = pixels
        self.device = pixels.device

    def crops(self, count: int, size: int) -> Tensor:
        """`(count, C, size, size)` in [0, 1]: anywhere, flipped and transposed at random.

        Only device-side random numbers: a CUDA graph that captured it gives new crops each time.
        """
        total, height, width, _ = self.pixels.shape
        tile = torch.randint(total, (count, 1, 1), device=self.device)
        rows = self._line(count, size, height)[:, :, None]
        columns = self._line(count, size, width)[:, None, :]
        x = self.pixels[tile, rows, columns].permute(0, 3, 1, 2).float() / 255
        return torch.where(chance(count, 0.5, self.device), x, x.transpose(2, 3))

    def _line(self, count: int, size: int, length: int) -> Tensor:
        """`(count, size)` neighbouring coordinates, upwards or downwards."""
        start = torch.randint(length - size + 1, (count, 1), device=self.device)
        step = torch.arange(size, device=self.device).expand(count, size)
        flipped = torch.rand(count, 1, device=self.device) < 0.5
        return start + torch.where(flipped, size - 1 - step, step)
