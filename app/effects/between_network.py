"""The picture between two, by a network that learnt how things move."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import torch

from app.effects.models import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from app.inference.network import Network


class ByNetwork:
    """Asks a network whose traits say `between`."""

    def __init__(self, network: Network) -> None:
        self._network = network

    def __call__(self, first: Tensor, second: Tensor) -> Callable[[float], Tensor]:
        """What makes the pictures between two of `(3|4, H, W)`, at a share of the time."""
        return partial(self._picture, first, second)

    def _picture(self, first: Tensor, second: Tensor, share: float) -> Tensor:
        """Alpha moves as a picture of its own: the network knows colours only."""
        colours = run(self._network, [first[:3], second[:3]], share)
        if len(first) == 3:
            return colours
        if torch.equal(first[3:], second[3:]):
            return torch.cat([colours, first[3:]])
        alphas = [pixels[3:].expand(3, -1, -1) for pixels in (first, second)]
        return torch.cat([colours, run(self._network, alphas, share).mean(0, keepdim=True)])
