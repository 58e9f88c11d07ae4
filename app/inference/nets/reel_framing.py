"""What the built-in restorers do around their trunk: size multiples, fading the correction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn


FADE = 255 / 5


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

    A pixel shuffle (Shi et al. 2016) in one sum and one copy: repeating, adding and shuffling one
    after the other takes twice as long on a processor.

    Args:
        x: `(N, C, H, W)`.
        correction: `(N, C * scale^2, H, W)`, as `pixel_shuffle` takes it; any floating dtype.
        scale: Output size over input size.

    Returns:
        `(N, C, scale*H, scale*W)`, contiguous, in the finer of both dtypes.
    """
    count, channels, height, width = x.shape
    parts = correction.permute(0, 2, 3, 1).reshape(count, height, width, channels, scale, scale)
    summed = (parts + x.permute(0, 2, 3, 1)[..., None, None]).permute(0, 3, 1, 4, 2, 5)
    return summed.reshape(count, channels, scale * height, scale * width)


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
