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


class FilmedTiles(Tiles):
    """The same, each with some films of it: `(takes * N, h, w, 3)` bytes, `scale` times smaller.

    The films of one photograph stand one after the other.
    """

    def __init__(self, pixels: Tensor, films: Tensor) -> None:
        super().__init__(pixels)
        self.films = films
        self.takes = films.shape[0] // pixels.shape[0]
        self.scale = pixels.shape[1] // films.shape[1]

    def filmed(self, count: int, size: int) -> tuple[Tensor, Tensor]:
        """`(count, 3, size, size)` of films and the `scale` times larger parts that they show.

        In [0, 1]; both flipped and transposed at random, alike.
        """
        total, height, width, _ = self.films.shape
        take = torch.randint(total, (count, 1, 1), device=self.device)
        lines = self._line(count, size, height), self._line(count, size, width)
        given = self._at(self.films, take, *lines)
        fine = self._at(self.pixels, take // self.takes, *(self._finer(line) for line in lines))
        turned = chance(count, 0.5, self.device)
        return (
            torch.where(turned, given, given.transpose(2, 3)),
            torch.where(turned, fine, fine.transpose(2, 3)),
        )

    def _finer(self, line: Tensor) -> Tensor:
        """`(count, size)` coordinates of a film -> the photograph's, `(count, size * scale)`."""
        within = torch.arange(self.scale, device=self.device)
        upwards = line[:, -1:, None] > line[:, :1, None]
        within = torch.where(upwards, within, within.flip(0))
        return (line[:, :, None] * self.scale + within).flatten(1)

    @staticmethod
    def _at(pixels: Tensor, each: Tensor, rows: Tensor, columns: Tensor) -> Tensor:
        found = pixels[each, rows[:, :, None], columns[:, None, :]]
        return found.permute(0, 3, 1, 2).float() / 255
