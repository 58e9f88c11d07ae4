"""Changing the size of a picture: antialiased, separable, one weight table per pair of sizes.

Each output sample is a weighted sum of the input samples under a kernel centred on it, in the
geometry where pixel i covers [i, i + 1). When shrinking, the kernel is widened by the same factor,
so that what the smaller picture cannot show is averaged away rather than folded back (Turkowski,
“Filters for Common Resampling Tasks”, 1990; Keys 1981 for the cubic, here with a = -0.5).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

BLOCK = 16
"""Neighbouring output samples computed by one small matrix product: their inputs overlap."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A symmetric window; `weight` takes distances in samples, within [-radius, radius]."""

    radius: float
    weight: Callable[[Tensor], Tensor]


def _cubic(x: Tensor) -> Tensor:
    x = x.abs()
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return torch.where(x < 1, near, torch.where(x < 2, far, 0))


def _lanczos3(x: Tensor) -> Tensor:
    return torch.where(x.abs() < 3, torch.sinc(x) * torch.sinc(x / 3), 0)


def _triangle(x: Tensor) -> Tensor:
    return (1 - x.abs()).clamp(min=0)


KERNELS = {
    "lanczos": Kernel(3.0, _lanczos3),
    "bicubic": Kernel(2.0, _cubic),
    "bilinear": Kernel(1.0, _triangle),
}
FILTERS = (*KERNELS, "area", "nearest")
"""Names that `resample` takes: `area` averages what a sample covers, `nearest` mixes nothing."""


@dataclass(frozen=True, slots=True)
class Bands:
    """The weights of one axis, cut into blocks of outputs with the inputs they need.

    Attributes:
        inputs: `(blocks * taps,)` indices, edges replicated.
        weights: `(blocks, outputs, taps)`.
    """

    inputs: Tensor
    weights: Tensor


def resample(pixels: Tensor, width: int, height: int, kernel: str = "lanczos") -> Tensor:
    """`pixels` in another size; a new tensor, or the given one where the size is that already.

    Args:
        pixels: `(C, H, W)`, floating point, any range; results may overshoot it a little.
        width, height: At least 1.
        kernel: One of `FILTERS`.
    """
    axes = [(1, pixels.shape[1], height), (2, pixels.shape[2], width)]
    # The axis that shrinks most goes first: the other one then has less to do.
    for axis, before, after in sorted(axes, key=lambda each: each[2] / each[1]):
        if before != after:
            pixels = _along(pixels, axis, after, kernel)
    return pixels


def _along(pixels: Tensor, axis: int, after: int, kernel: str) -> Tensor:
    before = pixels.shape[axis]
    if kernel == "nearest":
        places = torch.arange(after, dtype=torch.float64, device="cpu")
        nearest = ((places + 0.5) * before / after).long().clamp(max=before - 1)
        return pixels.index_select(axis, nearest.to(pixels.device))
    bands = _bands(before, after, kernel, pixels.dtype, pixels.device)
    if axis == 1:
        return _down(pixels, bands, after)
    # Gathering whole rows is so much quicker than single samples that turning twice pays.
    turned = pixels.transpose(1, 2).contiguous()
    return _down(turned, bands, after).transpose(1, 2).contiguous()


def _down(pixels: Tensor, bands: Bands, after: int) -> Tensor:
    """`(C, H, W)` to `(C, after, W)`."""
    channels, _, width = pixels.shape
    blocks, outputs, taps = bands.weights.shape
    gathered = pixels.index_select(1, bands.inputs).view(channels * blocks, taps, width)
    product = torch.bmm(bands.weights.repeat(channels, 1, 1), gathered)
    return product.view(channels, blocks * outputs, width)[:, :after].contiguous()


@lru_cache(maxsize=32)
def _bands(before: int, after: int, kernel: str, dtype: torch.dtype, device: torch.device) -> Bands:
    """Weights in blocks, computed once per pair of sizes, in double precision."""
    ratio = before / after
    radius = _radius(kernel, ratio)
    outputs = min(BLOCK if ratio <= 1 else max(1, round(BLOCK / ratio)), after)
    blocks = math.ceil(after / outputs)
    centres = (torch.arange(blocks * outputs, dtype=torch.float64) + 0.5) * ratio
    centres = centres.view(blocks, outputs)
    first = torch.floor(centres[:, :1] - radius)
    taps = math.ceil((outputs - 1) * ratio + 2 * radius) + 1
    inputs = first + torch.arange(taps, dtype=torch.float64)
    distance = inputs[:, None, :] + 0.5 - centres[:, :, None]
    weights = _weights(kernel, distance, ratio)
    weights = weights / weights.sum(2, keepdim=True)
    indices = inputs.long().clamp(0, before - 1).flatten()
    return Bands(indices.to(device), weights.to(device, dtype))


def _radius(kernel: str, ratio: float) -> float:
    """Half the width of the kernel, in input samples."""
    return (ratio + 1) / 2 if kernel == "area" else KERNELS[kernel].radius * max(1.0, ratio)


def _weights(kernel: str, distance: Tensor, ratio: float) -> Tensor:
    if kernel != "area":
        return KERNELS[kernel].weight(distance / max(1.0, ratio))
    # The length that input sample [d - 1/2, d + 1/2] and output sample [-ratio/2, ratio/2] share.
    shared = torch.minimum(distance + 0.5, torch.tensor(ratio / 2, dtype=distance.dtype))
    return (shared - torch.maximum(distance - 0.5, torch.tensor(-ratio / 2))).clamp(min=0)
