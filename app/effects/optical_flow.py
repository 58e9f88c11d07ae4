"""Where each part of a picture is in the next one, and back.

Source: T. Kroeger, R. Timofte, D. Dai and L. Van Gool, Fast optical flow using dense inverse
search, ECCV 2016 (as in OpenCV), run both ways; motions that do not come back are not trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.effects.opencv import opencv

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

WORKING_SIDE = 640
"""About the longer side of the pictures that are compared."""

SMALLEST = 16
"""Samples per side below which no motion is looked for."""

_FAITHFUL = 0.7
"""Samples a motion may miss its beginning by, there and back, before trust falls to 60 %."""

_LEAST_TRUST = 0.01
"""Of motions that do not come back: what is covered or uncovered has them, and only it."""


@dataclass(frozen=True, slots=True)
class Flow:
    """The motion between two pictures, on the processor, in samples of a smaller grid.

    Attributes:
        there, back: `(2, h, w)`, x then y: from the first to the second picture, and back.
        trust_there, trust_back: `(h, w)` in (0, 1].
        factor: Samples of the pictures per sample of the grid.
    """

    there: Tensor
    back: Tensor
    trust_there: Tensor
    trust_back: Tensor
    factor: int


def gray_codes(pixels: Tensor) -> tuple[NDArray[np.uint8], int]:
    """`(h, w)` gray codes of `(3+, H, W)`, smaller by the factor that comes with them.

    The picture is padded to a whole number of the factor, so that the grids agree.
    """
    height, width = pixels.shape[-2:]
    factor = max(1, round(max(height, width) / WORKING_SIDE))
    padded = F.pad(pixels[None, :3], (0, -width % factor, 0, -height % factor), mode="replicate")
    small = (F.avg_pool2d(padded, factor) if factor > 1 else padded)[0]
    gray = small.new_tensor([63.75, 127.5, 63.75]) @ small.flatten(1)
    codes = gray.clamp_(0, 255).round_().byte().reshape(small.shape[1:])
    return codes.cpu().numpy(), factor


def flow_between(first: NDArray[np.uint8], second: NDArray[np.uint8], factor: int) -> Flow | None:
    """The motion between two pictures of `gray_codes`; None for pictures too small to tell."""
    if min(first.shape) < SMALLEST:
        return None
    cv2 = opencv()
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    there, back = (
        torch.from_numpy(search.calc(a, b, None)).permute(2, 0, 1).contiguous()
        for a, b in ((first, second), (second, first))
    )
    return Flow(there, back, _trust(there, back), _trust(back, there), factor)


def _trust(there: Tensor, back: Tensor) -> Tensor:
    """How well each motion is undone by the motion at its end."""
    miss = (there + at_moved(back, there)).square().sum(dim=0)
    allowed = _FAITHFUL**2 + 0.01 * there.square().sum(dim=0)
    return torch.exp(-0.5 * miss / allowed).clamp(min=_LEAST_TRUST)


def at_moved(picture: Tensor, motion: Tensor, mode: str = "bilinear") -> Tensor:
    """`(C, h, w)`: at each place what `picture` has where the motion `(2, h, w)` leads."""
    height, width = picture.shape[-2:]
    x = torch.arange(width, device=motion.device) + 0.5 + motion[0]
    y = (torch.arange(height, device=motion.device) + 0.5)[:, None] + motion[1]
    grid = torch.stack([x * (2 / width) - 1, y * (2 / height) - 1], dim=-1)
    return F.grid_sample(
        picture[None], grid[None], mode=mode, padding_mode="border", align_corners=False
    )[0]
