"""A loaded model as the rest of the program sees it: a callable with its needs written down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class NetworkTraits:
    """What a caller must know to feed a network; everything else the network does itself.

    Attributes:
        scale: Output size over input size.
        past, future: Neighbour frames a temporal network looks at, before and after.
        noise_map: Whether it takes the noise level as an input.
        sequence: Whether it is a `SequenceNetwork`.
        styles: How many styles it paints in; their number, from 0 on, is given as the noise level.
        between: Whether it makes the picture between two frames; the share of the time from the
            first to the second, within (0, 1), is given as the noise level.
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
    sequence: bool = False
    between: bool = False


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
                of the style, for networks with `styles`; the moment, for networks that are
                `between`.

        Returns:
            `(N, 3, scale*H, scale*W)`, clamped to [0, 1], same dtype and device as the input.

        Raises:
            DeviceError: out of memory even with the smallest tiles.
            ModelError: the model gives NaN or infinity in full precision.
            Cancelled: between tiles, when the borrower's token says so.
        """
        ...


@runtime_checkable
class BatchingNetwork(Network, Protocol):
    """A network that knows how many pictures are best given at once."""

    def at_once(self, height: int, width: int) -> int:
        """Pictures of a size that are best given together; 1 where that gains nothing."""
        ...

    def together(self, pictures: Tensor, sigmas: Sequence[float] | None = None) -> Tensor:
        """What the pictures become one by one, within 1/255, in fewer calls.

        Args:
            pictures: As for `Network`, any number of one size.
            sigmas: For each picture what `Network` calls sigma.
        """
        ...


class SequenceNetwork(Network, Protocol):
    """A network that carries what it has seen along a sequence, however long.

    Called as any other, a window of `past + 1 + future` frames gives the one in the middle.
    """

    def __call__(
        self, pictures: Tensor, sigma: float | None = None, answers: range | None = None
    ) -> Tensor:
        """Run the model; see `Network`.

        Args:
            pictures: `(1, frames, 3, H, W)` in time order, all of one shot.
            sigma: See `Network`.
            answers: Numbers of the frames that are wanted. Those before and after them are
                looked at; what a frame becomes does not depend on which others are wanted.

        Returns:
            `(len(answers), 3, scale*H, scale*W)`.
        """
        ...
