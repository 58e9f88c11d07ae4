"""A real `Network` without weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch.nn.functional as F

from app.base.cancel import CancelToken
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import Tensor


class FakeNetwork:
    """Repeats pixels; of a window, those of the middle frame."""

    def __init__(
        self, scale: int = 2, past: int = 0, future: int = 0, cancel: CancelToken | None = None
    ) -> None:
        self.traits = NetworkTraits(scale=scale, past=past, future=future, receptive_field=0)
        self.cancel = cancel or CancelToken()

    def __call__(self, pictures: Tensor, sigma: float | None = None) -> Tensor:
        self.cancel.check()
        middle = pictures[:, self.traits.past] if pictures.ndim == 5 else pictures
        return F.interpolate(middle, scale_factor=float(self.traits.scale)).clamp(0, 1)
