"""Pictures that wait for others, in half the memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

_STEPS = 65535


@dataclass(frozen=True, slots=True)
class Compact:
    """A picture as 16-bit codes over its own range: no sample moves by more than 1 / 131070 of
    that range, a sixteenth of a 12-bit step, and nothing beyond [0, 1] is clipped.

    Attributes:
        codes: Same shape; int16, or the picture itself where it has 16 bits already.
        low, high: Its range.
    """

    codes: Tensor
    low: Tensor
    high: Tensor

    @staticmethod
    def of(pixels: Tensor) -> Compact:
        """Any picture."""
        low, high = pixels.aminmax()
        if pixels.dtype != torch.float32:
            return Compact(pixels, low, high)
        scale = _STEPS / (high - low).clamp(min=1e-9)
        codes = (pixels - low).mul_(scale).sub_(_STEPS // 2 + 1).round_()
        return Compact(codes.to(torch.int16), low, high)

    def pixels(self) -> Tensor:
        """The picture, float32 or as it was given."""
        if self.codes.dtype != torch.int16:
            return self.codes
        step = (self.high - self.low).clamp(min=1e-9) / _STEPS
        return self.codes.float().add_(_STEPS // 2 + 1).mul_(step).add_(self.low)
