"""What the built-in restorers do around their trunk: size multiples, fading the correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

if TYPE_CHECKING:
    from torch import Tensor, nn


FADE = 255 / 5

_RUNS = {4: torch.int32, 8: torch.int64}
"""By their bytes, numbers that neighbours can be copied as, all at once."""


def working_dtype(net: nn.Module) -> torch.dtype:
    """The number format of a network's weights.

    Our networks add a correction to the picture they are given. The picture stays in the format it
    came in; only the trunk computes in this one, so that even bfloat16, whose steps near white are
    as coarse as those of 8 bits, leaves 10-bit gradients smooth.
    """
    return next(net.parameters()).dtype


def fade(level: Tensor) -> Tensor:
    """The share of a correction to apply: 1 from a level of 5/255 on, falling to 0 at 0.

    So that a level of 0 gives the picture back unchanged, bit for bit.
    """
    return (level * FADE).clamp(max=1)


def shuffled_onto(x: Tensor, correction: Tensor, scale: int) -> Tensor:
    """Each pixel of `x` repeated `scale` times both ways, plus its own corrections.

    A pixel shuffle (Shi et al. 2016) with fewer passes over the large picture: what lies side by
    side in a row moves as one number, and rows are repeated only while they are added.

    Args:
        x: `(N, C, H, W)`.
        correction: `(N, C * scale^2, H, W)`, as `pixel_shuffle` takes it; any floating dtype.
        scale: Output size over input size.

    Returns:
        `(N, C, scale*H, scale*W)`, contiguous, in the finer of both dtypes.
    """
    count, channels, height, width = x.shape
    parts = correction.permute(0, 2, 3, 1).reshape(count, height, width, channels, scale, scale)
    rows = _in_rows(parts).view(count, channels, height, scale, scale * width)
    summed = rows + _repeated_across(x, scale).unsqueeze(3)
    return summed.reshape(count, channels, scale * height, scale * width)


def _in_rows(parts: Tensor) -> Tensor:
    """`(N, H, W, C, s, s)` -> `(N, C, H, s, W, s)`: corrections of a pixel -> those of a row."""
    run = _RUNS.get(parts.shape[-1] * parts.element_size())
    if run is None or parts.requires_grad or not parts.is_contiguous():
        return parts.permute(0, 3, 1, 4, 2, 5).contiguous()
    return parts.view(run).permute(0, 3, 1, 4, 2, 5).contiguous().view(parts.dtype)


def _repeated_across(x: Tensor, scale: int) -> Tensor:
    """`(N, C, H, W)` -> `(N, C, H, scale * W)`; a single strided copy takes three times as long."""
    repeated = x.new_empty((*x.shape, scale))
    for place in range(scale):
        repeated[..., place] = x
    return repeated.flatten(3)


def pad_to_multiple(x: Tensor, multiple: int) -> Tensor:
    """Extend `(N, C, H, W)` at the bottom and right so that H and W divide by `multiple`.

    By reflection, which continues texture; by replication where the picture is too small for it.
    The caller crops the result: `[..., :H, :W]`.
    """
    down, right = -x.shape[-2] % multiple, -x.shape[-1] % multiple
    if not down and not right:
        return x
    reflects = down < x.shape[-2] and right < x.shape[-1]
    return F.pad(x, (0, right, 0, down), mode="reflect" if reflects else "replicate")
