"""A loaded model as the rest of the program sees it: a callable with its needs written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class NetworkTraits:
    """What a caller must know to feed a network; everything else the network does itself.

    Attributes:
        scale: Output size over input size.
        past, future: Neighbour frames a temporal network looks at, before and after.
        noise_map: Whether it takes the noise level as an input.
        styles: How many styles it paints in; their number, from 0 on, is given as the noise level.
        half, bfloat16: Whether those precisions are known to keep >= 45 dB to fp32.
        receptive_field: Radius in input pixels that one output pixel depends on; None if unknown
            or unbounded (then tiles use a generous overlap).
    """

    scale: int = 1
    past: int = 0
    future: int = 0
    noise_map: bool = False
    half: bool = True
    bfloat16: bool = True
    receptive_field: int | None = None
    styles: int = 0


class Network(Protocol):
    """A model on a device. Not thread-safe: one borrower at a time (see `NetworkPool`)."""

    @property
    def traits(self) -> NetworkTraits:
        """What it needs and does."""
        ...

    def __call__(self, pictures: Tensor, sigma: float | None = None) -> Tensor:
        """Run the model.

        Args:
            pictures: `(N, 3, H, W)`, or `(N, past + 1 + future, 3, H, W)` for a temporal network;
                R'G'B' in [0, 1], on the network's device, any floating dtype.
            sigma: Noise level in 8-bit units (0..255), for networks with a `noise_map`; the number
                of the style, for networks with `styles`.

        Returns:
            `(N, 3, scale*H, scale*W)`, clamped to [0, 1], same dtype and device as the input.

        Raises:
            DeviceError: out of memory even with the smallest tiles.
            ModelError: the model gives NaN or infinity in full precision.
            Cancelled: between tiles, when the borrower's token says so.
        """
        ...
