"""Sample planes between memory and device, and the rounding of values to codes."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.utils.dlpack import from_dlpack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

_BAYER_SIDE = 8


def plane_on_device(plane: NDArray[Any], device: torch.device) -> Tensor:
    """A plane of samples as fp32 on `device`; it travels as the integers it is."""
    host = shared(plane)
    if device.type != "cuda":
        return host.to(device).to(torch.float32)
    pinned = torch.empty(host.shape, dtype=host.dtype, pin_memory=True)
    pinned.copy_(host)
    return pinned.to(device, non_blocking=True).to(torch.float32)


def shared(plane: NDArray[Any]) -> Tensor:
    """A tensor over the plane's memory, for reading: `from_numpy` warns of read-only arrays."""
    if any(stride < 0 for stride in plane.strides):
        plane = np.ascontiguousarray(plane)
    if plane.flags.writeable:
        return torch.from_numpy(plane)
    try:
        return from_dlpack(plane)
    except BufferError:
        # Neither numpy nor torch of this age lends read-only memory: a copy is quick enough.
        return torch.from_numpy(plane.copy())


def planes_on_host(planes: Sequence[Tensor]) -> list[NDArray[Any]]:
    """The planes as numpy arrays; on CUDA through pinned memory, waiting once for all."""
    if planes[0].device.type != "cuda":
        return [plane.cpu().numpy() for plane in planes]
    hosts = [torch.empty(p.shape, dtype=p.dtype, pin_memory=True) for p in planes]
    for host, plane in zip(hosts, planes, strict=True):
        host.copy_(plane, non_blocking=True)
    torch.cuda.current_stream(planes[0].device).synchronize()
    return [host.numpy() for host in hosts]


def to_codes(
    plane: Tensor, scale: float, offset: float, bits: int, *, dither: bool = False
) -> Tensor:
    """round(scale * plane + offset), half to even, clipped to `bits`; floats (32) stay floats."""
    if bits == 32:
        # A copy: the caller may use its tensor again while the picture waits for the encoder.
        return plane.clone(memory_format=torch.contiguous_format)
    codes = torch.mul(plane, scale).add_(offset)
    if dither and bits == 8:
        codes.add_(_ordered_dither(codes))
    codes.round_().clamp_(0, (1 << bits) - 1)
    return codes.to(torch.uint8 if bits == 8 else torch.uint16)


def _ordered_dither(codes: Tensor) -> Tensor:
    """Bayer's pattern over the plane, evenly spread in (-0.5, 0.5), mean 0 (Bayer 1973)."""
    height, width = codes.shape
    times = -(-height // _BAYER_SIDE), -(-width // _BAYER_SIDE)
    return _bayer(codes.device).repeat(times)[:height, :width]


@lru_cache(maxsize=8)
def _bayer(device: torch.device) -> Tensor:
    """The 8x8 threshold matrix, grown from [[0, 2], [3, 1]]."""
    order = torch.zeros(1, 1)
    while len(order) < _BAYER_SIDE:
        order = 4 * order
        order = torch.cat([torch.cat([order, order + 2], 1), torch.cat([order + 3, order + 1], 1)])
    return ((order + 0.5) / _BAYER_SIDE**2 - 0.5).to(device)
